package script

import (
	"github.com/lore-docs/lore/lore/tree"
)

// StepKind tells what a step is.
type StepKind uint8

// The kinds of step.
const (
	Command StepKind = iota // a command is typed at the prompt
	Key                     // a key is hit while a program runs
	Idle                    // a prompt is waited for, and nothing is run
	More                    // output of what runs already, above the first prompt
)

var kindNames = [...]string{"command", "key", "idle", "more"}

// String returns "command", "key", "idle" or "more".
func (k StepKind) String() string { return kindNames[k] }

// A Step is one thing that happens at the terminal, and what is shown then.
type Step struct {
	Kind       StepKind
	Command    string // as the shell gets it: lines without prompts, "\n" between them
	Background bool   // the command ends in &
	Key        string // "^C", "^D", "^Z" or "^\"
	Want       []Line // what the terminal shows, lines typed at the program among them
	Notices    []Line // what the shell says of its jobs; not wanted
	Exit       Status // of the command, or of the command that the key is for
	Line       int    // of the prompt or key in the block, from 1
	End        int    // the last line of the command, Line for most
	At         int    // offset of the prompt or key in the block, in bytes
}

// A Line is one line that a terminal shows.
type Line struct {
	Text  string // without its line end
	No    int    // in the block, from 1
	At    int    // offset in the block, in bytes
	Typed bool   // some of it is typed at the running program
	Input string // what is typed
	Lead  string // what the program prints before it waits for Input
}

// Texts returns the texts of lines, as package match takes them.
func Texts(lines []Line) []string {
	texts := make([]string, len(lines))
	for i, l := range lines {
		texts[i] = l.Text
	}
	return texts
}

// A Problem is something in a transcript that no terminal can have shown.
type Problem struct {
	Kind    ProblemKind
	Line    int        // in the block, from 1
	Range   tree.Range // the text that is wrong, in bytes
	Message string     // lower case, no full stop
	Hint    string     // may be empty
}

// ProblemKind tells problems apart.
type ProblemKind uint8

// The kinds of problem.
const (
	OutputFirst    ProblemKind = iota // output above the first prompt; step 0 is of kind More
	CommandOpen                       // the shell would wait for the rest of a command
	TypedTwice                        // two parts of one line are typed
	TypedNowhere                      // a line is typed while no program runs
	BackgroundOnly                    // "&" with nothing before it
)
