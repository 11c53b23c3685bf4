package highlight

import (
	"slices"
	"strings"
)

// A transcriptReader reads the commands of a session.
type transcriptReader struct {
	rules Transcript
	lines []string
	parts []TranscriptLine  // of the lines that were read
	ends  map[hereKey][]int // lines by what they may end; nil until needed
}

// next is the first line that is not read.
func (r *transcriptReader) next() int { return len(r.parts) }

// command reads the command that begins on the next line, behind a prompt of n
// bytes.
func (r *transcriptReader) command(n int) {
	first, line := r.next(), r.lines[r.next()]
	r.parts = append(r.parts, TranscriptLine{Part: CommandPart, Prompt: line[:n], Rest: line[n:]})
	var sh shell
	sh.line(typed(line[n:]))
	for r.next() < len(r.lines) && sh.wants() != "" {
		if !r.continuation(&sh) {
			break
		}
	}
	p := &r.parts[first]
	p.Open, p.Background, p.Empty = sh.wants(), sh.background(), sh.empty
}

// typed is a line as the shell gets it.
func typed(line string) string { return strings.TrimSuffix(line, "\r") }

// more adds a line of the command, behind a prompt of n bytes.
func (r *transcriptReader) more(n int) (rest string) {
	line := r.lines[r.next()]
	r.parts = append(r.parts, TranscriptLine{Part: ContinuationPart, Prompt: line[:n], Rest: line[n:]})
	return typed(line[n:])
}

// morePrompt returns the length of the prompt that asks for the rest of a
// command, 0 without one.
func morePrompt(line string) int {
	if !hasSign(line, ">") {
		return 0
	}
	return signEnd(line, 1)
}

// continuation reads more of a command whose end is not there yet. It reads
// nothing, and reports so, where the lines below do not complete it.
func (r *transcriptReader) continuation(sh *shell) bool {
	n := morePrompt(r.lines[r.next()])
	switch {
	case len(sh.here) > 0:
		return r.hereText(sh)
	case sh.backslash, n > 0:
		sh.line(r.more(n))
		return true
	}
	return r.unprompted(sh)
}

// unprompted reads the lines of an open quote, bracket or loop that are written
// without the shell's prompt, if they come to an end before the next command.
func (r *transcriptReader) unprompted(sh *shell) bool {
	trial := sh.clone()
	for i := r.next(); i < len(r.lines); i++ {
		line := r.lines[i]
		if promptEnd(line, r.rules.Root) > 0 {
			break
		}
		trial.line(typed(line))
		if trial.wants() == "" || len(trial.here) > 0 {
			for r.next() <= i {
				r.more(0)
			}
			*sh = trial
			return true
		}
	}
	return false
}

// hereText reads the lines of a here-document and its last line. If the shell's
// prompt stands before the last line, then it stands before all.
func (r *transcriptReader) hereText(sh *shell) bool {
	end, prompted := r.hereEnd(sh.here[0])
	if end < 0 {
		return false
	}
	for r.next() <= end {
		n := 0
		if prompted {
			n = morePrompt(r.lines[r.next()])
		}
		r.more(n)
	}
	sh.here = sh.here[1:]
	return true
}

// hereEnd returns the index of the line that ends a here-document, -1 without
// one, and whether the shell's prompt stands before it.
func (r *transcriptReader) hereEnd(doc hereDocument) (end int, prompted bool) {
	if r.ends == nil {
		r.indexEnds()
	}
	end = -1
	for _, want := range []bool{false, true} {
		places := r.ends[hereKey{doc, want}]
		if i, _ := slices.BinarySearch(places, r.next()); i < len(places) && (end < 0 || places[i] < end) {
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
func (r *transcriptReader) indexEnds() {
	r.ends = map[hereKey][]int{}
	for i, line := range r.lines {
		line = typed(line)
		r.indexEnd(i, line, false)
		if n := morePrompt(line); n > 0 {
			r.indexEnd(i, line[n:], true)
		}
	}
}

func (r *transcriptReader) indexEnd(i int, text string, prompted bool) {
	plain := hereKey{hereDocument{end: text}, prompted}
	tabs := hereKey{hereDocument{end: strings.TrimLeft(text, "\t"), tabs: true}, prompted}
	r.ends[plain] = append(r.ends[plain], i)
	r.ends[tabs] = append(r.ends[tabs], i)
}
