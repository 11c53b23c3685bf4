package failure

import (
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Frame is one call of a stack.
type Frame struct {
	Function string `json:"function"` // with the path of its package
	File     string `json:"file"`
	Line     int    `json:"line"`
}

// Stack is where the failure came about, the innermost call first. It is
// empty for a [Bare] failure. The calls of the Go runtime below main and
// above a panic are left out, and those by which package deferred gets from
// one callback to the next; Detailed has them.
func (f *Failure) Stack() []Frame {
	frames := f.stack.frames()
	if f.stack.panicked {
		frames = belowPanic(frames)
	}
	for n := len(frames); n > 0 && isRuntime(frames[n-1]); n-- {
		frames = frames[:n-1]
	}
	return slices.DeleteFunc(frames, isDeferred)
}

func isDeferred(frame Frame) bool {
	return strings.HasPrefix(frame.Function, "github.com/lore-docs/lore/twisted/deferred.")
}

func (s stack) frames() []Frame {
	if len(s.pcs) == 0 {
		return slices.Clone(s.read)
	}
	var frames []Frame
	next := runtime.CallersFrames(s.pcs)
	for {
		frame, more := next.Next()
		if frame.Function != "" {
			frames = append(frames, Frame{frame.Function, frame.File, frame.Line})
		}
		if !more {
			return frames
		}
	}
}

// belowPanic cuts off the deferred functions that recovered, the panic and
// what the runtime put between it and the code that panicked.
func belowPanic(frames []Frame) []Frame {
	for i, frame := range frames {
		if frame.Function != "runtime.gopanic" {
			continue
		}
		rest := frames[i+1:]
		for len(rest) > 1 && isRuntime(rest[0]) {
			rest = rest[1:]
		}
		return rest
	}
	return frames
}

func isRuntime(frame Frame) bool { return strings.HasPrefix(frame.Function, "runtime.") }

// Traceback is the kind and text of the error, then the stack as Go prints
// it, two lines a call.
func (f *Failure) Traceback() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%T: %v\n", f.Err, f.Err)
	for _, frame := range f.Stack() {
		fmt.Fprintf(&b, "%s\n\t%s:%d\n", frame.Function, frame.File, frame.Line)
	}
	return b.String()
}

// Brief is Traceback with one short line for each call.
func (f *Failure) Brief() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%T: %v\n", f.Err, f.Err)
	for _, frame := range f.Stack() {
		fmt.Fprintf(&b, "\t%s:%d %s\n", filepath.Base(frame.File), frame.Line, shortName(frame.Function))
	}
	return b.String()
}

// shortName is the name of a function without the path of its package.
func shortName(function string) string { return function[strings.LastIndexByte(function, '/')+1:] }

// Detailed is all that is known: when it happened, each error that the error
// wraps with its type, and the whole stack, calls of the runtime included.
func (f *Failure) Detailed() string {
	var b strings.Builder
	fmt.Fprintf(&b, "failure at %s\n", f.When.Format(time.RFC3339Nano))
	for _, link := range chain(f.Err) {
		fmt.Fprintf(&b, "%s%s: %s\n", strings.Repeat("  ", link.depth), link.Type, link.Text)
	}
	for _, frame := range f.stack.frames() {
		fmt.Fprintf(&b, "%s\n\t%s:%d\n", frame.Function, frame.File, frame.Line)
	}
	return b.String()
}

// link is one error of those that an error wraps.
type link struct {
	Type  string `json:"type"`
	Text  string `json:"error"`
	depth int
}

// chain lists err and what it wraps, depth first.
func chain(err error) []link {
	var links []link
	var walk func(err error, depth int)
	walk = func(err error, depth int) {
		if err == nil || len(links) == maxChain {
			return
		}
		if f, ok := err.(*Failure); ok {
			walk(f.Err, depth)
			return
		}
		links = append(links, link{typeName(err), err.Error(), depth})
		switch err := err.(type) {
		case interface{ Unwrap() error }:
			walk(err.Unwrap(), depth+1)
		case interface{ Unwrap() []error }:
			for _, e := range err.Unwrap() {
				walk(e, depth+1)
			}
		}
	}
	walk(err, 0)
	return links
}

// maxChain bounds what is shown of an error that wraps very many.
const maxChain = 100

func typeName(err error) string {
	if r, ok := err.(*RemoteError); ok {
		return r.Type
	}
	return fmt.Sprintf("%T", err)
}
