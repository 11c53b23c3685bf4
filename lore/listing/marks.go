package listing

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
)

// marks is what the marks in a file say.
type marks struct {
	regions []region // in the order of their ends
	hidden  lineSet  // marks and what lore:hide hides; nil when there is nothing
	faults  []fault  // mistakes in the marks, whoever shows the file
}

// A region is the lines between two marks.
type region struct {
	name        string
	family      family
	mark        int // the line of the mark that begins it
	first, last int // the lines within; last is before first when there are none
	open        bool
}

// A family is one way of marking regions.
type family uint8

const (
	plainRegion  family = iota // region, endregion: nested, the name at the end may be left out
	namedRegion                // ANCHOR and --8<--: named at both ends, may overlap
	presentation               // START OMIT, END OMIT: what is within is free
)

// kind tells what a mark does.
type kind uint8

const (
	noMark kind = iota
	begins
	ends
	omits // the line alone
	hides
	shows
	mistyped // a directive of lore that is not there
)

type lineMark struct {
	kind   kind
	family family
	name   string
}

// scanMarks reads the marks of f.
func scanMarks(f *file) marks {
	if !mayHaveMarks(f.text) {
		return marks{}
	}
	s := markScan{file: f}
	for n := 1; n <= f.numLines(); n++ {
		m := parseMark(f.line(n))
		if m.kind != noMark {
			s.mark(n, m)
		}
		if m.kind != noMark && m.kind != mistyped || s.hiding > 0 {
			s.hide(n)
		}
	}
	s.finish()
	return s.marks
}

