package process

// An Option changes how [Spawn] connects a process.
type Option func(*options)

type options struct {
	toChild   []int
	fromChild []int
	null      []int
	combined  bool
	terminal  bool
	rows      uint16
	columns   uint16
}

// ToChild makes a pipe that the process reads as descriptor fd, at least 3:
// see [Process.WriteToChild].
func ToChild(fd int) Option { return func(o *options) { o.toChild = append(o.toChild, fd) } }

// FromChild makes a pipe that the process writes as descriptor fd, at least 3:
// ChildDataReceived is called with what comes.
func FromChild(fd int) Option { return func(o *options) { o.fromChild = append(o.fromChild, fd) } }

// Null makes no pipe for these of 0, 1 and 2, although they are nil in the
// command. To the process they are the null device.
func Null(fds ...int) Option { return func(o *options) { o.null = append(o.null, fds...) } }

// Combined makes the standard error of the process the same as its standard
// output, if the command does not say what it is: all is received as data of
// 1, in the order in which it is written.
func Combined() Option { return func(o *options) { o.combined = true } }

// Terminal makes a terminal of this size in place of pipes. The process is
// the leader of a session whose terminal it is. What it prints, to 1 or 2, is
// received as data of 1, with line ends \r\n, and with an echo of what is
// written to it unless the program turns that off.
//
// Terminals can be had on Linux. Elsewhere Spawn fails with an error that
// wraps [errors.ErrUnsupported].
func Terminal(rows, columns int) Option {
	return func(o *options) {
		o.terminal, o.rows, o.columns = true, clamp(rows), clamp(columns)
	}
}

func clamp(n int) uint16 { return uint16(min(max(n, 0), 1<<16-1)) }
