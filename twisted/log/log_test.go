package log_test

import (
	"errors"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/log"
)

// A notebook is an observer that keeps what it is told.
type notebook struct {
	mu     sync.Mutex
	events []log.Event
}

func (n *notebook) observe(e log.Event) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.events = append(n.events, e)
}

func (n *notebook) count() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.events)
}

func (n *notebook) texts() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	var texts []string
	for _, e := range n.events {
		texts = append(texts, e.Message)
	}
	return strings.Join(texts, "|")
}

func TestEachObserverGetsEachEvent(t *testing.T) {
	p := log.New()
	var a, b notebook
	removeA := p.AddObserver(a.observe)
	p.AddObserver(b.observe)
	l := p.Logger("finger")
	l.Msg("one", "port", 1079)
	removeA()
	removeA()
	l.Msg("two")
	if a.texts() != "one" || b.texts() != "one|two" {
		t.Errorf("the observers got %q and %q", a.texts(), b.texts())
	}
	e := b.events[0]
	if e.System != "finger" || e.Level != slog.LevelInfo || e.Time.IsZero() || e.IsError() ||
		len(e.Attrs) != 1 || !e.Attrs[0].Equal(slog.Int("port", 1079)) {
		t.Errorf("the event is %+v", e)
	}
}

func TestLevels(t *testing.T) {
	p := log.New()
	var n notebook
	p.AddObserver(n.observe)
	l := p.Logger("a")
	if l.System() != "a" || l.Publisher() != p {
		t.Errorf("the logger is of %q", l.System())
	}
	l.Debug("d")
	l.Warn("w")
	l.Log(slog.LevelError, "e")
	l.With("b").Msg("m")
	for i, want := range []struct {
		level   slog.Level
		system  string
		isError bool
	}{{slog.LevelDebug, "a", false}, {slog.LevelWarn, "a", false}, {slog.LevelError, "a", true}, {slog.LevelInfo, "b", false}} {
		if e := n.events[i]; e.Level != want.level || e.System != want.system || e.IsError() != want.isError {
			t.Errorf("event %d is %+v", i, e)
		}
	}
}

func TestErr(t *testing.T) {
	p := log.New()
	var n notebook
	p.AddObserver(n.observe)
	f := failure.Bare(io.EOF)
	p.Logger("x").Err(f, "cannot read")
	p.Logger("x").Err(io.ErrUnexpectedEOF, "")
	if e := n.events[0]; e.Failure != f || e.Message != "cannot read" || !e.IsError() {
		t.Errorf("the event is %+v", e)
	}
	e := n.events[1]
	if !errors.Is(e.Failure, io.ErrUnexpectedEOF) || !strings.HasSuffix(e.Failure.Stack()[0].Function, ".TestErr") {
		t.Errorf("the failure of an error is %+v", e.Failure)
	}
}

func TestObserverThatPanicsIsRemovedAndReported(t *testing.T) {
	p := log.New()
	var before, after notebook
	calls := 0
	p.AddObserver(before.observe)
	p.AddObserver(func(log.Event) { calls++; panic(io.ErrClosedPipe) })
	p.AddObserver(after.observe)
	p.Logger("").Msg("one")
	p.Logger("").Msg("two")
	if calls != 1 {
		t.Errorf("the failing observer was called %d times", calls)
	}
	const report = "The observer github.com/lore-docs/lore/twisted/log_test.TestObserverThatPanicsIsRemovedAndReported.func1 failed and gets no more events"
	if got, want := before.texts(), "one|"+report+"|two"; got != want {
		t.Errorf("the one before got %q, want %q", got, want)
	}
	if got, want := after.texts(), report+"|one|two"; got != want {
		t.Errorf("the one after got %q, want %q", got, want)
	}
	if f := after.events[0].Failure; !errors.Is(f, io.ErrClosedPipe) {
		t.Errorf("the report is of %v", f)
	}
}

func TestAllObserversPanic(t *testing.T) {
	p := log.New()
	calls := 0
	for range 3 {
		p.AddObserver(func(log.Event) { calls++; panic("oops") })
	}
	got := stderrOf(t, func() { p.Logger("x").Err(io.EOF, "first") })
	if calls != 3 {
		t.Errorf("%d calls, want one of each observer", calls)
	}
	// None of what happened is lost.
	if n := strings.Count(got, "gets no more events"); n != 3 || !strings.Contains(got, "[x] first") {
		t.Errorf("standard error has %d reports: %s", n, got)
	}
}

