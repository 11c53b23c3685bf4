package highlight

import (
	"fmt"
	"slices"
	"strings"
)

// A shell follows a command line by line as far as it must be known where it
// ends: quotes, brackets, compound commands, here-documents and operators. It
// is no parser of the language.
type shell struct {
	quote     byte   // the quote that is open, or 0
	open      []byte // brackets and compound commands that are open, innermost last: ( { i l c
	here      []hereDocument
	word      []byte // of the word that is being read
	quoted    bool   // some of it is quoted
	atCommand bool   // the next word is a command's name
	last      string // the last word or operator
	operator  bool   // last is an operator
	backslash bool   // the line ends in a backslash
	started   bool   // line was called
	empty     bool   // nothing but comments was there
	joined    bool   // several commands: with ; & | && || or a compound
}

// A hereDocument is the text that follows on the lines below "<<EOF".
type hereDocument struct {
	end  string
	tabs bool // <<-: tabs before the end do not count
}

func (sh *shell) clone() shell {
	c := *sh
	c.open, c.here, c.word = slices.Clone(sh.open), slices.Clone(sh.here), slices.Clone(sh.word)
	return c
}

// line takes the next line of the command.
func (sh *shell) line(s string) {
	switch {
	case !sh.started:
		sh.started, sh.empty, sh.atCommand = true, true, true
	case sh.quote == 0 && !sh.backslash:
		sh.newline()
	}
	sh.backslash = false
	for i := 0; i < len(s); {
		i += sh.step(s, i)
	}
	if sh.quote == 0 && !sh.backslash {
		sh.endWord()
	}
}

// newline ends a command as ; does, unless an operator waits for more.
func (sh *shell) newline() {
	sh.endWord()
	switch sh.last {
	case "|", "&&", "||", "|&":
	default:
		sh.joined = sh.joined || len(sh.open) == 0
	}
	sh.atCommand = true
}

// step reads what stands at s[i:] and returns its length.
func (sh *shell) step(s string, i int) int {
	c := s[i]
	switch {
	case sh.quote != 0:
		return sh.inQuote(s, i)
	case c == '\\':
		return sh.escape(s, i)
	case c == '\'' || c == '"' || c == '`':
		sh.quote, sh.quoted, sh.empty = c, true, false
	case c == ' ' || c == '\t':
		sh.endWord()
	case c == '#' && len(sh.word) == 0 && !sh.quoted:
		return len(s) - i
	case strings.IndexByte("|&;()<>", c) >= 0:
		return sh.operate(s, i)
	case c == '$' && i+1 < len(s) && s[i+1] == '(':
		sh.word = append(sh.word, '$')
		sh.empty = false
		sh.push('(')
		return 2
	default:
		sh.word = append(sh.word, c)
		sh.empty = false
	}
	return 1
}

func (sh *shell) inQuote(s string, i int) int {
	switch {
	case s[i] == '\\' && sh.quote != '\'':
		if i+1 == len(s) { // the line end is quoted, too
			return 1
		}
		sh.word = append(sh.word, s[i+1])
		return 2
	case s[i] == sh.quote:
		sh.quote = 0
	default:
		sh.word = append(sh.word, s[i])
	}
	return 1
}

func (sh *shell) escape(s string, i int) int {
	sh.empty = false
	if i+1 == len(s) {
		sh.backslash = true
		return 1
	}
	sh.word, sh.quoted = append(sh.word, s[i+1]), true
	return 2
}

// operators are the operators of more than one byte, long ones first.
var operators = []string{"<<<", "<<-", "&>>", ";;&", "<<", ">>", "&&", "||", "|&", ";;", ";&", "<&", ">&", "<>", ">|", "&>"}

func (sh *shell) operate(s string, i int) int {
	sh.endWord()
	op := s[i : i+1]
	for _, long := range operators {
		if strings.HasPrefix(s[i:], long) {
			op = long
			break
		}
	}
	switch op {
	case "(":
		sh.push('(')
	case ")":
		sh.pop('(')
	case "|", "&", ";", "&&", "||", "|&", ";;", ";&", ";;&":
		sh.joined = sh.joined || op != "&" || sh.last == "&"
		sh.atCommand = true
	case "<<", "<<-":
		return sh.hereWord(s, i, op)
	}
	if op != "&" {
		sh.empty = false
	}
	sh.last, sh.operator = op, true
	return len(op)
}

