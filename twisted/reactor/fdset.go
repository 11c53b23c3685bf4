//go:build unix

package reactor

import (
	"errors"
	"fmt"
	"slices"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/reactor/poller"
)

// Descriptor is something with a file descriptor that is not the loop's.
type Descriptor interface {
	// FD is the descriptor. It stays the same while it is waited for.
	FD() int
	// ConnectionLost is called when DoRead or DoWrite has returned an error
	// or panicked, by which time the loop waits for the descriptor no more,
	// and when the loop shuts down.
	ConnectionLost(reason *failure.Failure)
}

// ReadDescriptor is told when its descriptor can be read.
type ReadDescriptor interface {
	Descriptor
	// DoRead reads without blocking. It is called again if it leaves
	// something. An error ends the wait.
	DoRead() error
}

// WriteDescriptor is told when its descriptor can be written.
type WriteDescriptor interface {
	Descriptor
	// DoWrite writes without blocking. It is called again and again until
	// RemoveWriter. An error ends the wait.
	DoWrite() error
}

// FDSet waits for file descriptors. The loops of Unix have it; with
// [portable.New] its methods return [errors.ErrUnsupported].
//
// [portable.New]: https://pkg.go.dev/github.com/lore-docs/lore/twisted/reactor/portable#New
type FDSet interface {
	// AddReader waits for d to be readable, until RemoveReader. It does
	// nothing if it does so already.
	AddReader(d ReadDescriptor) error
	AddWriter(d WriteDescriptor) error
	// RemoveReader ends the wait, if there is one.
	RemoveReader(d ReadDescriptor)
	RemoveWriter(d WriteDescriptor)
	// RemoveAll ends all waits, and returns who was waited for, in the order
	// of their descriptors.
	RemoveAll() []Descriptor
}

var _ FDSet = (*Loop)(nil)

// watcherOfFDs is a network that waits for any descriptor.
type watcherOfFDs interface {
	WatchFD(fd int, w poller.Watcher, events poller.Events) error
}

// descriptor is what is waited for of one file descriptor.
type descriptor struct {
	loop   *Loop
	fd     int
	reader ReadDescriptor
	writer WriteDescriptor
}

// AddReader waits for d to be readable.
func (l *Loop) AddReader(d ReadDescriptor) error {
	l.check("AddReader")
	return l.changeFD(d.FD(), func(e *descriptor) { e.reader = d })
}

// AddWriter waits for d to be writable.
func (l *Loop) AddWriter(d WriteDescriptor) error {
	l.check("AddWriter")
	return l.changeFD(d.FD(), func(e *descriptor) { e.writer = d })
}

// RemoveReader ends the wait for d to be readable.
func (l *Loop) RemoveReader(d ReadDescriptor) {
	l.check("RemoveReader")
	l.removeFD(func(e *descriptor) bool {
		found := e.reader == d
		if found {
			e.reader = nil
		}
		return found
	})
}

// RemoveWriter ends the wait for d to be writable.
func (l *Loop) RemoveWriter(d WriteDescriptor) {
	l.check("RemoveWriter")
	l.removeFD(func(e *descriptor) bool {
		found := e.writer == d
		if found {
			e.writer = nil
		}
		return found
	})
}

// RemoveAll ends all waits.
func (l *Loop) RemoveAll() (all []Descriptor) {
	l.check("RemoveAll")
	for _, e := range l.sortedFDs() {
		all = append(all, e.who()...)
		e.reader, e.writer = nil, nil
		l.logError(e.watch(), "Ending the wait for a descriptor")
	}
	return all
}

func (l *Loop) sortedFDs() (list []*descriptor) {
	for _, e := range l.descriptors {
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b *descriptor) int { return a.fd - b.fd })
	return list
}

// changeFD changes what is waited for, and undoes that if it cannot be.
func (l *Loop) changeFD(fd int, change func(*descriptor)) error {
	if err := l.open(); err != nil {
		return err
	}
	e := l.descriptors[fd]
	if e == nil {
		e = &descriptor{loop: l, fd: fd}
	}
	before := *e
	change(e)
	if err := e.watch(); err != nil {
		*e = before
		return fmt.Errorf("waiting for descriptor %d: %w", fd, err)
	}
	return nil
}

// removeFD looks for the descriptor by itself, which may be closed by now.
func (l *Loop) removeFD(remove func(*descriptor) bool) {
	for _, e := range l.descriptors {
		if remove(e) {
			l.logError(e.watch(), "Ending the wait for a descriptor")
			return
		}
	}
}

func (l *Loop) logError(err error, why string) {
	if err != nil {
		l.log.Err(err, why)
	}
}

// watch has the network wait for what the two want.
func (e *descriptor) watch() error {
	n, ok := e.loop.network.(watcherOfFDs)
	if !ok {
		return fmt.Errorf("a %T waits for its own only: %w", e.loop.network, errors.ErrUnsupported)
	}
	var events poller.Events
	if e.reader != nil {
		events |= poller.Readable
	}
	if e.writer != nil {
		events |= poller.Writable
	}
	if events == 0 {
		delete(e.loop.descriptors, e.fd)
	} else {
		e.loop.descriptors[e.fd] = e
	}
	return n.WatchFD(e.fd, e, events)
}

// Ready calls those who waited.
func (e *descriptor) Ready(ready poller.Events) {
	if r := e.reader; r != nil && ready&poller.Readable != 0 {
		if err := r.DoRead(); err != nil {
			e.failed(failure.Bare(err))
		}
	}
	if w := e.writer; w != nil && ready&poller.Writable != 0 {
		if err := w.DoWrite(); err != nil {
			e.failed(failure.Bare(err))
		}
	}
}

// failed ends the wait for both, and tells them.
func (e *descriptor) failed(f *failure.Failure) {
	all := e.who()
	e.reader, e.writer = nil, nil
	e.loop.logError(e.watch(), "Ending the wait for a descriptor")
	for _, d := range all {
		e.loop.call(object{d}, func() { d.ConnectionLost(f) })
	}
}

// who is waited for: one, even if it is for both.
func (e *descriptor) who() (all []Descriptor) {
	if e.reader != nil {
		all = append(all, e.reader)
	}
	if e.writer != nil && Descriptor(e.writer) != Descriptor(e.reader) {
		all = append(all, e.writer)
	}
	return all
}

func (e *descriptor) logPrefix() string { return prefixOf(e.either()) }

func (e *descriptor) callbackName() string { return fmt.Sprintf("a method of %T", e.either()) }

func (e *descriptor) either() any {
	if e.reader != nil {
		return e.reader
	}
	return e.writer
}

// disconnectFDs tells all that are waited for that the loop is ending.
func (l *Loop) disconnectFDs(reason error) {
	for _, e := range l.sortedFDs() {
		e.failed(failure.Bare(reason))
	}
}

// openFDs tells what is waited for.
func (l *Loop) openFDs() (open []string) {
	for _, e := range l.sortedFDs() {
		open = append(open, fmt.Sprintf("wait for descriptor %d of %s", e.fd, e.logPrefix()))
	}
	return open
}
