// Package selectpoll waits for file descriptors with select, the oldest way
// and the most limited: descriptors of [Limit] and more cannot be waited for.
package selectpoll
