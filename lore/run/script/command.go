package script

import (
	"slices"
	"strings"
)

// command reads the command that begins on the next line. rest is what stands
// behind its prompt.
func (p *parser) command(rest string) {
	first := p.lines[p.next]
	p.next++
	var sh shell
	sh.line(rest)
	text := []string{rest}
	for p.next < len(p.lines) && sh.wants() != "" {
		taken, ok := p.continuation(&sh)
		if !ok {
			break
		}
		text = append(text, taken...)
	}
	if why := sh.wants(); why != "" {
		p.problem(CommandOpen, first, "the command is not complete: %s", why)
	}
	step := Step{
		Command: strings.Join(text, "\n"), Background: sh.background(),
		Line: first.No, End: p.lines[p.next-1].No, At: first.At,
	}
	if sh.empty {
		step.Kind = Idle
		if strings.HasPrefix(strings.TrimSpace(step.Command), "&") {
			p.problem(BackgroundOnly, first, "nothing is there to run in the background")
		}
	}
	p.steps = append(p.steps, step)
}

// continuation reads more of a command whose end is not there yet. It reads
// nothing where the lines below do not complete it.
func (p *parser) continuation(sh *shell) (lines []string, ok bool) {
	switch {
	case len(sh.here) > 0:
		return p.hereDocument(sh)
	case sh.backslash:
		line := p.lines[p.next].Text
		if rest, ok := moreRest(line); ok {
			line = rest
		}
		p.next++
		sh.line(line)
		return []string{line}, true
	}
	if rest, ok := moreRest(p.lines[p.next].Text); ok {
		p.next++
		sh.line(rest)
		return []string{rest}, true
	}
	return p.unprompted(sh)
}

// unprompted reads the lines of an open quote, bracket or loop that are written
// without the shell's prompt, if they come to an end before the next command.
func (p *parser) unprompted(sh *shell) (lines []string, ok bool) {
	trial := sh.clone()
	for i := p.next; i < len(p.lines); i++ {
		line := p.lines[i].Text
		if _, ok := promptRest(line); ok {
			break
		}
		trial.line(line)
		lines = append(lines, line)
		if trial.wants() == "" || len(trial.here) > 0 {
			p.next = i + 1
			*sh = trial
			return lines, true
		}
	}
	return nil, false
}

// hereDocument reads the lines of a here-document and its last line. If the
// shell's prompt stands before the last line, then it stands before all.
func (p *parser) hereDocument(sh *shell) (lines []string, ok bool) {
	end, prompted := p.hereEnd(sh.here[0])
	if end < 0 {
		return nil, false
	}
	for _, l := range p.lines[p.next : end+1] {
		if rest, more := moreRest(l.Text); prompted && more {
			lines = append(lines, rest)
		} else {
			lines = append(lines, l.Text)
		}
	}
	p.next = end + 1
	sh.here = sh.here[1:]
	return lines, true
}

// hereEnd returns the index of the line that ends a here-document, -1 without
// one, and whether the shell's prompt stands before it.
func (p *parser) hereEnd(doc hereDocument) (end int, prompted bool) {
	if p.ends == nil {
		p.indexEnds()
	}
	end = -1
	for _, want := range []bool{false, true} {
		places := p.ends[hereKey{doc, want}]
		if i, _ := slices.BinarySearch(places, p.next); i < len(places) && (end < 0 || places[i] < end) {
			end, prompted = places[i], want
		}
	}
	return end, prompted
}

// A hereKey is a line that may end a here-document.
type hereKey struct {
	doc      hereDocument
	prompted bool
}

// indexEnds notes what each line may end, so that a document without an end is
// not looked for line by line.
func (p *parser) indexEnds() {
	p.ends = map[hereKey][]int{}
	for i, l := range p.lines {
		p.indexEnd(i, l.Text, false)
		if rest, more := moreRest(l.Text); more {
			p.indexEnd(i, rest, true)
		}
	}
}

func (p *parser) indexEnd(i int, text string, prompted bool) {
	plain := hereKey{hereDocument{end: text}, prompted}
	tabs := hereKey{hereDocument{end: strings.TrimLeft(text, "\t"), tabs: true}, prompted}
	p.ends[plain] = append(p.ends[plain], i)
	p.ends[tabs] = append(p.ends[tabs], i)
}
