// Package epoll waits for file descriptors with Linux's epoll. On other
// systems it is empty.
package epoll
