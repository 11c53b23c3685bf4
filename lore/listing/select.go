package listing

import (
	"slices"
	"strings"

	"github.com/lore-docs/lore/highlight"
	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/tree"
)

// A choice is what listings of a file may differ in: the words that choose and
// mark lines, as they are written, and the language.
type choice struct {
	path, lang                                       string
	lines, region, decl, skip, highlighted, numbered string
}

// A cut is what one choice shows, and the faults found while it was made.
type cut struct {
	code   *Code
	faults []fault
}

// A lineSet has the lines of a file, by number.
type lineSet []bool

// add adds the lines from first to last, as far as they are there.
func (s lineSet) add(first, last int) {
	for n := max(first, 1); n <= last && n < len(s); n++ {
		s[n] = true
	}
}

// keep removes the lines that are not in other.
func (s lineSet) keep(other lineSet) {
	for n := range s {
		s[n] = s[n] && other[n]
	}
}

// A cutter makes one cut.
type cutter struct {
	*file
	want   choice
	shown  lineSet
	silent lineSet // lines that leave no gap, nil without any
	faults []fault
}

// cut shows what the choice asks for. The file is one that can be shown.
func (l *Loader) cut(ch choice) *cut {
	c := &cutter{file: l.files.get(ch.path), want: ch}
	c.faults = append(c.faults, c.marks.faults...)
	c.choose()
	if c.count() == 0 {
		if len(c.faults) > 0 {
			return &cut{nil, c.faults}
		}
		c.faults = append(c.faults, c.empty())
	}
	colors := l.colors.get(colorKey{ch.path, ch.lang})
	if colors.fault != nil {
		c.faults = append(c.faults, *colors.fault)
	}
	code := c.code(colors)
	if c.want.highlighted != "" {
		c.faults = append(c.faults, mark(code.Lines, c.want.highlighted)...)
	}
	return &cut{code, c.faults}
}

// whole reports whether nothing but marks and hidden lines is left out.
func (c *cutter) whole() bool {
	return c.want.lines == "" && c.want.region == "" && c.want.decl == "" && c.want.skip == ""
}

// choose fills the set of lines that are shown.
func (c *cutter) choose() {
	c.shown = c.newSet()
	c.shown.add(1, c.numLines())
	c.silent = slices.Clone(c.marks.hidden)
	if v := c.want.lines; v != "" {
		c.shown.keep(c.chosen(v))
	}
	if c.want.region != "" {
		c.shown.keep(c.bridged(c.inRegions(c.want.region)))
	}
	if c.want.decl != "" {
		c.shown.keep(c.bridged(c.inDecls(c.want.decl)))
	}
	c.dropHidden()
	if c.want.skip != "" {
		c.skipLines(c.want.skip)
	}
	c.trim()
}

func (c *cutter) newSet() lineSet { return make(lineSet, c.numLines()+1) }

func (c *cutter) count() int {
	count := 0
	for _, shown := range c.shown {
		if shown {
			count++
		}
	}
	return count
}

func (c *cutter) isHidden(n int) bool {
	return c.silent != nil && c.silent[n]
}

// dropHidden drops marks and hidden lines, and of the blank lines around them
// all but one.
func (c *cutter) dropHidden() {
	blank, apart := false, false // the last shown line is blank, and hidden ones follow it
	for n := range c.silent {
		switch {
		case c.silent[n]:
			c.shown[n] = false
			apart = true
		case !c.shown[n]:
			blank = false
		case blank && apart && c.blank(n):
			c.shown[n], c.silent[n] = false, true
		default:
			blank, apart = c.blank(n), false
		}
	}
}

// bridged joins the pieces of set that have nothing but blank or hidden lines
// between them.
func (c *cutter) bridged(set lineSet) lineSet {
	last := 0
	for n := 1; n < len(set); n++ {
		switch {
		case set[n]:
			if last > 0 {
				set.add(last, n)
			}
			last = n
		case !c.blank(n) && !c.isHidden(n):
			last = 0
		}
	}
	return set
}

