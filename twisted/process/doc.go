// Package process runs other programs from a reactor: what they print, and
// how they end, are events.
//
//	type counter struct{ process.Base }
//
//	func (c *counter) ConnectionMade() {
//		c.Process.Write([]byte("one two three\n"))
//		c.Process.CloseStdin()
//	}
//	func (c *counter) OutReceived(data []byte) { fmt.Printf("wc says %s", data) }
//
//	process.Spawn(r, &counter{}, exec.Command("wc", "-w"))
//
// What to run is an [exec.Cmd]: arguments, environment, working folder and the
// rest are said there. Its Stdin, Stdout and Stderr become pipes to the
// protocol where they are nil, and stay what they are where they are not.
// [ToChild] and [FromChild] make more pipes, and [Terminal] gives the program
// a terminal.
//
// For the output of a program, or its exit code, no protocol is needed: see
// [Output], [CombinedOutput], [OutputAndValue] and [Value].
//
// All functions and methods are for the goroutine of the loop. A process that
// ended is waited for whether or not the loop still runs, so that none remains
// as a zombie; but processes are not killed when the loop stops. That is for
// the program to do, in a trigger of the event "shutdown" say.
package process