func TestObserverThatPublishes(t *testing.T) {
	p := log.New()
	var n notebook
	p.AddObserver(n.observe)
	p.AddObserver(func(e log.Event) {
		if e.Message == "ping" {
			p.Logger("").Msg("pong")
		}
	})
	p.Logger("").Msg("ping")
	if got := n.texts(); got != "ping|pong" {
		t.Errorf("got %q", got)
	}
}

func TestObserverThatRemovesItself(t *testing.T) {
	p := log.New()
	var n notebook
	var remove func()
	remove = p.AddObserver(func(e log.Event) { n.observe(e); remove() })
	p.Logger("").Msg("one")
	p.Logger("").Msg("two")
	if got := n.texts(); got != "one" {
		t.Errorf("got %q", got)
	}
}

// stderrOf runs f with a file in place of standard error.
func stderrOf(t *testing.T, f func()) string {
	t.Helper()
	file, err := os.Create(t.TempDir() + "/stderr")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	was := os.Stderr
	os.Stderr = file
	defer func() { os.Stderr = was }()
	f()
	data, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestWithoutObserversErrorsGoToStandardError(t *testing.T) {
	p := log.New()
	got := stderrOf(t, func() {
		p.Logger("a").Msg("nobody sees this")
		p.Logger("a").Warn("nor this")
		p.Logger("a").Err(io.EOF, "cannot read")
		p.Logger("a").Log(slog.LevelError, "no failure")
	})
	if !strings.Contains(got, "[a] cannot read\n\t") || !strings.Contains(got, "EOF") ||
		!strings.Contains(got, "[a#error] no failure\n") || strings.Contains(got, "this") {
		t.Errorf("standard error has %q", got)
	}
}

func TestDefault(t *testing.T) {
	was := log.Default()
	defer log.SetDefault(was)
	if was == nil || log.Default() != was {
		t.Fatal("there is no one default publisher")
	}
	p := log.New()
	log.SetDefault(p)
	if log.Default() != p {
		t.Error("SetDefault did not set it")
	}
}

func TestManyGoroutines(t *testing.T) {
	p := log.New()
	var n notebook
	p.AddObserver(n.observe)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			var own notebook
			remove := p.AddObserver(own.observe)
			for range 200 {
				p.Logger("x").Msg("m")
			}
			remove()
			if n := own.count(); n < 200 {
				t.Errorf("an observer got %d events of its own goroutine", n)
			}
		})
	}
	wg.Wait()
	if len(n.events) != 8*200 {
		t.Errorf("%d events, want %d", len(n.events), 8*200)
	}
}

var march = time.Date(2005, 3, 27, 12, 34, 56, 0, time.UTC)

func TestFileObserver(t *testing.T) {
	cest := time.FixedZone("CEST", 7200)
	for _, c := range []struct {
		name string
		e    log.Event
		opts []log.FileOption
		want string
	}{
		{"plain", log.Event{System: "finger", Message: "hello"}, nil,
			"2005/03/27 12:34 UTC [finger] hello\n"},
		{"no system", log.Event{Message: "hello"}, nil, "2005/03/27 12:34 UTC [-] hello\n"},
		{"lines", log.Event{Message: "a\nb\n"}, nil, "2005/03/27 12:34 UTC [-] a\n\tb\n\t\n"},
		{"attributes", log.Event{Message: "m", Attrs: []slog.Attr{slog.Int("n", 1), slog.String("s", "a b"),
			slog.Group("g", slog.String("x", "y"), slog.String("empty", "")), slog.Any("err", failure.New(io.EOF))}}, nil,
			"2005/03/27 12:34 UTC [-] m n=1 s=\"a b\" g.x=y g.empty=\"\" err=EOF\n"},
		{"level", log.Event{System: "a", Level: slog.LevelWarn, Message: "m"}, nil, "2005/03/27 12:34 UTC [a#warn] m\n"},
		{"failure", log.Event{Level: slog.LevelError, Message: "m", Failure: failure.Bare(io.EOF)}, nil,
			"2005/03/27 12:34 UTC [-] m\n\t" + indented(failure.Bare(io.EOF).Traceback()) + "\n"},
		{"failure alone", log.Event{Level: slog.LevelError, Failure: failure.Bare(io.EOF)}, nil,
			"2005/03/27 12:34 UTC [-] " + indented(failure.Bare(io.EOF).Traceback()) + "\n"},
		{"debug", log.Event{Level: slog.LevelDebug, Message: "m"}, nil, ""},
		{"debug wanted", log.Event{Level: slog.LevelDebug, Message: "m"}, []log.FileOption{log.WithLevel(slog.LevelDebug)},
			"2005/03/27 12:34 UTC [-#debug] m\n"},
		{"info unwanted", log.Event{Message: "m"}, []log.FileOption{log.WithLevel(slog.LevelWarn)}, ""},
		{"failure always wanted", log.Event{Message: "m", Failure: failure.Bare(io.EOF)},
			[]log.FileOption{log.WithLevel(slog.LevelError + 1)},
			"2005/03/27 12:34 UTC [-] m\n\t" + indented(failure.Bare(io.EOF).Traceback()) + "\n"},
		{"layout", log.Event{Message: "m"}, []log.FileOption{log.WithTimeLayout(time.RFC3339), log.WithLocation(cest)},
			"2005-03-27T14:34:56+02:00 [-] m\n"},
		{"forged", log.Event{System: "a\nb", Message: "\x1b[2J\r\n2005/03/27 12:34 UTC [root] é\xff\t\u0085"}, nil,
			"2005/03/27 12:34 UTC [a b] \\x1b[2J\\x0d\n\t2005/03/27 12:34 UTC [root] é\\xff\t\\xc2\\x85\n"},
		{"turned around", log.Event{Message: "\u202egol\u2028 \u65e5\u672c \U0001f469\u200d\U0001f680 \ufffd"}, nil,
			"2005/03/27 12:34 UTC [-] \\xe2\\x80\\xaegol\\xe2\\x80\\xa8 \u65e5\u672c \U0001f469\u200d\U0001f680 \ufffd\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b strings.Builder
			c.e.Time = march
			log.FileObserver(&b, append([]log.FileOption{log.WithLocation(time.UTC)}, c.opts...)...)(c.e)
			if b.String() != c.want {
				t.Errorf("wrote %q\nwant  %q", b.String(), c.want)
			}
		})
	}
}

