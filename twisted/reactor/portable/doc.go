// Package portable is the kind of network that runs wherever Go does: it
// stands on package net, and goroutines do the waiting.
//
// Each stream has a goroutine that reads, from the first time that the loop
// wants to know of data, and one that writes while there is something to
// write. They hand over to the loop what they have, and wait until it is
// taken: the loop and its callbacks stay on one goroutine, and a stream reads
// no further than one chunk ahead. An idle stream has half a kilobyte of
// buffer and the stack of its goroutine.
//
// What it does not do: the backlog of a listener is what the system makes it,
// and that nobody reads a pipe any more is noticed at once on Linux, and
// elsewhere when it is written to.
package portable
