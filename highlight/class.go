package highlight

// A Class says what a run of code is, as far as its colour is concerned.
// The set is closed; writers and palettes cover all of it.
type Class uint8

// The classes. Text is everything that has no colour of its own: blanks,
// variable names, and whatever a lexer could not make out.
const (
	Text     Class = iota
	Keyword        // func, if, nil; the tag names of markup, the keys of data
	String         // string and rune literals, without their escapes
	Escape         // \n in a string, &amp; in markup
	Number         // 42, 0x2a, a date
	Comment        // comments, and the elision line "..." of a transcript
	Func           // the name of a function, where it is declared and where it is called
	Type           // types and built-in names
	Punct          // brackets and separators
	Operator       // + := <-
	Attr           // attributes, decorators, preprocessor lines
	Prompt         // "$ " in a shell session, ">>> " in a Python one
	Command        // what is typed at a shell prompt
	Output         // what a program printed
	Heading        // the file and hunk lines of a diff
	Added          // a line a diff adds
	Removed        // a line a diff removes
	Error          // an error that a program printed

	numClasses = int(Error) + 1
)

var classNames = [numClasses]string{
	Text:     "",
	Keyword:  "k",
	String:   "s",
	Escape:   "e",
	Number:   "n",
	Comment:  "c",
	Func:     "f",
	Type:     "t",
	Punct:    "p",
	Operator: "o",
	Attr:     "a",
	Prompt:   "gp",
	Command:  "gc",
	Output:   "go",
	Heading:  "gh",
	Added:    "gi",
	Removed:  "gd",
	Error:    "ge",
}

// Name returns the short name of c for CSS classes and LaTeX macros: one or
// two ASCII letters, unique among the classes, and "" for Text, which needs
// no markup.
func (c Class) Name() string {
	if int(c) >= numClasses {
		return ""
	}
	return classNames[c]
}

// Classes returns every class, Text first.
func Classes() []Class {
	all := make([]Class, numClasses)
	for i := range all {
		all[i] = Class(i)
	}
	return all
}

// A Run is a piece of one line with one class. Text is never empty, never
// holds "\n", and is a slice of the text that was highlighted.
type Run struct {
	Class Class
	Text  string
}

// A Line is one line of code without its "\n". No two neighbouring runs have
// the same class, nor do two runs with only blanks between them: those blanks
// belong to the run. An empty line has no runs.
type Line []Run
