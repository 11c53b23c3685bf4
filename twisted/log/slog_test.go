package log_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/slogtest"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/log"
)

// asMap is the event as the slogtest package wants to see records.
func asMap(e log.Event) map[string]any {
	m := map[string]any{slog.TimeKey: e.Time, slog.LevelKey: e.Level, slog.MessageKey: e.Message}
	addTo(m, e.Attrs)
	return m
}

func addTo(m map[string]any, attrs []slog.Attr) {
	for _, a := range attrs {
		v := a.Value.Resolve()
		if v.Kind() != slog.KindGroup {
			m[a.Key] = v.Any()
			continue
		}
		inner := m
		if a.Key != "" {
			inner = map[string]any{}
			m[a.Key] = inner
		}
		addTo(inner, v.Group())
	}
}

func TestSlogHandler(t *testing.T) {
	var n *notebook
	slogtest.Run(t, func(t *testing.T) slog.Handler {
		if strings.HasSuffix(t.Name(), "/zero-time") {
			t.Skip("an event always has a time")
		}
		n = &notebook{}
		p := log.New()
		p.AddObserver(n.observe)
		return log.NewSlogHandler(p)
	}, func(*testing.T) map[string]any { return asMap(n.events[0]) })
}

func TestSlogHandlerKeepsItsGroups(t *testing.T) {
	p := log.New()
	var b strings.Builder
	p.AddObserver(log.FileObserver(&b, log.WithTimeLayout("")))
	l := slog.New(log.NewSlogHandler(p)).With("a", 1).WithGroup("g").With("b", 2)
	h := l.WithGroup("h")
	// What one logger adds does not reach another.
	for _, logger := range []*slog.Logger{l, h.With("x", 1), h.With("y", 2), h, h.WithGroup("i")} {
		logger.Info("m", "c", 3)
	}
	want := ` [-] m a=1 g.b=2 g.c=3
 [-] m a=1 g.b=2 g.h.x=1 g.h.c=3
 [-] m a=1 g.b=2 g.h.y=2 g.h.c=3
 [-] m a=1 g.b=2 g.h.c=3
 [-] m a=1 g.b=2 g.h.i.c=3
`
	if b.String() != want {
		t.Errorf("wrote\n%swant\n%s", b.String(), want)
	}
}

func TestSlogHandlerFindsSystemAndFailure(t *testing.T) {
	p := log.New()
	var n notebook
	p.AddObserver(n.observe)
	l := slog.New(log.NewSlogHandler(p))
	l.With("system", "web").Error("m", "n", 1, "err", io.EOF, "other", io.ErrNoProgress)
	if e := n.events[0]; e.System != "web" || !errors.Is(e.Failure, io.EOF) || len(e.Attrs) != 2 {
		t.Errorf("the event is %+v", e)
	}
	l.Warn("m", "err", io.EOF, "system", 7)
	if e := n.events[1]; e.System != "" || e.Failure != nil || e.IsError() || len(e.Attrs) != 2 {
		t.Errorf("the event is %+v", e)
	}
	l.WithGroup("g").Error("m", "system", "x", "err", io.EOF)
	if e := n.events[2]; e.System != "" || e.Failure != nil || !e.IsError() {
		t.Errorf("the event is %+v", e)
	}
	p.Logger("finger").Slog().Info("m")
	p.Logger("").Slog().Info("m")
	if n.events[3].System != "finger" || n.events[4].System != "" || len(n.events[4].Attrs) != 0 {
		t.Errorf("the events are %+v", n.events[3:])
	}
}

func TestSlogHandlerWithoutObservers(t *testing.T) {
	h := log.NewSlogHandler(log.New())
	ctx := context.Background()
	if h.Enabled(ctx, slog.LevelInfo) || !h.Enabled(ctx, slog.LevelError) {
		t.Error("without observers, all but errors should be disabled")
	}
}

func TestSlogObserver(t *testing.T) {
	var b bytes.Buffer
	p := log.New()
	p.AddObserver(log.SlogObserver(slog.NewJSONHandler(&b, nil)))
	l := p.Logger("finger")
	l.Debug("not enabled")
	l.Msg("m", "n", 1)
	l.Err(failure.Bare(io.EOF), "cannot read")
	dec := json.NewDecoder(&b)
	var first, second map[string]any
	if err := errors.Join(dec.Decode(&first), dec.Decode(&second)); err != nil {
		t.Fatal(err)
	}
	if first["msg"] != "m" || first["system"] != "finger" || first["n"] != 1.0 || first["level"] != "INFO" {
		t.Errorf("the record is %v", first)
	}
	if second["level"] != "ERROR" || !strings.Contains(b.String()+toJSON(second["failure"]), "EOF") {
		t.Errorf("the record is %v", second)
	}
	if dec.More() {
		t.Error("there are more records")
	}
}

func toJSON(v any) string {
	data, _ := json.Marshal(v)
	return string(data)
}

// An event that goes through slog and back is the same event.
func TestThereAndBack(t *testing.T) {
	from, to := log.New(), log.New()
	var sent, received notebook
	from.AddObserver(sent.observe)
	from.AddObserver(log.SlogObserver(log.NewSlogHandler(to)))
	to.AddObserver(received.observe)
	from.Logger("finger").Err(io.EOF, "m", "n", 1)
	from.Logger("").Msg("m")
	for i := range sent.events {
		a, b := sent.events[i], received.events[i]
		if !a.Time.Equal(b.Time) || a.System != b.System || a.Level != b.Level || a.Message != b.Message ||
			a.Failure != b.Failure || len(a.Attrs) != len(b.Attrs) {
			t.Errorf("sent %+v, received %+v", a, b)
		}
	}
}