// mayHaveMarks is quick to say no, as most files have none.
func mayHaveMarks(text string) bool {
	for _, word := range []string{"region", "lore:", "OMIT", "ANCHOR", "8<"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

type markScan struct {
	*file
	marks  marks
	open   []region
	hiding int // the line of the lore:hide that is in force, 0 without one
}

func (s *markScan) hide(n int) {
	if s.marks.hidden == nil {
		s.marks.hidden = make(lineSet, s.numLines()+1)
	}
	s.marks.hidden[n] = true
}

func (s *markScan) mark(n int, m lineMark) {
	switch m.kind {
	case begins:
		s.begin(n, m)
	case ends:
		s.end(n, m)
	case hides:
		if s.hiding == 0 {
			s.hiding = n
		}
	case shows:
		if s.hiding == 0 {
			s.add(s.faultAt(n, "lore:show without lore:hide"))
		}
		s.hiding = 0
	case mistyped:
		f := s.faultAt(n, "no mark %q", directive+m.name).didYouMean(directive + nearestDirective(m.name))
		f.code = diag.WordUnknown
		s.add(f)
	}
}

// maxOpen is how many regions may be open at once. The search for the one
// that ends must not take forever in files that nobody wrote.
const maxOpen = 1000

func (s *markScan) begin(n int, m lineMark) {
	if len(s.open) == maxOpen {
		return
	}
	if m.name == "" && m.family == plainRegion {
		s.add(s.faultAt(n, "the region has no name"))
	}
	s.open = append(s.open, region{name: m.name, family: m.family, mark: n, first: n + 1, open: true})
}

func (s *markScan) end(n int, m lineMark) {
	i := s.opened(m)
	if i < 0 {
		s.noBegin(n, m)
		return
	}
	if m.family == plainRegion {
		s.checkNesting(n, i, m)
	}
	r := s.open[i]
	r.last, r.open = n-1, false
	s.marks.regions = append(s.marks.regions, r)
	s.open = append(s.open[:i], s.open[i+1:]...)
}

// opened returns the index of the open region that m ends, or -1.
func (s *markScan) opened(m lineMark) int {
	innermost := -1
	for i := len(s.open) - 1; i >= 0; i-- {
		r := &s.open[i]
		if r.family != m.family {
			continue
		}
		if r.name == m.name || m.name == "" {
			return i
		}
		if innermost < 0 {
			innermost = i
		}
	}
	if m.family == namedRegion {
		return -1
	}
	return innermost
}

// checkNesting reports an endregion that names another region than the one
// that it ends, or one that others inside it outlast.
func (s *markScan) checkNesting(n, i int, m lineMark) {
	r := s.open[i]
	if m.name != "" && m.name != r.name {
		s.add(s.faultAt(n, "endregion %q ends region %q", m.name, r.name).
			note(s.src, s.markSpan(r.mark), "the region begins here"))
		return
	}
	for _, inner := range s.open[i+1:] {
		if inner.family == plainRegion {
			s.add(s.faultAt(n, "region %q ends before region %q within it", r.name, inner.name).
				note(s.src, s.markSpan(inner.mark), "region %q begins here", inner.name))
			return
		}
	}
}

func (s *markScan) noBegin(n int, m lineMark) {
	switch m.family {
	case plainRegion:
		f := s.faultAt(n, "endregion without a region")
		f.hint = "a region begins with a name of one word: // region NAME"
		s.add(f)
	case namedRegion:
		s.add(s.faultAt(n, "region %q ends here and does not begin", m.name))
	case presentation: // pages of package present may end where they like
	}
}

func (s *markScan) finish() {
	if s.hiding > 0 {
		s.add(s.faultAt(s.hiding, "lore:hide is not followed by lore:show"))
	}
	for _, r := range s.open {
		r.last = r.first - 1
		s.marks.regions = append(s.marks.regions, r)
		if r.family != presentation {
			s.marks.faults = append(s.marks.faults, s.unclosed(r))
		}
	}
}

// unclosed says that a region has no end.
func (f *file) unclosed(r region) fault {
	what := "the region"
	if r.name != "" {
		what = fmt.Sprintf("region %q", r.name)
	}
	return f.faultAt(r.mark, "%s never ends", what)
}

func (s *markScan) add(f fault) { s.marks.faults = append(s.marks.faults, f) }

// faultAt returns a fault of the mark on line n.
func (f *file) faultAt(n int, format string, args ...any) fault {
	return newFault(diag.ListingRegion, format, args...).at(f.src, f.markSpan(n))
}

// markSpan is the place of what line n says, without the blanks around it.
func (f *file) markSpan(n int) source.Span {
	line := f.line(n)
	from := len(line) - len(strings.TrimLeft(line, blanks))
	return f.span(n, from, max(from, len(strings.TrimRight(line, blanks))))
}

// A commentStyle is a way to write a comment that fills a line.
type commentStyle struct {
	open, close string
	apart       bool // open is also something else, such as the beginning of a flag: a blank must follow
}

// commentStyles has the longer ones first where one begins like another.
var commentStyles = []commentStyle{
	{open: "//"},
	{open: "#"},
	{open: "<!--", close: "-->"},
	{open: "/*", close: "*/"},
	{open: "--", apart: true},
	{open: ";"},
	{open: "<%--", close: "--%>"},
	{open: "<%#", close: "%>"},
	{open: "%"},
	{open: "{/*", close: "*/}"},
	{open: "{{/*", close: "*/}}"},
	{open: "{{!--", close: "--}}"},
	{open: "{#", close: "#}"},
	{open: "{-", close: "-}"},
	{open: "(*", close: "*)"},
	{open: "'"},
	{open: "\"", apart: true},
	{open: "!", apart: true},
	{open: "::", apart: true},
	{open: "REM", apart: true},
	{open: "rem", apart: true},
	{open: "Rem", apart: true},
	{open: "@REM", apart: true},
	{open: "@rem", apart: true},
	{open: "dnl", apart: true},
	{open: "..", apart: true},
}

// comment returns the words of a line that is a comment and nothing else.
// tight tells that they follow its opening without a blank, as directives do.
func comment(line string) (words string, tight, apart, ok bool) {
	line = strings.Trim(line, blanks)
	for i := range commentStyles {
		style := &commentStyles[i]
		words, ok := strings.CutPrefix(line, style.open)
		if !ok {
			continue
		}
		if style.close == "" { // ///, ##, ;;
			words = strings.TrimLeft(words, style.open[len(style.open)-1:])
		}
		tight := words != "" && strings.IndexByte(blanks, words[0]) < 0
		words = strings.Trim(strings.TrimSuffix(words, style.close), blanks)
		return words, tight, style.apart, true
	}
	return "", false, false, false
}

// parseMark returns what the line marks.
func parseMark(line string) lineMark {
	words, tight, apart, ok := comment(line)
	if !ok {
		return trailingOmit(line)
	}
	if rest, ok := strings.CutPrefix(words, directive); ok {
		return directiveMark(rest)
	}
	if m := snippetMark(words); m.kind != noMark {
		return m
	}
	if apart && tight {
		return lineMark{}
	}
	if native, ok := strings.CutPrefix(words, "#"); ok { // // #region, as editors fold it
		words, tight = native, true
	}
	for _, parse := range []func(string, bool) lineMark{regionMark, anchorMark, omitMark} {
		if m := parse(words, tight); m.kind != noMark {
			return m
		}
	}
	return trailingOmit(line)
}

// directive begins the marks that are lore's alone.
const directive = "lore:"

func directiveMark(rest string) lineMark {
	switch word, _, _ := strings.Cut(rest, " "); word {
	case "hide":
		return lineMark{kind: hides}
	case "show":
		return lineMark{kind: shows}
	default:
		if nearestDirective(word) == "" { // one that means something on a page
			return lineMark{}
		}
		return lineMark{kind: mistyped, name: word}
	}
}

func nearestDirective(word string) string {
	return nearest.Nearest(word, []string{"hide", "show"})
}

// regionMark reads "region NAME", "endregion" and "endregion NAME". Prose may
// begin with these words, too, so names are one word unless the mark is tight.
func regionMark(words string, tight bool) lineMark {
	word, name, _ := strings.Cut(words, " ")
	m := lineMark{family: plainRegion, name: strings.Trim(name, blanks)}
	switch word {
	case "region":
		m.kind = begins
	case "endregion":
		m.kind = ends
	default:
		return lineMark{}
	}
	if m.name != "" && !isName(m.name) && !(tight && !strings.Contains(m.name, ",")) {
		return lineMark{}
	}
	return m
}

// isName reports whether s can be the name of a region.
func isName(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-.:/+", r) {
			return false
		}
	}
	last, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsLetter(last) || unicode.IsDigit(last) || last == '_'
}

