// Package pollertest tests that a Poller does what a network needs of it. On
// systems without file descriptors it is empty.
package pollertest
