// Package threads is for work that would hold up a reactor: reading a slow
// disk, asking a database, computing for long.
//
// Such work is done by the workers of a [Pool]. They are goroutines, not
// threads of the operating system, but what they are for is what threads are
// for elsewhere, and the pool has a limit for the same reasons: what they wait
// for, a disk or a database, does not get faster by being asked more at once.
//
// [DeferToThread] hands work to the pool of a reactor and returns a Deferred of
// the result, which fires on the reactor's goroutine. [BlockingCallFromThread]
// goes the other way.
package threads
