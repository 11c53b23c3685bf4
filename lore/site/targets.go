package site

import (
	"cmp"
	"slices"
	"strconv"
	"sync"

	"github.com/lore-docs/lore/lore/tree"
)

// targets is what a page's targets are called and numbered. It is made when it
// is first needed, by whichever goroutine needs it.
type targets struct {
	once    sync.Once
	byName  map[string]tree.TargetID
	numbers []string // by tree.TargetID
}

// targetsOf returns the targets of p.
func (s *Site) targetsOf(p *Page) *targets {
	p.targets.once.Do(func() {
		p.targets.byName = targetNames(p.Doc)
		p.targets.numbers = targetNumbers(p.Doc, p.Number, s.numbersSections(p))
	})
	return &p.targets
}

func targetNames(d *tree.Document) map[string]tree.TargetID {
	n := len(d.Targets)
	for i := range d.Targets {
		n += len(d.Targets[i].Aliases)
	}
	names := make(map[string]tree.TargetID, n)
	for i := range d.Targets {
		id, t := tree.TargetID(i), &d.Targets[i]
		for _, alias := range t.Aliases {
			if _, taken := names[alias]; !taken {
				names[alias] = id
			}
		}
		if t.Name != "" {
			names[t.Name] = id
		}
	}
	return names
}

// numbersSections reports whether the sections of p have numbers. Where there
// are chapters, they have none on a page that is none, for theirs would be
// those of chapters, and none on one with chapters below it, whose numbers
// would be the same.
func (s *Site) numbersSections(p *Page) bool {
	if !s.Numbered || p.Number == "" && s.chapters {
		return false
	}
	return !slices.ContainsFunc(p.Children, func(c *Page) bool { return c.Number != "" })
}

// targetNumbers numbers the sections, if they are to be numbered, with that of
// the chapter in front, and the figures, tables and listings from 1, each kind
// by itself. Only what has a caption has a number, as there is no other place
// to print it.
func targetNumbers(d *tree.Document, chapter string, sections bool) []string {
	numbers := make([]string, len(d.Targets))
	if len(d.Targets) == 0 {
		return numbers
	}
	s := sectionNumberer{chapter: chapter}
	s.open = s.room[:0]
	figures, tables := 0, 0
	for _, id := range inOrder(d) {
		switch t := &d.Targets[id]; t.Kind {
		case tree.TargetHeading:
			if sections {
				numbers[id] = s.next(t.Level)
			}
		case tree.TargetFigure:
			figures++
			numbers[id] = strconv.Itoa(figures)
		case tree.TargetTable:
			tables++
			numbers[id] = strconv.Itoa(tables)
		}
	}
	listings := 0
	for i := range d.Listings {
		if l := &d.Listings[i]; captioned(l) {
			listings++
			numbers[l.Target] = strconv.Itoa(listings)
		}
	}
	return numbers
}

// captioned reports whether l is shown under a caption. Files always are: their
// name is one.
func captioned(l *tree.ListingSource) bool {
	return l.Target != 0 && !l.Kind.Hidden() && (l.Kind == tree.CodeFile || len(l.Caption) > 0)
}

// inOrder returns the targets of d that may be numbered, as they stand in the
// page. In d.Targets those that authors named are before the others.
func inOrder(d *tree.Document) []tree.TargetID {
	ids := make([]tree.TargetID, 0, len(d.Targets))
	for i := range d.Targets {
		switch t := &d.Targets[i]; t.Kind {
		case tree.TargetHeading:
			ids = append(ids, tree.TargetID(i))
		case tree.TargetFigure, tree.TargetTable:
			if t.Text != "" {
				ids = append(ids, tree.TargetID(i))
			}
		}
	}
	order := func(a, b tree.TargetID) int { return cmp.Compare(d.Targets[a].Span.Start, d.Targets[b].Span.Start) }
	if !slices.IsSortedFunc(ids, order) {
		slices.SortStableFunc(ids, order)
	}
	return ids
}

// A sectionNumberer numbers headings in the order in which they come. What
// counts is which heading is below which: a level that authors skip does not
// leave a gap in the numbers.
type sectionNumberer struct {
	chapter string
	open    []section
	room    [6]section
}

type section struct{ level, count int }

func (s *sectionNumberer) next(level int) string {
	count := 1
	for n := len(s.open); n > 0 && s.open[n-1].level >= level; n-- {
		count = s.open[n-1].count + 1
		s.open = s.open[:n-1]
	}
	s.open = append(s.open, section{level, count})
	var buf [64]byte
	b := append(buf[:0], s.chapter...)
	for _, open := range s.open {
		if len(b) > 0 {
			b = append(b, '.')
		}
		b = strconv.AppendInt(b, int64(open.count), 10)
	}
	return string(b)
}

// NumberOf returns the number of a place in p, as Facts.Numbers has it for the
// places of the page itself, "" for what has none.
func (s *Site) NumberOf(p *Page, t tree.TargetID) string {
	if numbers := s.targetsOf(p).numbers; int(t) < len(numbers) {
		return numbers[t]
	}
	return ""
}
