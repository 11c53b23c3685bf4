package match

// A Matcher follows output as it is printed, line by line, and knows how far
// the page's lines have appeared. It belongs to one goroutine. Values are only
// captured, and compared with those captured, at the end.
type Matcher struct {
	o        Options
	c        *Captures
	want     []pattern
	shown    []string
	got      []string
	captured bool

	active, next []bool // for each i: the output so far matches want[:i]
	reached      []bool // the same, at any time so far

	taken []bool // with order=any: lines of the page that have appeared
	gap   bool
	dead  bool
}

// NewMatcher returns a Matcher for the lines that a page shows.
func NewMatcher(want []string, o Options, c *Captures) *Matcher {
	trimmed := trimBlank(want)
	n := len(trimmed)
	m := &Matcher{
		o: o, c: c, want: compileAll(trimmed, o), shown: want,
		active: make([]bool, n+1), next: make([]bool, n+1), reached: make([]bool, n+1), taken: make([]bool, n),
	}
	m.enter(m.active, 0)
	for i := range m.want {
		m.gap = m.gap || m.want[i].gap
		m.taken[i] = m.want[i].gap || o.AnyOrder && m.want[i].text == ""
	}
	return m
}

// enter marks that want[:i] matches, and what lies behind a gap there.
func (m *Matcher) enter(set []bool, i int) {
	for ; !set[i]; i++ {
		set[i], m.reached[i] = true, true
		if i == len(m.want) || !m.want[i].gap {
			return
		}
	}
}

// Feed takes the next line that was printed, as [Lines] returns it.
func (m *Matcher) Feed(line string) {
	m.got = append(m.got, line)
	line = m.o.normal(line)
	if m.o.AnyOrder {
		m.feedAny(line)
		return
	}
	clear(m.next)
	alive := false
	for i, on := range m.active {
		if !on {
			continue
		}
		switch {
		case i == len(m.want):
			if line != "" {
				continue
			}
			m.enter(m.next, i) // blank lines at the end do not count
		case m.want[i].gap:
			m.enter(m.next, i)
		default:
			if _, ok := m.want[i].match(line, nil); !ok {
				continue
			}
			m.enter(m.next, i+1)
		}
		alive = true
	}
	m.active, m.next = m.next, m.active
	m.dead = m.dead || !alive
}

// feedAny gives the line to the first line of the page that it fits.
func (m *Matcher) feedAny(line string) {
	if line == "" {
		return
	}
	fits := false
	for i := range m.want {
		if m.want[i].gap {
			continue
		}
		if _, ok := m.want[i].match(line, nil); ok {
			fits = true
			if !m.taken[i] {
				m.taken[i] = true
				return
			}
		}
	}
	m.dead = m.dead || !fits && !m.gap
}

// Reached reports whether the first n lines of the page have appeared. It stays
// true. Lines of the page that are only blank ones at its end always have.
func (m *Matcher) Reached(n int) bool {
	n = min(n, len(m.want))
	if !m.o.AnyOrder {
		return m.reached[n]
	}
	for _, taken := range m.taken[:n] {
		if !taken {
			return false
		}
	}
	return true
}

// Ready reports whether all lines of the page have appeared.
func (m *Matcher) Ready() bool { return m.Reached(len(m.want)) }

// Dead reports whether no further output can make the lines match.
func (m *Matcher) Dead() bool { return m.dead }

// Waits reports whether a program that has printed partial, a line without an
// end, waits for what is typed on line n of the page, from 0, behind lead.
func (m *Matcher) Waits(n int, lead, partial string) bool {
	if n > len(m.want) || !m.o.AnyOrder && !m.active[n] || !m.Reached(n) {
		return false
	}
	p := compile(lead, m.o)
	if p.gap {
		return true
	}
	_, ok := p.match(m.o.normal(partial), nil)
	return ok
}

// Done compares all that was printed, as [Match] does. It may be called again
// after more lines, but captures only once.
func (m *Matcher) Done() Result {
	c := m.c
	if m.captured || c == nil {
		c = c.Clone()
	}
	r := Match(m.shown, m.got, m.o, c)
	m.captured = m.captured || r.OK
	return r
}
