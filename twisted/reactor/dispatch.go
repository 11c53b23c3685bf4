package reactor

import (
	"fmt"
	"reflect"
	"runtime"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/log"
	"github.com/lore-docs/lore/twisted/reactor/poller"
	"github.com/lore-docs/lore/twisted/task"
)

// system is a watcher that has a name in the log, and can be blamed.
type system interface {
	poller.Watcher
	logPrefix() string
	// failed is called when a callback has panicked.
	failed(f *failure.Failure)
}

// dispatch tells a watcher what it is ready for. A panic is the watcher's
// own: the loop goes on.
func (l *Loop) dispatch(w poller.Watcher, ready poller.Events) (stop bool) {
	defer l.recoverFor(w)
	if l.watch != nil {
		defer l.watch.begin(w)()
	}
	w.Ready(ready)
	return l.crashed
}

// recoverFor is deferred around the callbacks of w.
func (l *Loop) recoverFor(w poller.Watcher) {
	f := failure.FromPanic(recover())
	if f == nil {
		return
	}
	prefix := ""
	s, named := w.(system)
	if named {
		prefix = s.logPrefix()
	}
	l.logger(prefix).Err(f, "Unhandled panic")
	if named {
		s.failed(f)
	}
}

func (l *Loop) logger(prefix string) *log.Logger {
	if prefix == "" {
		return l.log
	}
	return l.log.With(prefix)
}

// named is whose callback is called.
type named interface {
	logPrefix() string
	// callbackName is for the watchdog: see there.
	callbackName() string
}

// call calls f, which is a callback of somebody, or of nobody in particular.
// A panic is logged and returned.
func (l *Loop) call(of named, f func()) (failed *failure.Failure) {
	defer func() {
		if failed = failure.FromPanic(recover()); failed != nil {
			prefix := ""
			if of != nil {
				prefix = of.logPrefix()
			}
			l.logger(prefix).Err(failed, "Unhandled panic")
		}
	}()
	if l.watch != nil {
		if of != nil {
			defer l.watch.begin(of)()
		} else {
			defer l.watch.begin(f)()
		}
	}
	f()
	return nil
}

// object is a protocol, factory or descriptor whose method is called.
type object struct{ value any }

func (o object) logPrefix() string    { return prefixOf(o.value) }
func (o object) callbackName() string { return fmt.Sprintf("a method of %T", o.value) }

// function is a function that is called by another.
type function struct{ f any }

func (function) logPrefix() string { return "" }

func (f function) callbackName() string {
	return runtime.FuncForPC(reflect.ValueOf(f.f).Pointer()).Name()
}

// runTimed makes a timed call, or leaves it to the next Run after a crash.
func (l *Loop) runTimed(c *task.DelayedCall, f func()) {
	if l.crashed {
		l.later(f)
		return
	}
	defer func() {
		if failed := failure.FromPanic(recover()); failed != nil {
			l.log.Err(failed, "Unhandled panic in the call of "+c.Name())
		}
	}()
	if l.watch != nil {
		defer l.watch.begin(c)()
	}
	f()
}
