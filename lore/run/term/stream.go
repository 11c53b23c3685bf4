package term

import (
	"bytes"
	"strconv"
	"strings"
)

// A mark is written by the shell's prompts into the terminal itself, so that
// it has its place among the output: before it is what the command printed,
// after it is not. Programs cannot write one, because its token is random
// and is held in variables of the shell that are not exported.
type mark struct {
	kind   byte // 'S' a command starts, 'M' more lines are wanted, 'E' the prompt
	status int  // of 'E'
}

// splitter separates what a terminal shows into text and marks.
type splitter struct {
	intro []byte // ESC ] token ;
	held  []byte // what may be the start of a mark
}

func newSplitter(token string) *splitter {
	return &splitter{intro: []byte("\x1b]" + token + ";")}
}

// feed calls text and found in the order of the stream. The slices it passes
// are valid during the call only.
func (s *splitter) feed(p []byte, text func([]byte), found func(mark)) {
	if len(s.held) > 0 {
		p = append(s.held, p...)
		s.held = nil
	}
	for len(p) > 0 {
		at := bytes.IndexByte(p, s.intro[0])
		if at < 0 {
			text(p)
			return
		}
		if at > 0 {
			text(p[:at])
			p = p[at:]
		}
		m, n, whole := s.parse(p)
		switch {
		case !whole:
			s.held = bytes.Clone(p)
			return
		case m.kind == 0:
			text(p[:n])
		default:
			found(m)
		}
		p = p[n:]
	}
}

// longest is the most bytes of a mark after its token.
const longest = 16

// parse reads a mark at the start of p, or else a run of n bytes that is none.
func (s *splitter) parse(p []byte) (m mark, n int, whole bool) {
	head := min(len(p), len(s.intro))
	if !bytes.Equal(p[:head], s.intro[:head]) {
		return mark{}, 1, true
	}
	rest := p[head:]
	end := bytes.IndexByte(rest, '\a')
	if end < 0 {
		return mark{}, len(p), len(rest) > longest
	}
	kind, status, _ := strings.Cut(string(rest[:end]), ";")
	if len(kind) != 1 {
		return mark{}, head + end + 1, true
	}
	m.kind = kind[0]
	m.status, _ = strconv.Atoi(status)
	return m, head + end + 1, true
}

// capture keeps the head and the tail of what is written to it.
type capture struct {
	limit int // of head and tail together
	head  []byte
	tail  []byte // a ring once it is full
	next  int    // where the ring goes on
	total int64
}

func (c *capture) write(p []byte) {
	c.total += int64(len(p))
	n := min(len(p), c.limit/2-len(c.head))
	c.head = append(c.head, p[:n]...)
	p = p[n:]
	size := c.limit - c.limit/2
	if len(p) > size {
		p = p[len(p)-size:]
	}
	n = min(len(p), size-len(c.tail))
	c.tail = append(c.tail, p[:n]...)
	for p = p[n:]; len(p) > 0; p = p[n:] {
		n = copy(c.tail[c.next:], p)
		c.next = (c.next + n) % size
	}
}

func (c *capture) dropped() int64 { return c.total - int64(len(c.head)+len(c.tail)) }

// String is what was kept, with a line in place of what was not.
func (c *capture) String() string {
	var b strings.Builder
	b.Write(c.head)
	if n := c.dropped(); n > 0 {
		b.WriteString("\n... " + strconv.FormatInt(n, 10) + " bytes not kept ...\n")
	}
	b.Write(c.tail[c.next:])
	b.Write(c.tail[:c.next])
	return lineEnds(b.String())
}

func (c *capture) reset() { *c = capture{limit: c.limit} }

// lineEnds makes every line end "\n": a terminal, and many a protocol, has
// carriage returns before it.
func lineEnds(s string) string {
	for strings.Contains(s, "\r\n") {
		s = strings.ReplaceAll(s, "\r\n", "\n")
	}
	return s
}
