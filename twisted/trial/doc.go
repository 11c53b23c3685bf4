// Package trial helps to test what runs on a reactor.
//
// [New] gives a test a loop of its own. The test's goroutine is the loop's: it
// calls what it likes, and lets the loop go on where it has to wait.
//
//	func TestFinger(t *testing.T) {
//		r := trial.New(t)
//		port, err := r.ListenTCP("127.0.0.1:0", factory)
//		...
//		answer, err := trial.Wait(r, ask(r, port.Addr(), "moshez"))
//		...
//		r.Wait(port.StopListening())
//	}
//
// The loop's time stands still, unless [WithRealTime] says otherwise: a test
// moves it with [Loop.Advance] and waits for no timeout. The network is the
// real one.
//
// When the test ends, it fails if it has left something behind: a call that is
// still to come, a port or a connection that is open, a thread that is busy. It
// fails as well if an error was logged that it has not taken with
// [Loop.FlushErrors], for an error that nobody was told of is one that nobody
// expected. A Deferred whose failure nobody has handled is logged before that.
// The whole log of the test is shown if it fails.
//
// What is logged to log.Default cannot be told apart by tests. While tests of
// one package that use this one run in parallel, an error that is logged there
// is an error of all of them.
package trial
