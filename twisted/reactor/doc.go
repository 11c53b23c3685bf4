// Package reactor is the event loop: it waits for what happens outside, and
// calls the functions and protocols that are to know, one at a time, on one
// goroutine.
//
// [New] makes a [Loop], and [Loop.Run] runs it until [Loop.Stop]. There is no
// loop of the process: what needs one is given one. Packages should ask for
// the smallest of the interfaces [Core], [Time], [Threads], [TCP], [UNIX] and
// [Streams] that they need; [Reactor] is all of them.
//
// Until Run is called, a loop belongs to whoever made it; while it runs, to
// the goroutine of Run, which calls everything. Its methods, and those of what
// it makes, must be called there. Other goroutines come in through
// [Loop.CallFromThread]; that and [Loop.CallInThread] are the only two methods
// for any goroutine. With [WithDebug] a call on the wrong one panics.
//
// The kinds of loop differ in what they wait with: see [WithPoller] and
// [WithNetwork]. What they promise is the same, and package conformance tests
// it.
//
// A callback that panics does no harm to the others: the panic becomes a
// [failure.Failure] in the log, under the name of the system that was at
// work. The connection of a protocol that panics is lost, for that reason.
package reactor