// inRegions returns the lines of the regions that the word names.
func (c *cutter) inRegions(value string) lineSet {
	set := c.newSet()
	pieces := splitCommas(value)
	if len(pieces) == 0 {
		c.faults = append(c.faults, noValue("region", "serve"))
	}
	for _, p := range pieces {
		r, again := c.findRegion(p.text)
		switch {
		case r == nil:
			c.faults = append(c.faults, c.noRegion(p))
			continue
		case r.open && r.family == presentation: // others are reported with the marks
			c.faults = append(c.faults, c.unclosed(*r))
		case again != nil:
			c.faults = append(c.faults, c.faultAt(again.mark, "region %q is there twice", r.name).
				note(c.src, c.markSpan(r.mark), "the first one is here"))
		}
		set.add(r.first, r.last)
	}
	return set
}

// findRegion returns the first region of the name, and the next one if there is.
func (c *cutter) findRegion(name string) (found, again *region) {
	for i := range c.marks.regions {
		r := &c.marks.regions[i]
		switch {
		case r.name != name:
		case found == nil:
			found = r
		case r.mark < found.mark:
			found, again = r, found
		case again == nil || r.mark < again.mark:
			again = r
		}
	}
	return found, again
}

func (c *cutter) noRegion(p piece) fault {
	f := newFault(diag.ListingRegion, "no region %q in %s", p.text, c.src.Name).in("region").part(p.from, p.to)
	var names []string
	for i := range c.marks.regions {
		names = append(names, c.marks.regions[i].name)
	}
	if len(names) == 0 {
		f.message += ", which has no regions"
	}
	return f.didYouMean(nearest.Nearest(p.text, names))
}

// inDecls returns the lines of the Go declarations that the word names.
func (c *cutter) inDecls(value string) lineSet {
	set := c.newSet()
	if c.want.lang != "go" && !strings.HasSuffix(c.want.path, ".go") {
		c.faults = append(c.faults, newFault(diag.ListingDecl, "%s is no Go file; decl chooses Go declarations", c.src.Name).in("decl"))
		return set
	}
	pieces := splitCommas(value)
	if len(pieces) == 0 {
		c.faults = append(c.faults, noValue("decl", "Server.Serve"))
	}
	for _, p := range pieces {
		found := false
		for _, d := range c.decls() {
			if d.name == p.text {
				set.add(d.first, d.last)
				found = true
			}
		}
		if !found {
			c.faults = append(c.faults, newFault(diag.ListingDecl, "no declaration %q in %s", p.text, c.src.Name).
				in("decl").part(p.from, p.to).didYouMean(nearestDecl(p.text, c.decls())))
		}
	}
	return set
}

// skipLines leaves out the first lines of those that would be shown.
func (c *cutter) skipLines(value string) {
	count, ok := lineNumber(strings.Trim(value, blanks))
	if !ok {
		c.faults = append(c.faults, newFault(diag.WordValue, "skipLines is %q; wanted a number of lines", value).in("skipLines"))
		return
	}
	if total := c.count(); total > 0 && count >= total {
		c.faults = append(c.faults, newFault(diag.ListingLines, "skipLines=%s leaves nothing of %d lines", value, total).in("skipLines"))
	}
	for n := 1; n < len(c.shown) && count > 0; n++ {
		if c.shown[n] {
			c.shown[n] = false
			count--
		}
	}
}

// trim drops blank lines at both ends of what is shown, and next to gaps.
func (c *cutter) trim() {
	edge := true
	for n := 1; n < len(c.shown); n++ {
		edge = c.trimLine(n, edge)
	}
	edge = true
	for n := len(c.shown) - 1; n > 0; n-- {
		edge = c.trimLine(n, edge)
	}
}

