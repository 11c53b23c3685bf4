package latex

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/tree"
)

func (p *printer) inlines(text []tree.Inline) {
	for _, n := range text {
		p.inline(n)
	}
}

func (p *printer) inline(n tree.Inline) {
	p.at = n.Span()
	if !p.moving && tree.Target(n) != 0 {
		p.id(n)
	}
	switch n := n.(type) {
	case *tree.Text:
		p.text(n.Text)
	case *tree.Phrase:
		p.phrase(n)
	case *tree.Code:
		p.inlineCode(n.Text)
	case *tree.Link:
		p.link(n)
	case *tree.APIName:
		p.apiName(n)
	case *tree.Image:
		p.image(n)
	case *tree.FootnoteRef:
		p.footnoteRef(n)
	case *tree.Anchor:
		if n.Target != tree.Target(n) {
			p.anchor(n.Target)
		}
	case *tree.IndexMark:
		p.anchor(p.doc.Index[n.Entry].Target)
		p.indexTerm(n.Entry)
		p.inlines(n.Text)
	case *tree.Break:
		if p.moving {
			p.space(" ", 0)
		} else {
			p.raw(`\LoreBreak{}`)
		}
	default:
		panic(fmt.Sprintf("latex: no way to write a %T", n))
	}
}

// phrases are the commands of the kinds of phrase.
var phrases = [...]string{
	tree.Plain: "", tree.Emph: `\emph`, tree.Strong: `\textbf`, tree.Quotation: "", tree.Cite: `\textit`, tree.Abbr: "",
	tree.Sub: `\textsubscript`, tree.Sup: `\textsuperscript`, tree.Key: `\LoreKey`, tree.Sample: `\LoreInline`,
	tree.Variable: `\textit`, tree.Definition: `\emph`, tree.Deleted: `\LoreStruck`, tree.Inserted: `\LoreUnder`,
	tree.Small: `\LoreSmall`, tree.Italic: `\textit`, tree.Bold: `\textbf`, tree.Teletype: `\LoreInline`,
	tree.Underline: `\LoreUnder`, tree.Big: `\LoreBig`,
}

func (p *printer) phrase(n *tree.Phrase) {
	switch n.Kind {
	case tree.Quotation:
		p.quotation(n)
		return
	case tree.Deleted, tree.Inserted, tree.Underline:
		was := p.lined
		p.lined = phrases[n.Kind]
		p.inlines(n.Text)
		p.lined = was
		return
	case tree.Sample, tree.Teletype:
		p.inlineCode(n.Text)
		return
	}
	macro := phrases[n.Kind]
	if macro == "" || p.moving && (n.Kind == tree.Small || n.Kind == tree.Big) {
		p.inlines(n.Text)
		return
	}
	p.raw(macro + "{")
	p.inlines(n.Text)
	p.raw("}")
}

// inlineCode appends a piece of code.
func (p *printer) inlineCode(text []tree.Inline) {
	if p.code > 0 {
		p.inlines(text)
		return
	}
	p.raw(`\LoreInline{`)
	p.code++
	p.inlines(text)
	p.code--
	p.raw("}")
}

// apiName appends a name with a link to its documentation and an entry of the
// index.
func (p *printer) apiName(n *tree.APIName) {
	var api site.API
	if int(n.API) < len(p.facts.APIs) {
		api = p.facts.APIs[n.API]
	}
	if !p.moving {
		p.indexName(&p.doc.APIs[n.API])
	}
	url := encodeURL(api.URL)
	if url == "" || p.links > 0 || p.moving {
		p.apiText(n)
		return
	}
	p.raw(`\LoreAPI{` + url + "}{")
	p.links++
	p.apiText(n)
	p.links--
	p.raw("}")
}

func (p *printer) apiText(n *tree.APIName) {
	switch {
	case hasCode(n.Text):
		p.inlines(n.Text)
	case len(n.Text) > 0:
		p.inlineCode(n.Text)
	default:
		p.raw(`\LoreInline{`)
		p.code++
		p.text(p.doc.APIs[n.API].Name)
		p.code--
		p.raw("}")
	}
}

// hasCode reports whether text brings mark-up for code itself.
func hasCode(text []tree.Inline) bool {
	found := false
	tree.WalkInlines(text, func(n tree.Node) bool {
		if _, ok := n.(*tree.Code); ok {
			found = true
		}
		return !found
	})
	return found
}

// image appends a picture or, where there is none, the words in its place.
func (p *printer) image(n *tree.Image) {
	var file string
	if int(n.Ref) < len(p.facts.Links) && p.facts.Links[n.Ref].Kind == site.ToFile {
		file = pictureFile(p.facts.Links[n.Ref].File)
	}
	switch {
	case p.moving:
		p.text(n.Alt)
	case file == "":
		p.raw(`\LoreNoImage{`)
		p.plainText(n.Alt)
		p.raw("}")
	default:
		p.raw(`\LoreImage{` + file + "}{")
		p.size(n)
		p.raw("}{")
		p.plainText(n.Alt)
		p.raw("}")
	}
}

// size appends the size of a picture. An author's pixels are CSS's, 96 to the
// inch.
func (p *printer) size(n *tree.Image) {
	width, height := length(n.Width, `\linewidth`), length(n.Height, `\textheight`)
	if width != "" {
		p.raw("width=" + width)
	}
	if height != "" && !strings.HasSuffix(height, "height") {
		if width != "" {
			p.raw(",")
		}
		p.raw("height=" + height)
	}
}

// length returns a length of TeX for one of HTML, "" for none.
func length(s, whole string) string {
	s = strings.TrimSuffix(strings.TrimSpace(s), "px")
	digits, percent := strings.CutSuffix(s, "%")
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || n > 20000 || percent && n > 100 {
		return ""
	}
	if percent {
		return strconv.FormatFloat(float64(n)/100, 'f', 2, 64) + whole
	}
	return strconv.FormatFloat(float64(n)*.75, 'f', 2, 64) + "bp"
}

// hasClass reports whether n has the class.
func hasClass(n tree.Node, class string) bool {
	for c := range strings.FieldsSeq(tree.Class(n)) {
		if c == class {
			return true
		}
	}
	return false
}
