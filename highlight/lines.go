package highlight

import (
	"strings"
	"sync"
)

// A painter gathers the runs of a text. A scan calls paint with growing ends;
// the painter cuts at line ends, merges, and never loses or adds a byte.
type painter struct {
	text  string
	pos   int // painted so far
	name  int // end of a name whose class depends on what follows, see paintToken
	first int // index in spans of the first span of the current line
	spans []span
	ends  []int // for each finished line, the number of spans up to its end
}

// A span is a run as offsets, so that merging moves no strings about.
type span struct {
	start, end int
	class      Class
}

var painters = sync.Pool{New: func() any { return new(painter) }}

// newPainter returns an empty painter for text. Its owner calls lines or free once.
func newPainter(text string) *painter {
	p := painters.Get().(*painter)
	p.text, p.pos, p.name, p.first = text, 0, 0, 0
	p.spans, p.ends = p.spans[:0], p.ends[:0]
	return p
}

// free gives the painter back; its slices serve the next text.
func (p *painter) free() {
	p.text = ""
	painters.Put(p)
}

// paint gives class c to everything from the last end up to end. An end that
// lies before the last one is ignored, one past the text means its end.
func (p *painter) paint(end int, c Class) {
	end = min(end, len(p.text))
	for p.pos < end {
		n := strings.IndexByte(p.text[p.pos:end], '\n')
		if n < 0 {
			p.add(end, c)
			return
		}
		p.add(p.pos+n, c)
		p.pos++
		p.ends = append(p.ends, len(p.spans))
		p.first = len(p.spans)
	}
}

// add ends a span of the current line at end.
func (p *painter) add(end int, c Class) {
	if end == p.pos {
		return
	}
	start := p.pos
	p.pos = end
	n := len(p.spans)
	if n > p.first && p.spans[n-1].class == c {
		p.spans[n-1].end = end
		return
	}
	if n-1 > p.first && p.spans[n-2].class == c && p.isBlank(p.spans[n-1]) {
		p.spans[n-2].end = end
		p.spans = p.spans[:n-1]
		return
	}
	p.spans = append(p.spans, span{start, end, c})
}

func (p *painter) isBlank(s span) bool {
	return s.class == Text && strings.Trim(p.text[s.start:s.end], " \t") == ""
}

// lines ends the text and returns its lines. All runs share one array.
// The painter is free afterwards.
func (p *painter) lines() []Line {
	p.paint(len(p.text), Text)
	p.ends = append(p.ends, len(p.spans))
	runs := make([]Run, len(p.spans))
	for i, s := range p.spans {
		runs[i] = Run{s.class, p.text[s.start:s.end]}
	}
	lines := make([]Line, len(p.ends))
	start := 0
	for i, end := range p.ends {
		lines[i] = runs[start:end:end]
		start = end
	}
	p.free()
	return lines
}

// plain returns the lines of text in one class.
func plain(text string, c Class) []Line {
	p := newPainter(text)
	p.paint(len(text), c)
	return p.lines()
}