// anchorMark reads "ANCHOR: NAME" and "ANCHOR_END: NAME".
func anchorMark(words string, _ bool) lineMark {
	m := lineMark{kind: begins, family: namedRegion}
	rest, ok := strings.CutPrefix(words, "ANCHOR:")
	if !ok {
		m.kind = ends
		if rest, ok = strings.CutPrefix(words, "ANCHOR_END:"); !ok {
			return lineMark{}
		}
	}
	m.name = strings.Trim(rest, blanks)
	if !isName(m.name) {
		return lineMark{}
	}
	return m
}

// snippetMark reads "--8<-- [start:NAME]" and "--8<-- [end:NAME]". The first
// hyphens may have been taken for a comment.
func snippetMark(words string) lineMark {
	rest, ok := strings.CutPrefix(strings.TrimLeft(words, "- "), "8<")
	if !ok || !strings.HasPrefix(strings.TrimLeft(rest, " "), "-") {
		return lineMark{}
	}
	rest = strings.Trim(rest, "- ")
	inner, ok := strings.CutPrefix(rest, "[")
	inner, closed := strings.CutSuffix(inner, "]")
	which, name, named := strings.Cut(inner, ":")
	m := lineMark{kind: begins, family: namedRegion, name: strings.Trim(name, blanks)}
	switch {
	case !ok || !closed || !named || !isName(m.name):
		return lineMark{}
	case which == "end":
		m.kind = ends
	case which != "start":
		return lineMark{}
	}
	return m
}

// omitMark reads the marks of Go's present: "START NAME OMIT", "END NAME OMIT"
// or "STOP NAME OMIT", and any other comment that ends in OMIT.
func omitMark(words string, _ bool) lineMark {
	rest, ok := strings.CutSuffix(words, "OMIT")
	if !ok || rest != "" && strings.IndexByte(blanks, rest[len(rest)-1]) < 0 {
		return lineMark{}
	}
	rest = strings.Trim(rest, blanks)
	m := lineMark{kind: omits, family: presentation}
	for _, word := range []string{"START", "END", "STOP"} {
		name, ok := strings.CutPrefix(rest, word)
		if !ok {
			continue
		}
		m.kind, m.name = ends, strings.Trim(name, blanks)
		if word == "START" {
			m.kind = begins
			if m.name == "" {
				m.name = word
			}
		}
		break
	}
	return m
}

// trailingOmit finds the comment OMIT behind code.
func trailingOmit(line string) lineMark {
	code, ok := strings.CutSuffix(strings.TrimRight(line, blanks), "OMIT")
	if !ok {
		return lineMark{}
	}
	code = strings.TrimRight(code, blanks)
	for _, open := range []string{"//", "#", "--", ";", "%"} {
		if strings.HasSuffix(code, open) {
			return lineMark{kind: omits}
		}
	}
	return lineMark{}
}
