package match

import (
	"strings"
	"unicode/utf8"
)

// A pattern is one line of a page, ready to be compared.
type pattern struct {
	text  string    // without what does not count
	gap   bool      // stands for any number of lines
	loose bool      // not only for itself
	segs  [][]piece // what stands between the elisions of a loose pattern

	o        Options
	squeezed *pattern // the same with one blank for each run of blanks and tabs; made when it is needed
}

// A piece is a literal text, or a value of some kind.
type piece struct {
	text   string
	isHole bool
	hole   Hole
	form   uint32
}

// A binding says that got was printed where shown stands on the page.
type binding struct {
	hole       Hole
	shown, got string
}

// compile reads a line of a page.
func compile(line string, o Options) pattern {
	p := pattern{text: o.normal(line), o: o}
	if p.gap = isGap(p.text); p.gap {
		return p
	}
	if o.Vary == 0 && !mayElide(p.text) || len(p.text) > maxLine {
		return p
	}
	rest := p.text
	for {
		at, n := elision(rest)
		if n == 0 {
			p.segs = append(p.segs, o.Vary.pieces(rest))
			break
		}
		p.segs = append(p.segs, o.Vary.pieces(rest[:at]))
		rest = rest[at+n:]
		p.loose = true
	}
	for _, seg := range p.segs {
		for _, piece := range seg {
			p.loose = p.loose || piece.isHole
		}
	}
	return p
}

func compileAll(lines []string, o Options) []pattern {
	patterns := make([]pattern, len(lines))
	for i, line := range lines {
		patterns[i] = compile(line, o)
	}
	return patterns
}

// normal returns a line without what does not count in it.
func (o Options) normal(line string) string {
	line = strings.TrimRight(line, " \t\r")
	if o.FoldSpace {
		line = fold(line)
	}
	return line
}

func (o Options) normalAll(lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = o.normal(line)
	}
	return out
}

// fold turns each run of blanks and tabs into one blank, and none at the ends.
func fold(line string) string {
	line = strings.Trim(line, " \t")
	if !strings.Contains(line, "  ") && strings.IndexByte(line, '\t') < 0 {
		return line
	}
	return strings.Join(strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\t' }), " ")
}

// isGap reports whether a line stands for lines that are left out.
func isGap(line string) bool {
	switch strings.TrimSpace(line) {
	case "...", "…", "[...]", "[…]":
		return true
	}
	return false
}

func mayElide(s string) bool { return strings.Contains(s, "...") || strings.Contains(s, "…") }

// elision returns where in s the first elision stands and its length, 0 if there
// is none.
func elision(s string) (at, length int) {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '.':
			n := 1
			for i+n < len(s) && s[i+n] == '.' {
				n++
			}
			if n == 3 {
				return i, n
			}
			i += n - 1
		case "…"[0]:
			if strings.HasPrefix(s[i:], "…") {
				return i, len("…")
			}
		}
	}
	return 0, 0
}

// pieces splits a text into the values of the kinds and what is between them.
func (kinds Holes) pieces(s string) (pieces []piece) {
	if kinds == 0 {
		return literal(pieces, s)
	}
	from := 0
	for at := 0; at < len(s); {
		h, v, ok := kinds.find(s, at)
		if !ok {
			at++
			continue
		}
		pieces = literal(pieces, s[from:at])
		pieces = append(pieces, piece{text: s[at:v.end], isHole: true, hole: h, form: v.form})
		at, from = v.end, v.end
	}
	return literal(pieces, s[from:])
}

func literal(pieces []piece, s string) []piece {
	if s == "" {
		return pieces
	}
	return append(pieces, piece{text: s})
}

// find returns the value that begins at s[at:] and its kind, the first that fits.
func (kinds Holes) find(s string, at int) (h Hole, v value, ok bool) {
	if c := s[at]; !isWordByte(c) && strings.IndexByte("/.~-+:", c) < 0 {
		return 0, v, false
	}
	for h := range numHoles {
		if kinds.Has(h) {
			if v, ok := h.find(s, at); ok {
				return h, v, true
			}
		}
	}
	return 0, v, false
}

// match compares a line that was printed. It appends what stands in the place
// of the pattern's values to binds.
func (p *pattern) match(got string, binds []binding) ([]binding, bool) {
	if got == p.text {
		return p.bindSame(binds), true
	}
	if p.loose {
		l := lineOf(got)
		l.binds = binds
		if l.match(p.segs) {
			return l.binds, true
		}
	}
	if !hasTab(p.text) && !hasTab(got) || p.gap {
		return binds, false
	}
	return p.matchSqueezed(got, binds)
}

// matchSqueezed compares lines one of which has a tab. A terminal shows blanks
// for it, and how many there are in a page depends on where they were copied.
func (p *pattern) matchSqueezed(got string, binds []binding) ([]binding, bool) {
	if p.squeezed == nil {
		s := compile(squeeze(p.text), p.o)
		p.squeezed = &s
	}
	return p.squeezed.match(squeeze(got), binds)
}

