package deferred_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"slices"
	"testing"

	"github.com/lore-docs/lore/internal/engine"
	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/failure"
)

// program is what TestLaddersLikePython does to some Deferreds, here and
// there.
type program struct {
	Deferreds  int         `json:"deferreds"`
	Cancellers []int       `json:"cancellers"` // of these do nothing
	Firing     []int       `json:"firing"`     // cancellers of these fire them
	Ops        []operation `json:"ops"`
}

type operation struct {
	Do       string    `json:"do"`
	On       int       `json:"on"`
	To       int       `json:"to"`
	Text     string    `json:"text"`
	Callback *function `json:"callback,omitempty"`
	Errback  *function `json:"errback,omitempty"`
}

type function struct {
	Kind  string `json:"kind"` // pass, value, deferred, fires, adds, fail
	Index int    `json:"index"`
	Text  string `json:"text"`
}

// Random programs have the same rungs taken with the same results as in
// Python's Twisted.
func TestLaddersLikePython(t *testing.T) {
	python := startPython(t, needTwisted(t), "testdata/ladder.py")
	observe(t) // what is left unhandled
	r := rand.New(rand.NewPCG(20050327, 2))
	steps := 0
	for range 1500 {
		p := randomProgram(r)
		got, want := p.run(), python.run(p)
		if !slices.Equal(got, want) {
			p = python.shrink(p)
			text, _ := json.MarshalIndent(p, "", " ")
			t.Fatalf("%s\ngot  %q\nwant %q", text, p.run(), python.run(p))
		}
		steps += len(want)
	}
	t.Logf("%d steps alike", steps)
}

// peer is a Python that runs programs.
type peer struct {
	t   *testing.T
	in  *json.Encoder
	out *json.Decoder
}

func startPython(t *testing.T, python, script string) *peer {
	cmd := exec.CommandContext(t.Context(), python, script)
	cmd.Stderr = t.Output()
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	return &peer{t, json.NewEncoder(in), json.NewDecoder(out)}
}

func (python *peer) run(p program) (trace []string) {
	python.t.Helper()
	if err := errors.Join(python.in.Encode(p), python.out.Decode(&trace)); err != nil {
		python.t.Fatal(err)
	}
	return trace
}

// shrink leaves out what the difference does not depend on.
func (python *peer) shrink(p program) program {
	for i := 0; i < len(p.Ops); {
		less := p
		less.Ops = slices.Delete(slices.Clone(p.Ops), i, i+1)
		if p.Ops[i].Do != "pause" && !slices.Equal(less.run(), python.run(less)) {
			p = less
			i = 0
		} else {
			i++
		}
	}
	return p
}

// needTwisted is Python, where it has Twisted.
func needTwisted(t *testing.T) string {
	t.Helper()
	const install = "apt-get install python3-twisted"
	python := engine.Need(t, engine.Program("Python", install, "/usr/bin/python3", "python3"))
	if exec.Command(python, "-c", "import twisted.internet.defer").Run() != nil {
		return engine.Need(t, engine.Program("Python's Twisted", install))
	}
	return python
}

// randomProgram has Deferreds wait for, chain to and fire such of higher
// numbers only, so that none waits for itself.
//
// Two things it leaves out, since Twisted does them in a way that loses
// results: it does not pause Deferreds that may wait for one another (Twisted
// forgets the other callbacks of what a paused one waits for), and it does not
// have a Deferred returned that may be in the midst of a callback just then
// (Twisted hands out what that callback was given).
func randomProgram(r *rand.Rand) program {
	p := program{Deferreds: 1 + r.IntN(4), Cancellers: []int{}, Firing: []int{}}
	for i := range p.Deferreds {
		switch r.IntN(4) {
		case 0:
			p.Cancellers = append(p.Cancellers, i)
		case 1:
			p.Firing = append(p.Firing, i)
		}
	}
	g := &generator{r: r, n: p.Deferreds, pausing: r.IntN(3) == 0,
		pauses: make([]int, p.Deferreds), busy: make([]bool, p.Deferreds), returned: make([]bool, p.Deferreds)}
	for n := range 1 + r.IntN(30) {
		p.Ops = append(p.Ops, g.operation(n))
	}
	return p
}

// generator makes the operations of one program.
type generator struct {
	r       *rand.Rand
	n       int // Deferreds
	pausing bool
	pauses  []int

	busy, returned []bool // in the midst of a callback; by a callback
}

