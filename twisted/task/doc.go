// Package task keeps track of what is to be done when: calls that come later,
// calls that come again and again, and a clock for tests that stands still
// until it is told to go on.
//
// It is bookkeeping only. A [Queue] holds the calls of a reactor, which asks it
// how long it may sleep and tells it to run what is due; nothing here starts a
// goroutine or waits. What takes its time from a [Scheduler] runs on a reactor
// and, in tests, on a [Clock].
//
// Nothing here may be used by two goroutines at once: a Scheduler, its calls
// and its loops belong to the goroutine of their reactor.
//
// Times are compared by the monotonic clock where they have a reading of it, as
// those of [time.Now] do, so that setting the computer's clock neither delays a
// call nor hurries it.
package task
