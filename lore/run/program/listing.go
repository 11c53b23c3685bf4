package program

// A Listing is code that a page shows, and what the page says of it.
type Listing struct {
	// File is the path of the file in the module, slash separated. The path
	// of a folder stands for the program in it. It is "" for code that is
	// written in the page.
	File string

	// Text is the code that is written in the page, with LF line ends.
	Text string

	// Dir is the folder in the module of the page that Text is written in.
	// What Text imports is looked up from there.
	Dir string

	// Lang is the language as package highlight names it. If it is "", the
	// name of the file tells.
	Lang string

	// Level is how far the code is to be taken.
	Level Level

	// Alone says that File, with With, is the whole program, as in
	// "go run a.go b.go". A listing that has With is always alone.
	Alone bool
	With  []string // paths in the module of Go files of the same folder

	// Errors has, for each compile error block that goes with the listing,
	// its text. The program must then be refused, and for these reasons.
	Errors []string

	// Unchecked is why the page does not want the code checked.
	Unchecked string

	// MinGo is the oldest version of Go that the code is for, such as "1.24".
	MinGo string
}

func (l *Listing) text() bool { return l.File == "" }