func hasTab(line string) bool { return strings.IndexByte(line, '\t') >= 0 }

// squeeze turns each run of blanks and tabs into one blank.
func squeeze(line string) string {
	var b strings.Builder
	blank := false
	for i := range len(line) {
		c := line[i]
		if c != ' ' && c != '\t' {
			b.WriteByte(c)
		} else if !blank {
			b.WriteByte(' ')
		}
		blank = c == ' ' || c == '\t'
	}
	return b.String()
}

// bindSame appends that all values stand for themselves.
func (p *pattern) bindSame(binds []binding) []binding {
	for _, seg := range p.segs {
		for _, piece := range seg {
			if piece.isHole {
				binds = append(binds, binding{piece.hole, piece.text, piece.text})
			}
		}
	}
	return binds
}

// A line is a line of output that is compared with a pattern.
type line struct {
	text  string
	plain bool // it is too long to look for values in it
	binds []binding
}

func lineOf(text string) line { return line{text: text, plain: len(text) > maxLine} }

// match compares the segments: the first at the beginning, the last at the end,
// the others where they first fit.
func (l *line) match(segs [][]piece) bool {
	at, ok := l.segment(segs[0], 0)
	if !ok || len(segs) == 1 {
		return ok && at == len(l.text)
	}
	for _, seg := range segs[1 : len(segs)-1] {
		if at, ok = l.search(seg, at, false); !ok {
			return false
		}
	}
	_, ok = l.search(segs[len(segs)-1], at, true)
	return ok
}

// segment compares a segment with the text from at on and returns its end.
func (l *line) segment(seg []piece, at int) (end int, ok bool) {
	known := len(l.binds)
	for i := range seg {
		p := &seg[i]
		if !p.isHole || l.plain {
			if !strings.HasPrefix(l.text[at:], p.text) {
				l.binds = l.binds[:known]
				return 0, false
			}
			at += len(p.text)
			continue
		}
		end, ok := p.hole.accept(p.text, p.form, l.text, at)
		if !ok {
			l.binds = l.binds[:known]
			return 0, false
		}
		l.binds = append(l.binds, binding{p.hole, p.text, l.text[at:end]})
		at = end
	}
	return at, true
}

// search looks for the first place from at on where the segment fits; a last one
// must end with the line.
func (l *line) search(seg []piece, at int, last bool) (end int, ok bool) {
	if len(seg) == 0 {
		if last {
			at = len(l.text)
		}
		return at, true
	}
	first := &seg[0]
	lit := !first.isHole || l.plain
	if last && len(seg) == 1 && lit {
		return len(l.text), len(l.text)-at >= len(first.text) && strings.HasSuffix(l.text, first.text)
	}
	for at < len(l.text) {
		if lit {
			n := strings.Index(l.text[at:], first.text)
			if n < 0 {
				return 0, false
			}
			at += n
		}
		known := len(l.binds)
		if end, ok := l.segment(seg, at); ok {
			if !last || end == len(l.text) {
				return end, true
			}
			l.binds = l.binds[:known]
		}
		_, size := utf8.DecodeRuneInString(l.text[at:])
		at += size
	}
	return 0, false
}

// part returns where a line that does not match first differs from the pattern:
// offsets in the two texts.
func (p *pattern) part(got string) (inWant, inGot int) {
	if len(p.segs) == 0 || !p.loose {
		n := commonPrefix(p.text, got)
		return n, n
	}
	l := lineOf(got)
	for i, seg := range p.segs {
		if i > 0 { // an elision: the differing part is somewhere behind it
			if _, ok := l.search(seg, inGot, i == len(p.segs)-1); !ok {
				return min(inWant+elisionLength(p.text[inWant:]), len(p.text)), inGot
			}
			inWant += elisionLength(p.text[inWant:])
			inGot, _ = l.search(seg, inGot, i == len(p.segs)-1)
			for _, piece := range seg {
				inWant += len(piece.text)
			}
			continue
		}
		for j := range seg {
			end, ok := l.segment(seg[j:j+1], inGot)
			if !ok {
				n := 0
				if !seg[j].isHole {
					n = commonPrefix(seg[j].text, got[inGot:])
				}
				return inWant + n, inGot + n
			}
			inWant, inGot = inWant+len(seg[j].text), end
		}
	}
	return inWant, inGot
}

func elisionLength(s string) int {
	_, n := elision(s)
	return n
}

// commonPrefix returns the length of what both texts begin with, in whole
// characters.
func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	for n > 0 && (n < len(a) && !utf8.RuneStart(a[n]) || n < len(b) && !utf8.RuneStart(b[n])) {
		n--
	}
	return n
}