// hereWord reads the word behind << that ends the here-document.
func (sh *shell) hereWord(s string, i int, op string) int {
	at := i + len(op)
	for at < len(s) && (s[at] == ' ' || s[at] == '\t') {
		at++
	}
	var word []byte
	quote := byte(0)
	for ; at < len(s); at++ {
		c := s[at]
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
			word = append(word, c)
		case c == '\'' || c == '"':
			quote = c
		case c == '\\' && at+1 < len(s):
			at++
			word = append(word, s[at])
		case strings.IndexByte(" \t|&;()<>", c) >= 0:
			goto end
		default:
			word = append(word, c)
		}
	}
end:
	if len(word) > 0 && !slices.Contains(sh.open, '(') { // in $(( 1 << n )) it is no here-document
		sh.here = append(sh.here, hereDocument{string(word), op == "<<-"})
	}
	sh.last, sh.operator, sh.empty = string(word), false, false
	return at - i
}

// endWord ends the word that is being read. Where a command's name may stand,
// it may be a word of the language.
func (sh *shell) endWord() {
	if len(sh.word) == 0 && !sh.quoted {
		return
	}
	word := string(sh.word)
	if sh.atCommand && !sh.quoted {
		sh.atCommand = sh.reserved(word)
	} else {
		sh.atCommand = false
	}
	if sh.operator && sh.last == "&" {
		sh.joined = true
	}
	sh.last, sh.operator = word, false
	sh.word, sh.quoted = sh.word[:0], false
}

// reserved takes a word that may be one of the language. It reports whether a
// command's name may follow.
func (sh *shell) reserved(word string) bool {
	switch word {
	case "if":
		sh.push('i')
	case "while", "until":
		sh.push('l')
	case "for", "select":
		sh.push('l')
		return false
	case "case":
		sh.push('c')
		return false
	case "{":
		sh.push('{')
	case "fi":
		sh.pop('i')
	case "done":
		sh.pop('l')
	case "esac":
		sh.pop('c')
	case "}":
		sh.pop('{')
	case "then", "else", "elif", "do", "!", "time":
	default:
		return strings.Contains(word, "=") && !strings.HasPrefix(word, "=") // a setting before the command
	}
	return true
}

func (sh *shell) push(c byte) {
	sh.open = append(sh.open, c)
	sh.atCommand = true
	sh.joined = true
}

// pop closes the innermost bracket if it is of that kind. The one that ends a
// pattern of case closes nothing.
func (sh *shell) pop(c byte) {
	if n := len(sh.open); n > 0 && sh.open[n-1] == c {
		sh.open = sh.open[:n-1]
	}
}

// wants says what the shell waits for, "" for nothing.
func (sh *shell) wants() string {
	switch {
	case sh.backslash:
		return `it ends in "\"`
	case sh.quote != 0:
		return fmt.Sprintf("the quote %c is never closed", sh.quote)
	case len(sh.here) > 0:
		return fmt.Sprintf("no line %q ends its text", sh.here[0].end)
	case len(sh.open) > 0:
		return fmt.Sprintf("%s has no %s", openers[sh.open[len(sh.open)-1]], closers[sh.open[len(sh.open)-1]])
	case sh.operator && (sh.last == "|" || sh.last == "&&" || sh.last == "||" || sh.last == "|&"):
		return fmt.Sprintf("nothing follows %s", sh.last)
	}
	return ""
}

var (
	openers = map[byte]string{'(': "(", '{': "{", 'i': "if", 'l': "a loop", 'c': "case"}
	closers = map[byte]string{'(': ")", '{': "}", 'i': "fi", 'l': "done", 'c': "esac"}
)

// Joined reports whether a command line is several commands, of which only the
// last one's status is seen: with ; & | && || or a compound.
func Joined(command string) bool {
	var sh shell
	for line := range strings.Lines(command) {
		sh.line(strings.TrimRight(line, "\r\n"))
	}
	return sh.joined
}

// background reports whether the command ends in &.
func (sh *shell) background() bool { return sh.operator && sh.last == "&" && !sh.empty }
