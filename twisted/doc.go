// Package twisted is an event-driven framework, after Python's Twisted 2.0: one
// goroutine waits for everything that can happen, and calls back.
//
// This package is empty. Its folders are the framework:
//
//	failure      an error with the place where it came about
//	log          what a server says about itself, and to whom
//	deferred     a result that may not be there yet, and what is to be done with it
//	task         calls that come later, again and again, or when a test says so
//	threads      work on other goroutines, whose result comes back to the loop
//	protocol     both ends of a connection, their factories and transports
//	reactor      the loop; its folders are the ways to wait: epoll, kqueue, poll,
//	             selectpoll and portable
//	process      other programs, as protocols
//	basic        bytes cut into lines and strings
//	finger       a small protocol, client and server: RFC 1288
//	web/client   pages of the web, fetched by the loop
//	trial        tests of all that, with a loop and a clock of their own
//
// The howtos below doc/core/howto begin at the beginning.
//
// # What it is for
//
// It is for programs in which many connections share what they are about: a
// chat, a game, a name server, a bus. All callbacks of a loop run one after the
// other on one goroutine, each to its end. So there are no locks, no races, and
// an order of events that a test can repeat, with a clock that it moves by hand.
// A protocol is handed bytes and never waits for any: it runs over TCP, a pipe, a
// terminal or a program, and in a test, one byte at a time. Results that are not
// there yet are values, with errors that are handled in one place and cannot be
// forgotten unheard.
//
// And it is for those who have a program that was written for Twisted, and want
// it in Go with its structure and its words.
//
// # When not
//
// Go has goroutines, and most servers are best written with them and package
// net: code that reads from top to bottom, on all processors. Use that if
// connections have nothing to do with each other, if their work is computing, if
// it is done by libraries that block, or if you do not know why you would not.
//
// A loop uses one processor. One callback that takes a second stops everything
// for a second; a watchdog tells which, but only then. What waits three times is
// four callbacks, or else a goroutine that is handed to and fro, which
// deferred.Go offers and which costs what it saves. Both styles can be mixed:
// CallFromThread and Await are the doors.
//
// # What it costs
//
// An echo of 64 bytes, server on one processor, the kernel's work included, in
// microseconds of processor time for one message; and the memory that a silent
// connection takes, of 10,000:
//
//	                          100 conns   1000 conns   10 busy of 1000   bytes
//	reactor, epoll                  7.2          7.0               9.8     565
//	reactor, poll                   7.0          7.0              34.7     682
//	reactor, select                 6.1          7.8              36.5       -
//	reactor, portable               8.3          8.6              10.8    4834
//	net, goroutine for each         8.9          9.8              11.4    7768
//	Python Twisted 22.4, epoll     22.4         23.6              25.8    1060
//
// These are medians of seven rounds in turn on a virtual machine with two
// processors that was busy otherwise, with Go 1.26 on Linux. Between rounds the
// figures of one server differ by a fifth; the ratios of a round by less. So a
// loop is not slower than goroutines, and not so much faster that it matters
// beside what a server does for its living. What is saved for certain is memory.
// The table for another machine:
//
//	go run ./twisted/internal/load
//
// # Differences from Twisted 2.0
//
// There is no reactor until one is made, and there may be several. Callbacks
// return errors; a panic in one is a failure too, which is logged under the name
// of the connection while the loop goes on. Functions of other goroutines come in
// through CallFromThread and nowhere else, and with reactor.WithDebug whoever
// does otherwise is told so. What came to Twisted later, and is here since
// nobody would want to be without, is marked so: AbortConnection, cancelling,
// ProcessExited, the clock of tests.
//
// UDP, TLS, other loops as hosts, and services are not there yet.
package twisted
