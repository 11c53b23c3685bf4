package term

import "time"

// Step is one thing that a reader does at a terminal: a command typed at the
// prompt, or a key pressed while a program runs.
type Step struct {
	// Command is typed at the prompt. It may have several lines: a line that
	// the shell takes for unfinished is continued by the next.
	Command string
	// Key is pressed instead of typing a command: "^C", "^D", "^Z", "^\", or
	// any other letter after a circumflex.
	Key string
	// Background says that the command ends in "&": the step ends when the
	// job is ready, see the package comment.
	Background bool
	// Leave says that the program may be left running in the foreground,
	// because the reader goes to another terminal next, presses a key, or is
	// at the end of the page. The step ends when the program is ready.
	Leave bool
	// Serve says that the program may be left running if it listens: the
	// reader would take another terminal then. The step ends when it listens
	// and is at rest, or else with the program.
	Serve bool
	// Inputs are typed at the program, in this order.
	Inputs []Input
	// Until reports whether all output that is awaited is there. It is asked
	// with all that was shown since the command, whenever there is more, and
	// must be quick. Nil awaits nothing in particular.
	Until func(output string) bool
	// Timeout is this step's limit; zero is Limits.Step.
	Timeout time.Duration
}

// Input is typed at a running program.
type Input struct {
	// Text is a line, without its newline, or a key such as "^D".
	Text string
	// When reports whether it is time to type, given what was shown since
	// the command, earlier echo included. Nil types when the program reads
	// from the terminal, or has come to rest.
	When func(output string) bool
}

// Result is what came of a step.
type Result struct {
	// Output is what the terminal showed, with "\n" line ends and otherwise
	// as printed: control bytes are still in it, see Printable.
	Output string
	// Earlier is what the terminal showed since the step before, ahead of
	// this one: lines of a server in the background, or the last words of
	// the program that was interrupted to get the prompt back.
	Earlier string
	// Notices are the lines of the shell about its jobs, such as "[1] 4242",
	// which are not in Output.
	Notices []string
	// Dropped counts bytes cut from the middle of Output.
	Dropped int64
	// Status is the exit status, as $? has it. It means nothing while
	// Running is true.
	Status int
	// Running says that the foreground program still runs.
	Running bool
	// Ready says what ended the wait for a program that was to be left
	// running, and is NotAwaited for all others.
	Ready Ready
	// JobStatus is the exit status of the background job where Ready is
	// Exited.
	JobStatus int
	// Typed counts the Inputs that were typed.
	Typed int
	// Stopped says why the step was cut short, or is Finished.
	Stopped Stop
	// Dump is what Go programs wrote when they were made to show their
	// goroutines, after a Timeout.
	Dump string
	// Duration is the time from typing to the end of the step.
	Duration time.Duration
}

// Ready says how a program that is left running became ready.
type Ready int

const (
	NotAwaited Ready = iota
	Listening        // it has a new listening socket
	Printed          // it printed what was awaited, and is at rest
	Exited           // it has ended
	Quiet            // it did nothing for Limits.Quiet
)

func (r Ready) String() string {
	return [...]string{"not awaited", "listening", "printed", "exited", "quiet"}[r]
}

// Stop says why a step was cut short. The program was ended then, and the
// terminal is back at its prompt unless its shell had to go too.
type Stop int

const (
	Finished         Stop = iota
	Timeout               // it ran longer than allowed
	WaitsForInput         // it waits for input, and there is none left to type
	IgnoresInterrupt      // it still runs, at rest, after ^C
	TooMuchOutput         // it printed more than Limits.Flood
	TooManyProcesses      // it has more processes than Limits.Processes
	Incomplete            // the shell waits for the rest of the command
	ShellEnded            // the shell is gone: exit, ^D, or killed
)

func (s Stop) String() string {
	return [...]string{"finished", "ran too long", "waits for input", "ignores ^C", "prints without end",
		"starts too many processes", "the shell waits for the rest of the command", "the shell has ended"}[s]
}

// Process is a process that a session has, other than its shells.
type Process struct {
	PID     int
	Command string // the command line, its arguments joined by spaces
	Ports   []int  // on which it listens, TCP
	Daemon  bool   // it has left its terminal
}
