// Package poller holds what a reactor stands on: the ways of waiting for what
// happens outside, and the ends of connections that never block.
//
// A [Poller] waits for file descriptors, as epoll and its relatives do. A
// [Network] is what a loop really needs: streams, listeners, and a wait for
// them. There is one Network for all Pollers, and one without descriptors,
// which is made of Go's own net.
package poller