func (g *generator) operation(n int) operation {
	op := operation{On: g.r.IntN(g.n), Text: fmt.Sprint("op ", n)}
	switch k := g.r.IntN(13); {
	case k < 2:
		op.Do = "callback"
	case k == 2:
		op.Do = "errback"
	case k == 3:
		op.Do = "cancel"
	case k == 4 && !g.pausing && g.mayBeBusy(op.On):
		op.Do, op.To = "chain", g.higher(op.On)
	case k == 5 && g.pausing:
		op.Do = "pause"
		g.pauses[op.On]++
	case k == 6 && g.pauses[op.On] > 0:
		op.Do = "unpause"
		g.pauses[op.On]--
	case k == 7:
		op.Do, op.Callback = "both", g.function(op)
	default:
		op.Do, op.Callback, op.Errback = "add", g.function(op), g.function(op)
		switch g.r.IntN(4) {
		case 0:
			op.Callback = nil
		case 1:
			op.Errback = nil
		}
	}
	return op
}

func (g *generator) higher(on int) int { return on + 1 + g.r.IntN(g.n-on-1) }

// mayBeBusy notes that a callback of on does something with higher ones.
func (g *generator) mayBeBusy(on int) bool {
	if on == g.n-1 || g.returned[on] {
		return false
	}
	g.busy[on] = true
	return true
}

func (g *generator) function(op operation) *function {
	f := &function{Kind: "value", Text: "from " + op.Text}
	switch k := g.r.IntN(7); {
	case k == 0:
		f.Kind = "pass"
	case k == 1:
		f.Kind = "fail"
	case k == 2 && g.mayBeBusy(op.On):
		f.Kind, f.Index = "fires", g.higher(op.On)
	case k == 3:
		f.Kind, f.Index = "adds", op.On
		if g.mayBeBusy(op.On) {
			f.Index = g.r.IntN(g.n)
		}
	case k > 3 && op.On < g.n-1 && !g.pausing:
		if i := g.higher(op.On); !g.busy[i] {
			f.Kind, f.Index = "deferred", i
			g.returned[i] = true
		}
	}
	return f
}

// run does what testdata/ladder.py does.
func (p program) run() []string {
	m := &machine{}
	for i := range p.Deferreds {
		cancelled := func(*deferred.Deferred) { m.note("canceller %d", i) }
		switch {
		case slices.Contains(p.Cancellers, i):
			m.ds = append(m.ds, deferred.NewCancellable(cancelled))
		case slices.Contains(p.Firing, i):
			m.ds = append(m.ds, deferred.NewCancellable(func(d *deferred.Deferred) { cancelled(d); d.Callback("rest") }))
		default:
			m.ds = append(m.ds, deferred.New())
		}
	}
	for n, op := range p.Ops {
		m.do(n, op)
	}
	for i, d := range m.ds {
		d.AddBoth(func(v any) (any, error) {
			m.note("%d ends with %s", i, resultName(v))
			return nil, nil
		})
	}
	return m.trace
}

// machine runs one program.
type machine struct {
	ds    []*deferred.Deferred
	trace []string
}

func (m *machine) note(format string, args ...any) {
	m.trace = append(m.trace, fmt.Sprintf(format, args...))
}

func (m *machine) do(n int, op operation) {
	defer func() {
		if v := recover(); v != nil {
			_ = v.(*deferred.AlreadyCalledError)
			m.note("%d already", n)
		}
	}()
	d := m.ds[op.On]
	switch op.Do {
	case "add":
		d.AddCallbacks(m.function(fmt.Sprint(n, " callback"), op.Callback), m.errback(fmt.Sprint(n, " errback"), op.Errback))
	case "both":
		d.AddBoth(m.function(fmt.Sprint(n, " both"), op.Callback))
	case "chain":
		d.Chain(m.ds[op.To])
	case "callback":
		d.Callback(op.Text)
	case "errback":
		d.Errback(errors.New(op.Text))
	case "cancel":
		d.Cancel()
	case "pause":
		d.Pause()
	case "unpause":
		d.Unpause()
	}
}

func (m *machine) function(label string, f *function) func(any) (any, error) {
	if f == nil {
		return nil
	}
	return func(v any) (any, error) {
		m.note("%s %s", label, resultName(v))
		switch f.Kind {
		case "pass":
			return v, nil
		case "value":
			return f.Text, nil
		case "deferred":
			return m.ds[f.Index], nil
		case "fires":
			m.ds[f.Index].Callback(f.Text)
			return v, nil
		case "adds":
			m.ds[f.Index].AddBoth(m.function(label+" added", &function{Kind: "value", Text: f.Text}))
			return v, nil
		}
		return nil, errors.New(f.Text)
	}
}

func (m *machine) errback(label string, f *function) func(*failure.Failure) (any, error) {
	if f == nil {
		return nil
	}
	call := m.function(label, f)
	return func(failed *failure.Failure) (any, error) { return call(failed) }
}

// resultName is how both sides write a result.
func resultName(v any) string {
	f, failed := v.(*failure.Failure)
	var already *deferred.AlreadyCalledError
	switch {
	case v == nil:
		return "nil"
	case failed && errors.Is(f, deferred.ErrCancelled):
		return "cancelled"
	case failed && errors.As(f, &already):
		return "already"
	}
	return fmt.Sprint(v)
}
