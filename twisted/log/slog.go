package log

import (
	"context"
	"log/slog"
	"slices"

	"github.com/lore-docs/lore/twisted/failure"
)

// The attributes that stand for what a slog.Record has no place for.
const (
	systemKey  = "system"
	failureKey = "failure"
)

// NewSlogHandler returns a slog.Handler that publishes its records as events.
//
// An attribute "system" outside of all groups becomes the event's System. At
// level Error and above, the first attribute outside of all groups whose value
// is an error becomes its Failure, so that tests and observers see an error
// that was logged through slog as they see others.
//
// Do not hand records back to the handler from which they come: a publisher
// whose observer is [SlogObserver] of slog.Default's handler must not be that
// default's handler in turn.
func NewSlogHandler(p *Publisher) slog.Handler { return &handler{publisher: p} }

type handler struct {
	publisher *Publisher
	attrs     []slog.Attr // those added so far, in their groups
	groups    []string    // which are open
}

func (h *handler) Enabled(_ context.Context, level slog.Level) bool {
	return h.publisher.wants(level)
}

func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	if len(attrs) == 0 {
		return h
	}
	return &handler{h.publisher, within(h.groups, h.attrs, attrs), h.groups}
}

func (h *handler) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	return &handler{h.publisher, h.attrs, append(slices.Clip(h.groups), name)}
}

func (h *handler) Handle(_ context.Context, r slog.Record) error {
	own := make([]slog.Attr, 0, r.NumAttrs())
	r.Attrs(func(a slog.Attr) bool {
		own = append(own, a)
		return true
	})
	e := Event{Time: r.Time, Level: r.Level, Message: r.Message}
	for _, a := range within(h.groups, h.attrs, own) {
		e.take(a)
	}
	h.publisher.Publish(e)
	return nil
}

// take adds an attribute, or keeps it where an event has a place for it.
func (e *Event) take(a slog.Attr) {
	a.Value = a.Value.Resolve()
	err, isError := a.Value.Any().(error)
	switch {
	case a.Equal(slog.Attr{}):
	case a.Key == systemKey && a.Value.Kind() == slog.KindString:
		e.System = a.Value.String()
	case isError && e.Failure == nil && e.Level >= slog.LevelError:
		e.Failure = failure.Bare(err)
	case a.Value.Kind() == slog.KindGroup && len(a.Value.Group()) == 0:
	case a.Value.Kind() == slog.KindGroup && a.Key == "":
		for _, inner := range a.Value.Group() {
			e.take(inner)
		}
	default:
		e.Attrs = append(e.Attrs, a)
	}
}

// within returns attrs with added put into the innermost of the groups, which
// are made where they are not yet there. It leaves attrs as they are.
func within(groups []string, attrs, added []slog.Attr) []slog.Attr {
	if len(groups) == 0 {
		return append(slices.Clip(attrs), added...)
	}
	isGroup := func(a slog.Attr) bool {
		return a.Key == groups[0] && a.Value.Kind() == slog.KindGroup
	}
	// The last one is open: a group of that name that was closed came before.
	last := len(attrs) - 1
	if last < 0 || !isGroup(attrs[last]) {
		if inner := within(groups[1:], nil, added); len(inner) > 0 {
			return append(slices.Clip(attrs), slog.GroupAttrs(groups[0], inner...))
		}
		return attrs
	}
	changed := slices.Clone(attrs)
	changed[last].Value = slog.GroupValue(within(groups[1:], attrs[last].Value.Group(), added)...)
	return changed
}

// SlogObserver returns an observer that hands events to h: with an attribute
// "system" if that is known, and an attribute "failure" if there is one.
// Errors that h returns are dropped, since there is nobody to tell.
func SlogObserver(h slog.Handler) Observer {
	return func(e Event) {
		ctx := context.Background()
		if !h.Enabled(ctx, e.Level) {
			return
		}
		r := slog.NewRecord(e.Time, e.Level, e.Message, 0)
		if e.System != "" {
			r.AddAttrs(slog.String(systemKey, e.System))
		}
		if e.Failure != nil {
			r.AddAttrs(slog.Any(failureKey, e.Failure))
		}
		r.AddAttrs(e.Attrs...)
		_ = h.Handle(ctx, r)
	}
}
