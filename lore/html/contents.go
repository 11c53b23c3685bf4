package html

import (
	"cmp"
	"slices"

	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/tree"
)

// contents returns the headings of a page of levels 2 and 3 as nested lists of
// the given element, or nothing for a page with fewer than least.
func contents(page *site.Page, list string, least int) []byte {
	var heads []*tree.TargetInfo
	for i := range page.Doc.Targets {
		if t := &page.Doc.Targets[i]; t.Kind == tree.TargetHeading && t.Level <= 3 {
			heads = append(heads, t)
		}
	}
	if len(heads) < max(least, 1) {
		return nil
	}
	slices.SortStableFunc(heads, func(a, b *tree.TargetInfo) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	open, shut := "<"+list+">\n", "</"+list+">\n"
	b := append([]byte(nil), open...)
	inner := false
	for i, t := range heads {
		switch deeper := t.Level == 3; {
		case i == 0:
		case deeper && !inner && heads[i-1].Level == 2:
			b = append(b, '\n')
			b = append(b, open...)
			inner = true
		case !deeper && inner:
			b = append(append(append(b, "</li>\n"...), shut...), "</li>\n"...)
			inner = false
		default:
			b = append(b, "</li>\n"...)
		}
		b = append(b, `<li><a href="#`...)
		b = append(appendAttr(b, fragment(page, t.Name)), `">`...)
		b = append(appendText(b, t.Text), "</a>"...)
	}
	b = append(b, "</li>\n"...)
	if inner {
		b = append(append(b, shut...), "</li>\n"...)
	}
	return append(b, shut...)
}