func indented(s string) string {
	return strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n\t")
}

// A full disk is a writer that fails for a while.
type fullDisk struct {
	strings.Builder
	full bool
}

func (d *fullDisk) Write(p []byte) (int, error) {
	if d.full {
		return 0, errors.New("no space")
	}
	return d.Builder.Write(p)
}

func TestFileObserverSaysWhatWasLost(t *testing.T) {
	p := log.New()
	disk := &fullDisk{}
	p.AddObserver(log.FileObserver(disk, log.WithTimeLayout("15:04")))
	l := p.Logger("x")
	l.Msg("one")
	disk.full = true
	l.Msg("two")
	l.Msg("three")
	disk.full = false
	l.Msg("four")
	l.Msg("five")
	var lines []string
	for line := range strings.Lines(disk.String()) {
		_, text, _ := strings.Cut(line, " ")
		lines = append(lines, text)
	}
	want := "[x] one\n[log#error] 2 events were lost: no space\n[x] four\n[x] five\n"
	if got := strings.Join(lines, ""); got != want {
		t.Errorf("wrote %q, want %q", got, want)
	}
}

func BenchmarkFileObserver(b *testing.B) {
	p := log.New()
	p.AddObserver(log.FileObserver(io.Discard))
	l := p.Logger("finger")
	b.ReportAllocs()
	for b.Loop() {
		l.Msg("connection made", "peer", "127.0.0.1")
	}
}

func BenchmarkNobodyListens(b *testing.B) {
	l := log.New().Logger("finger")
	b.ReportAllocs()
	for b.Loop() {
		l.Msg("connection made", "peer", "127.0.0.1")
	}
}

// Whatever is logged, it is one event in the file, and text.
func FuzzFileObserver(f *testing.F) {
	f.Add("finger", "a\nb", "k", "v w")
	f.Add("a\r\n2005/03/27", "\x1b[2J\xff", "", "\u202e\x00")
	f.Fuzz(func(t *testing.T, system, message, key, value string) {
		var b strings.Builder
		log.FileObserver(&b, log.WithTimeLayout("T"))(log.Event{System: system, Message: message,
			Attrs: []slog.Attr{slog.String(key, value)}, Failure: failure.Bare(errors.New(value))})
		got := b.String()
		if !utf8.ValidString(got) || strings.ContainsAny(got, "\x00\x1b\r\x7f\u202e\u2028") {
			t.Errorf("wrote %q", got)
		}
		for i, line := range strings.Split(strings.TrimSuffix(got, "\n"), "\n") {
			if i > 0 && !strings.HasPrefix(line, "\t") {
				t.Errorf("line %d is %q", i, line)
			}
		}
	})
}
