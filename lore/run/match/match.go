package match

import "strings"

// Options say how much may differ. The zero value allows elisions only.
type Options struct {
	Vary      Holes // kinds of values that differ from run to run
	AnyOrder  bool  // the lines may come in any order
	FoldSpace bool  // blanks and tabs stand for as many others
}

// A Result is the outcome of a comparison.
type Result struct {
	OK       bool
	Mismatch *Mismatch // what differs first; nil if OK
	Edits    []Edit    // how the page's lines and the output belong together; nil if OK

	// What of the options was needed: the kinds of which a value differed, how
	// many values of each, and whether order and space did. If no block of a
	// listing needs a word, then the word is dead.
	Vary      Holes
	Varied    [numHoles]int
	AnyOrder  bool
	FoldSpace bool
}

// Values returns the number of values of the kinds that differed.
func (r *Result) Values(kinds Holes) int {
	n := 0
	for h := range kinds.All() {
		n += r.Varied[h]
	}
	return n
}

// Unused returns the words of o that none of the results needed, as authors
// write them: "vary=time", "order=any". Results of several steps that share the
// words of one block are passed together. If any failed, nothing can be said.
func (o Options) Unused(results ...Result) (words []string) {
	var used Result
	for _, r := range results {
		if !r.OK {
			return nil
		}
		used.Vary |= r.Vary
		used.AnyOrder = used.AnyOrder || r.AnyOrder
		used.FoldSpace = used.FoldSpace || r.FoldSpace
	}
	for h := range (o.Vary &^ used.Vary).All() {
		words = append(words, "vary="+h.String())
	}
	if o.AnyOrder && !used.AnyOrder {
		words = append(words, "order=any")
	}
	if o.FoldSpace && !used.FoldSpace {
		words = append(words, "space=fold")
	}
	return words
}

// Match compares the lines that a page shows with those that were printed, as
// [Lines] returns them. What was captured is added to c if they match; c may be
// nil.
func Match(want, got []string, o Options, c *Captures) Result {
	want, got = trimBlank(want), trimBlank(got)
	for _, try := range o.tries() {
		m := newMatch(want, got, try, c)
		if m.run() {
			m.trial.commit()
			return m.result()
		}
	}
	m := newMatch(want, got, o, c)
	m.run()
	return explain(m, want, got, o, c)
}

// tries returns the options to try, those that allow least first.
func (o Options) tries() []Options {
	tries := []Options{{Vary: o.Vary}}
	if o.FoldSpace {
		tries = append(tries, Options{Vary: o.Vary, FoldSpace: true})
	}
	if o.AnyOrder {
		tries = append(tries, Options{Vary: o.Vary, AnyOrder: true})
	}
	if o.AnyOrder && o.FoldSpace {
		tries = append(tries, o)
	}
	return tries
}

// trimBlank returns lines without blank ones at the end.
func trimBlank(lines []string) []string {
	for n := len(lines); n > 0 && strings.Trim(lines[n-1], " \t\r") == ""; n-- {
		lines = lines[:n-1]
	}
	return lines
}

// A matching is one attempt with one set of options.
type matching struct {
	o        Options
	want     []pattern
	got      []string
	trial    *trial
	binds    []binding // all pairs, those that are not captured as well
	conflict *Conflict // the first pair that was refused
	at       int       // the line of the page that it stands on
}

func newMatch(want, got []string, o Options, c *Captures) *matching {
	return &matching{o: o, want: compileAll(want, o), got: o.normalAll(got), trial: newTrial(c)}
}

func (m *matching) run() bool {
	if m.o.AnyOrder {
		return m.anyOrder()
	}
	return m.ordered()
}

func (m *matching) result() Result {
	r := Result{OK: true, AnyOrder: m.o.AnyOrder, FoldSpace: m.o.FoldSpace}
	for _, b := range m.binds {
		if b.shown != b.got {
			r.Vary = r.Vary.With(b.hole)
			r.Varied[b.hole]++
		}
	}
	return r
}

// ordered compares the lines in their order. The lines between two gaps are a
// segment, which is taken where it first fits.
func (m *matching) ordered() bool {
	end := m.segmentEnd(0)
	if !m.place(0, end, 0) {
		return false
	}
	at := end // in got
	if end == len(m.want) {
		return at == len(m.got)
	}
	for {
		from := end + 1
		end = m.segmentEnd(from)
		n := end - from
		if end == len(m.want) { // the last segment ends with the output
			return len(m.got)-n >= at && m.place(from, end, len(m.got)-n)
		}
		start, ok := m.search(from, end, at)
		if !ok {
			return false
		}
		at = start + n
	}
}

// segmentEnd returns the first gap from line i on, or the number of lines.
func (m *matching) segmentEnd(i int) int {
	for i < len(m.want) && !m.want[i].gap {
		i++
	}
	return i
}

// place compares the lines want[from:to] with the output from at on.
func (m *matching) place(from, to, at int) bool {
	if len(m.got)-at < to-from {
		return false
	}
	binds, captured := len(m.binds), len(m.trial.log)
	for i := from; i < to; i++ {
		if !m.line(i, at+i-from) {
			m.binds = m.binds[:binds]
			m.trial.undo(captured)
			return false
		}
	}
	return true
}

// line compares a line of the page with one of the output and captures its
// values.
func (m *matching) line(i, j int) bool {
	known := len(m.binds)
	binds, ok := m.want[i].match(m.got[j], m.binds)
	if !ok {
		return false
	}
	if c := m.trial.add(binds[known:]); c != nil {
		if m.conflict == nil {
			m.conflict, m.at = c, i
		}
		return false
	}
	m.binds = binds
	return true
}

// maxRefused is how many places of a segment are tried that fit but for values
// captured elsewhere.
const maxRefused = 1000

// search returns the first place from at on where the lines want[from:to] fit.
// It follows all places that may still fit at once, so no line of output is
// read twice.
func (m *matching) search(from, to, at int) (start int, ok bool) {
	if from == to {
		return at, true
	}
	var open []int // how many lines fit so far, for each place that may be
	refused := 0
	for j := at; j < len(m.got) && refused < maxRefused; j++ {
		open = append(open, 0)
		kept := open[:0]
		found := false
		for _, n := range open {
			if _, ok := m.want[from+n].match(m.got[j], nil); !ok {
				continue
			}
			if n+1 == to-from {
				found = true
			} else {
				kept = append(kept, n+1)
			}
		}
		open = kept
		if found {
			if start := j + 1 - (to - from); m.place(from, to, start) {
				return start, true
			}
			refused++
		}
	}
	return 0, false
}
