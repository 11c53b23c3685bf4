package reactor

import (
	"fmt"
	"slices"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
)

// Phase is when in a system event a trigger is called.
type Phase int

// The phases, in their order.
const (
	Before Phase = iota
	During
	After
)

// String is "before", "during" or "after".
func (p Phase) String() string {
	if p < Before || p > After {
		return fmt.Sprintf("Phase(%d)", int(p))
	}
	return [...]string{"before", "during", "after"}[p]
}

// Trigger is what AddSystemEventTrigger added.
type Trigger struct {
	event string
	phase Phase
	id    uint64
}

// systemEvent has the triggers of an event that are still to be called.
type systemEvent struct{ phases [3][]trigger }

type trigger struct {
	id uint64
	f  func() *deferred.Deferred
}

// AddSystemEventTrigger has f called in a phase of a system event. It panics
// if there is no such phase.
func (l *Loop) AddSystemEventTrigger(phase Phase, event string, f func() *deferred.Deferred) Trigger {
	l.check("AddSystemEventTrigger")
	e := l.events[event]
	if e == nil {
		e = &systemEvent{}
		l.events[event] = e
	}
	l.triggers++
	e.phases[phase] = append(e.phases[phase], trigger{l.triggers, f})
	return Trigger{event, phase, l.triggers}
}

// RemoveSystemEventTrigger undoes AddSystemEventTrigger.
func (l *Loop) RemoveSystemEventTrigger(t Trigger) error {
	l.check("RemoveSystemEventTrigger")
	e := l.events[t.event]
	if e == nil {
		return ErrNoTrigger
	}
	list := &e.phases[t.phase]
	i := slices.IndexFunc(*list, func(other trigger) bool { return other.id == t.id })
	if i < 0 {
		return ErrNoTrigger
	}
	*list = slices.Delete(*list, i, i+1)
	return nil
}

// FireSystemEvent calls the triggers of an event, and forgets them.
func (l *Loop) FireSystemEvent(event string) {
	l.check("FireSystemEvent")
	l.fire(&firing{loop: l, event: event})
}

// CallWhenRunning calls f when the loop has started.
func (l *Loop) CallWhenRunning(f func()) {
	l.check("CallWhenRunning")
	if l.state == running {
		f()
		return
	}
	l.AddSystemEventTrigger(After, "startup", func() *deferred.Deferred {
		f()
		return nil
	})
}

// firing is an event under way.
type firing struct {
	loop    *Loop
	event   string
	phase   Phase
	pending int  // Deferreds that the phase waits for
	calling bool // the triggers of the phase are being called
	// own is what the loop itself does in a phase: before the triggers of
	// During, and after those of the others.
	own  func(Phase) *deferred.Deferred
	over func() bool // the event no longer matters; nil for never
}

// fire goes through the phases, until one has to wait.
func (l *Loop) fire(f *firing) {
	for ; f.phase <= After; f.phase++ {
		if f.over != nil && f.over() {
			return
		}
		if f.callPhase(); f.pending > 0 {
			return
		}
	}
}

func (f *firing) callPhase() {
	f.calling = true
	if f.phase == During {
		f.callOwn()
	}
	for t := f.next(); t != nil; t = f.next() {
		f.call(t)
	}
	if f.phase != During {
		f.callOwn()
	}
	f.calling = false
}

func (f *firing) callOwn() {
	if f.own != nil {
		f.call(func() *deferred.Deferred { return f.own(f.phase) })
	}
}

// next takes a trigger off the list, to which others may be added meanwhile.
func (f *firing) next() func() *deferred.Deferred {
	e := f.loop.events[f.event]
	if e == nil || len(e.phases[f.phase]) == 0 {
		return nil
	}
	list := &e.phases[f.phase]
	t := (*list)[0]
	*list = (*list)[1:]
	return t.f
}

// call calls a trigger, and sees to it that what it returns is waited for.
func (f *firing) call(t func() *deferred.Deferred) {
	var d *deferred.Deferred
	f.loop.call(function{t}, func() { d = t() })
	if d == nil {
		return
	}
	f.pending++
	d.AddBoth(func(v any) (any, error) {
		if failed, ok := v.(*failure.Failure); ok {
			f.loop.log.Err(failed, fmt.Sprintf("Trigger %s %s failed", f.phase, f.event))
		}
		f.done()
		return nil, nil
	})
}

// done is called when a Deferred has fired. The last lets the event go on, in
// the next turn.
func (f *firing) done() {
	if f.pending--; f.pending == 0 && !f.calling {
		f.loop.later(func() {
			f.phase++
			f.loop.fire(f)
		})
	}
}

func (l *Loop) startUp() {
	l.fire(&firing{
		loop:  l,
		event: "startup",
		over:  func() bool { return l.state != starting && l.state != running || l.crashed },
		own: func(p Phase) *deferred.Deferred {
			if p == During {
				l.state = running
			}
			return nil
		},
	})
}

func (l *Loop) shutDown() {
	l.state = stopping
	l.fire(&firing{
		loop:  l,
		event: "shutdown",
		over:  func() bool { return l.state != stopping || l.crashed },
		own: func(p Phase) *deferred.Deferred {
			switch p {
			case During:
				l.disconnectAll()
				return l.stopPool()
			case After:
				l.crashed = true
				if err := l.close(); err != nil {
					l.log.Err(err, "Closing the reactor")
				}
			}
			return nil
		},
	})
}

// stopPool waits for the work of the pool without holding up the loop, which
// the work may need.
func (l *Loop) stopPool() *deferred.Deferred {
	d := deferred.New()
	go func() {
		l.pool.Stop()
		l.CallFromThread(func() { d.Callback(nil) })
	}()
	return d
}
