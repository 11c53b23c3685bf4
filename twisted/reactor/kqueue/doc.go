// Package kqueue waits for file descriptors with the kqueue of macOS and the
// BSDs. On other systems it is empty.
package kqueue