// trimLine drops line n if it is blank and stands at an edge, and reports
// whether the next line does.
func (c *cutter) trimLine(n int, edge bool) bool {
	switch {
	case !c.shown[n]:
		return edge || !c.isHidden(n)
	case edge && c.blank(n):
		c.shown[n] = false
		return true
	}
	return false
}

// empty says that the choice shows nothing though no word of it is wrong.
func (c *cutter) empty() fault {
	if c.whole() {
		return newFault(diag.ListingEmpty, "%s has nothing to show", c.src.Name)
	}
	f := newFault(diag.ListingEmpty, "nothing of %s is left to show", c.src.Name)
	for _, w := range []struct{ name, value string }{
		{"region", c.want.region}, {"decl", c.want.decl}, {"lines", c.want.lines}, {"skipLines", c.want.skip},
	} {
		if w.value != "" {
			return f.in(w.name)
		}
	}
	return f
}

// code makes the Code of the lines that are shown.
func (c *cutter) code(colors *colors) *Code {
	code := &Code{
		Kind: tree.CodeFile, Lang: shownLang(c.want.lang), File: c.want.path,
		Whole: c.whole(), Numbers: c.want.numbered != "off",
	}
	indent := c.indent()
	var text strings.Builder
	code.Lines = make([]Line, 0, c.count())
	gap := false
	for n := 1; n < len(c.shown); n++ {
		if !c.shown[n] {
			gap = gap || !c.isHidden(n)
			continue
		}
		line := c.line(n)
		from, to := lineCut(line, indent)
		code.Lines = append(code.Lines, Line{
			Number: n, Gap: gap && len(code.Lines) > 0, Runs: cutRuns(colors.lines[n-1], from, to),
		})
		gap = false
		if !code.Whole {
			text.WriteString(line[from:to])
			text.WriteByte('\n')
		}
	}
	code.Text = text.String()
	if code.Whole {
		code.Text = c.wholeText()
	}
	return code
}

// wholeText is the text of the file without hidden lines and marks.
func (c *cutter) wholeText() string {
	if c.marks.hidden == nil {
		return c.text
	}
	var text strings.Builder
	for n := 1; n <= c.numLines(); n++ {
		if !c.marks.hidden[n] {
			text.WriteString(c.raw(n))
		}
	}
	return text.String()
}

// indent returns the length of the white space that all shown lines begin with.
func (c *cutter) indent() int {
	var d dedent
	for n, shown := range c.shown {
		if shown {
			d.line(c.line(n))
		}
	}
	return len(d.common)
}

// A dedent finds the white space that lines have in common.
type dedent struct {
	common string
	any    bool
}

func (d *dedent) line(line string) {
	body := strings.TrimLeft(line, " \t")
	if strings.Trim(body, blanks) == "" {
		return
	}
	indent := line[:len(line)-len(body)]
	if !d.any {
		d.common, d.any = indent, true
		return
	}
	n := 0
	for n < len(indent) && n < len(d.common) && indent[n] == d.common[n] {
		n++
	}
	d.common = d.common[:n]
}

// lineCut returns what is shown of a line: all but the indent and the blanks
// at its end.
func lineCut(line string, indent int) (from, to int) {
	to = len(strings.TrimRight(line, blanks))
	return min(indent, to), to
}

// cutRuns returns the part of line between two offsets. It is line itself
// when that is all of it.
func cutRuns(line highlight.Line, from, to int) highlight.Line {
	end := 0
	for _, r := range line {
		end += len(r.Text)
	}
	if from == 0 && to == end {
		return line
	}
	var cut highlight.Line
	at := 0
	for _, r := range line {
		start, stop := max(from-at, 0), min(to-at, len(r.Text))
		at += len(r.Text)
		if start >= stop {
			continue
		}
		if cut == nil {
			cut = make(highlight.Line, 0, len(line))
		}
		cut = append(cut, highlight.Run{Class: r.Class, Text: r.Text[start:stop]})
	}
	return cut
}
