package log

import (
	"log/slog"
	"time"

	"github.com/lore-docs/lore/twisted/failure"
)

// Event is something that happened. An observer must not change what it is
// handed, since others are handed the same.
type Event struct {
	// Time is when it happened. Publish fills it in if it is zero.
	Time time.Time
	// System is who was at work, such as a protocol: "" if that is unknown.
	System string
	// Level says how much it matters, on the scale of slog.
	Level slog.Level
	// Message says what happened. With a Failure it may be empty, or say what
	// could not be done because of it.
	Message string
	// Failure is what went wrong, or nil.
	Failure *failure.Failure
	// Attrs are further particulars.
	Attrs []slog.Attr
}

// IsError reports whether the event tells of an error, be it with a Failure or
// without.
func (e Event) IsError() bool { return e.Failure != nil || e.Level >= slog.LevelError }

// Observer is told of each event. It may be called by several goroutines at
// once, and must not wait: it is called by those who have something to tell,
// the reactor among them. It may publish events itself, for which it will be
// called again before its own publishing returns.
type Observer func(Event)
