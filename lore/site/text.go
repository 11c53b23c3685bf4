package site

import (
	"cmp"
	"path"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/tree"
)

// write gives a link that writes itself its text.
func (r *resolver) write(ref *tree.Ref, l *Link) {
	switch l.Kind {
	case External:
		_, rest, ok := strings.Cut(ref.URL, ":")
		if l.Text = ref.URL; ok && !strings.HasPrefix(rest, "//") {
			l.Text = rest // the person, not mailto:
		}
	case ToFile:
		l.Text = path.Base(l.File)
	case ToPage:
		l.Text = r.targetText(l)
	}
	if l.Text = strings.TrimSpace(l.Text); l.Text == "" {
		r.report(r.noText(ref, l))
		l.Text = cmp.Or(l.Fragment, ref.URL)
	}
}

func (r *resolver) noText(ref *tree.Ref, l *Link) diag.Diagnostic {
	d := diag.New(diag.LinkText, r.doc.Source, ref.Span, "link has no text, and %q gives it none", ref.URL)
	if l.Kind != ToPage {
		return d
	}
	switch t := &l.Page.Doc.Targets[l.Target]; t.Kind {
	case tree.TargetFigure, tree.TargetTable, tree.TargetListing:
		return d.WithHint("give it a caption").WithNote(l.Page.Doc.Source, t.Span, "%q is here", t.Name)
	default:
		return d.WithHint("write the text of the link").WithNote(l.Page.Doc.Source, t.Span, "%q is here", t.Name)
	}
}

// targetText names the target of l so that a reader finds it.
func (r *resolver) targetText(l *Link) string {
	if l.Target == 0 {
		return l.Page.Title
	}
	t := &l.Page.Doc.Targets[l.Target]
	number := r.site.targetsOf(l.Page).numbers[l.Target]
	switch t.Kind {
	case tree.TargetHeading:
		// The number of a section of another page says where it is only
		// with the chapter's in front.
		if number == "" || l.Page != r.page && l.Page.Number == "" {
			return t.Text
		}
		return strings.TrimSuffix("section "+number+", "+t.Text, ", ")
	case tree.TargetFigure:
		return r.numbered("figure", number, l)
	case tree.TargetTable:
		return r.numbered("table", number, l)
	case tree.TargetListing:
		return r.numbered("listing", number, l)
	}
	return ""
}

// numbered names what each page numbers from 1.
func (r *resolver) numbered(kind, number string, l *Link) string {
	switch {
	case number == "":
		return ""
	case l.Page == r.page:
		return kind + " " + number
	}
	return kind + " " + number + " of " + l.Page.Title
}
