package pdf_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/lore-docs/lore/internal/engine"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/latex"
	"github.com/lore-docs/lore/lore/pdf"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// TestEscapes puts random strings into every place where a page can have text,
// and reads them back from the PDF. LORE_ESCAPES=10m goes on for ten minutes.
func TestEscapes(t *testing.T) {
	engine.Need(t, engine.LuaLaTeX)
	engine.Need(t, engine.PDFToText)
	long, err := time.ParseDuration("0" + os.Getenv("LORE_ESCAPES"))
	if err != nil {
		t.Fatal(err)
	}
	seed := uint64(1)
	if long > 0 {
		seed = uint64(time.Now().UnixNano())
	}
	for start := time.Now(); !t.Failed(); seed++ {
		shift = int(seed % uint64(len(slots)))
		r := rand.New(rand.NewPCG(seed, 0))
		texts := []string{}
		if seed == 1 {
			texts = append(texts, known...)
		}
		for range 40 {
			texts = append(texts, randomText(r))
		}
		checkEscapes(t, texts, true)
		if long > 0 { // characters that no font has, and some that are none, must not stop TeX
			for i := range texts {
				texts[i] = wildText(r)
			}
			checkEscapes(t, texts, false)
		}
		if t.Failed() {
			t.Logf("the seed is %d", seed)
		}
		if time.Since(start) >= long {
			return
		}
	}
}

// known are texts that have been trouble somewhere.
var known = []string{
	`\`, `\\`, `{`, `}`, `{}`, `}{`, `%`, `%%`, `# a`, `##`, `$`, `$$`, `&`, `_`, `__`, `^`, `^^`, `^^M`, `^^5c`, `~`, `"`, `''`, "``", `--`, `---`,
	`<<`, `>>`, `,,`, "?`", "!`", `[`, `]`, `[x]`, `*`, `\*`, `\[`, `|`, `!`, `@`, `a!b`, `a@b`, `a|b`, `"a"`, `\"`, `""!`, `\end{document}`,
	`\end{LoreCode}`, `\input{/etc/passwd}`, `\csname x\endcsname`, `\par`, `\LB{}`, `fi fl ffi`, `a/b/c/d/e/f/g/h/i/j/k`, `x_y_z.go`, `100%`,
	`https://example.org/%20#x`, `%{`, `}%`, `\%`, `{\`, `#1`, `##1`, `\string`, `a b  c`, `'`, "`", `-`, `=`, `<`, `>`, `;`, `:`,
}

const alphabet = `\{}$&#%_^~[]*"!@|` + "`'-<>,?/.:;=+()" + `abcxyzABCXYZ0189 ` +
	"éßñøÆ–—…“”‘’«»„°×µαβγΩЖдя→←─│├└≤≥≠✓"

// randomText returns a short text, of letters that run in long words or of
// signs that are nearly all TeX's.
func randomText(r *rand.Rand) string {
	letters := []rune(alphabet)
	if r.IntN(2) == 0 {
		letters = letters[:40]
	}
	var b strings.Builder
	for range 1 + r.IntN(30) {
		b.WriteRune(letters[r.IntN(len(letters))])
	}
	if r.IntN(8) == 0 {
		return strings.ReplaceAll(b.String(), " ", "") + strings.Repeat("q", r.IntN(60))
	}
	return b.String()
}

// wildText returns characters from all over.
func wildText(r *rand.Rand) string {
	var b []byte
	for range 1 + r.IntN(12) {
		switch r.IntN(6) {
		case 0:
			b = append(b, byte(r.IntN(256)))
		case 1:
			b = utf8.AppendRune(b, rune(r.IntN(0x110000)))
		case 2:
			b = utf8.AppendRune(b, 0x1F300+rune(r.IntN(0x300)))
		case 3:
			b = utf8.AppendRune(b, 0x5D0+rune(r.IntN(0x60)))
		case 4:
			b = utf8.AppendRune(b, 0x2000+rune(r.IntN(0x70)))
		default:
			b = utf8.AppendRune(b, rune(r.IntN(0x3000)))
		}
	}
	return strings.ReplaceAll(string(b), "\n", " ")
}

// A slot is a place of a page that can have text.
type slot struct {
	name string
	put  func(b *tree.Builder, text string) tree.Block
}

func text(s string) []tree.Inline { return []tree.Inline{&tree.Text{Text: s}} }

func para(inlines ...tree.Inline) tree.Block { return &tree.Paragraph{Text: inlines} }

var slots = []slot{
	{"prose", func(b *tree.Builder, s string) tree.Block { return para(text(s)...) }},
	{"code", func(b *tree.Builder, s string) tree.Block { return para(&tree.Code{Text: text(s)}) }},
	{"emphasis", func(b *tree.Builder, s string) tree.Block { return para(&tree.Phrase{Kind: tree.Emph, Text: text(s)}) }},
	{"heading", func(b *tree.Builder, s string) tree.Block { return &tree.Heading{Level: 2, Text: text(s)} }},
	{"code in heading", func(b *tree.Builder, s string) tree.Block {
		return &tree.Heading{Level: 3, Text: []tree.Inline{&tree.Code{Text: text(s)}}}
	}},
	{"caption", func(b *tree.Builder, s string) tree.Block {
		return &tree.Figure{Caption: text(s), Blocks: []tree.Block{para(text("figure")...)}}
	}},
	{"footnote", func(b *tree.Builder, s string) tree.Block {
		id := b.Footnote(source.Span{})
		b.SetFootnote(id, source.Span{}, []tree.Block{para(text(s)...)})
		return para(&tree.FootnoteRef{Note: id})
	}},
	{"footnote of heading", func(b *tree.Builder, s string) tree.Block {
		id := b.Footnote(source.Span{})
		b.SetFootnote(id, source.Span{}, []tree.Block{para(&tree.Code{Text: text(s)})})
		return &tree.Heading{Level: 4, Text: []tree.Inline{&tree.Text{Text: "heading"}, &tree.FootnoteRef{Note: id}}}
	}},
	{"listing", func(b *tree.Builder, s string) tree.Block {
		return &tree.Listing{Source: b.Listing(tree.ListingSource{Kind: tree.CodeText, Text: "\t" + s + "\n"})}
	}},
	{"highlighted listing", func(b *tree.Builder, s string) tree.Block {
		return &tree.Listing{Source: b.Listing(tree.ListingSource{Kind: tree.CodeText, Lang: "go", Text: "x := " + s + "\n"})}
	}},
	{"caption of listing", func(b *tree.Builder, s string) tree.Block {
		return &tree.Listing{Source: b.Listing(tree.ListingSource{Kind: tree.CodeText, Text: "x\n", Caption: text(s)})}
	}},
	{"preformatted", func(b *tree.Builder, s string) tree.Block {
		return &tree.Preformatted{Text: append(text(s), &tree.Phrase{Kind: tree.Bold, Text: text("\n")})}
	}},
	{"cell", func(b *tree.Builder, s string) tree.Block { return table(para(text(s)...)) }},
	{"code in cell", func(b *tree.Builder, s string) tree.Block { return table(para(&tree.Code{Text: text(s)})) }},
	{"item", func(b *tree.Builder, s string) tree.Block {
		return &tree.List{Items: []*tree.Item{{Blocks: []tree.Block{&tree.Paragraph{Bare: true, Text: text(s)}}}}}
	}},
	{"term", func(b *tree.Builder, s string) tree.Block {
		return &tree.Definitions{Entries: []*tree.Entry{{Terms: []*tree.Term{{Text: text(s)}}}}}
	}},
	{"title of note", func(b *tree.Builder, s string) tree.Block { return &tree.Note{Title: text(s)} }},
	{"quotation", func(b *tree.Builder, s string) tree.Block {
		return &tree.Quote{Blocks: []tree.Block{para(&tree.Phrase{Kind: tree.Quotation, Text: text(s)})}}
	}},
	{"struck", func(b *tree.Builder, s string) tree.Block {
		return para(&tree.Phrase{Kind: tree.Deleted, Text: text(s)})
	}},
	{"words of a link", func(b *tree.Builder, s string) tree.Block {
		return para(&tree.Link{Ref: b.Ref(tree.Ref{URL: "https://example.org/"}), Text: text(s)})
	}},
	{"address", func(b *tree.Builder, s string) tree.Block {
		return para(&tree.Link{Ref: b.Ref(tree.Ref{URL: s}), Text: text("link")})
	}},
	{"address in cell", func(b *tree.Builder, s string) tree.Block {
		return table(para(&tree.Link{Ref: b.Ref(tree.Ref{URL: s}), Text: text("link")}))
	}},
	{"name of API", func(b *tree.Builder, s string) tree.Block { return para(&tree.APIName{API: b.API(tree.API{Name: s})}) }},
	{"index", func(b *tree.Builder, s string) tree.Block {
		return para(&tree.IndexMark{Entry: b.IndexEntry(s, source.Span{})})
	}},
	{"alternative", func(b *tree.Builder, s string) tree.Block {
		return para(&tree.Image{Ref: b.Ref(tree.Ref{URL: "x.png", Kind: tree.RefImage}), Alt: s})
	}},
}

func table(b tree.Block) tree.Block {
	return &tree.Table{Body: []*tree.Row{{Cells: []*tree.Cell{{ColSpan: 1, RowSpan: 1, Blocks: []tree.Block{b}}}}}}
}

// tall makes one page of all, without what stands at the head and foot of
// pages, so that no text is parted. Words do not break by syllables.
const tall = `\geometry{paperwidth=40cm,paperheight=500cm,textwidth=14cm,textheight=480cm,top=5cm}\pagestyle{empty}
\AtBeginDocument{\lefthyphenmin=63 \righthyphenmin=63 }`

func checkEscapes(t *testing.T, texts []string, same bool) {
	t.Helper()
	b := tree.NewBuilder(source.New("page.xhtml", ""), diag.Discard{})
	var blocks []tree.Block
	for i, s := range texts {
		slot := slotOf(i)
		if slot.name == "index" { // where it parts the levels of a term
			s = strings.ReplaceAll(s, "!", "1")
			texts[i] = s
		}
		if slot.name == "name of API" { // where it parts package and name
			s = strings.ReplaceAll(s, ".", "1")
			texts[i] = s
		}
		blocks = append(blocks, slot.put(b, wrap(i, s)))
		// Every name of a place is one that TeX has to live with, too.
		id := b.Target(fmt.Sprintf("%s %d", s, i), source.Span{})
		blocks = append(blocks, para(&tree.Anchor{Target: id}, &tree.Link{Ref: b.Ref(tree.Ref{URL: "#"}), Text: text("place")}))
	}
	b.Meta().Title = text(wrap(len(texts), texts[0]))
	b.Meta().Description = strings.Join(texts, " ")
	b.Meta().Authors = []tree.Author{{Name: texts[1]}}
	doc := b.Finish(blocks)
	files := write(t, latex.Options{Shape: latex.Article}, doc, func(f *site.Facts) {
		target := tree.TargetID(0)
		for i := range doc.Refs {
			switch f.Links[i] = (site.Link{Kind: site.External, URL: doc.Refs[i].URL}); {
			case doc.Refs[i].Kind == tree.RefImage:
				f.Links[i] = site.Link{Kind: site.ToFile, File: "no" + doc.Refs[i].URL}
			case doc.Refs[i].URL == "#":
				for target++; doc.Targets[target].Kind != tree.TargetElement || !strings.Contains(doc.Targets[target].Name, " "); target++ {
				}
				f.Links[i] = site.Link{Kind: site.ToPage, Page: pageOf(t, doc), Target: target}
			}
		}
	})
	files = append(files, site.Output{Path: "lore-local.sty", Data: []byte(tall)})
	dir := put(t, files...)
	r, err := pdf.Make(t.Context(), pdf.Config{Dir: dir, Main: "page.tex", Timeout: 20 * time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range r.Diagnostics {
		if same && d.Code != diag.LaTeXWidth || d.Code == diag.LaTeXError || d.Code == diag.LaTeXReference {
			t.Errorf("%s\n\t%s", d, d.File.Line(d.Position().Line))
		}
	}
	if r.PDF == nil {
		t.Fatal("no PDF")
	}
	if same {
		compare(t, texts, textOf(t, r.PDF, "-raw")) // else pdftotext drops hyphens at the ends of lines
	}
}

// pageOf is filled by write's site: the page that has doc.
func pageOf(tb testing.TB, doc *tree.Document) *site.Page {
	tb.Helper()
	return &site.Page{Doc: doc, Path: "page"}
}

// wrap puts marks around a text that are found again in the PDF.
func wrap(i int, s string) string { return fmt.Sprintf("QX%dX%sXQ", i, s) }

var wrapped = regexp.MustCompile(`QX(\d+)X(.*?)XQ`)

func compare(t *testing.T, texts []string, got string) {
	t.Helper()
	texts = append(texts, texts[0])
	seen := make([]bool, len(texts))
	for _, m := range wrapped.FindAllStringSubmatch(squeeze(got), -1) {
		var i int
		if _, err := fmt.Sscan(m[1], &i); err != nil || i >= len(texts) {
			t.Errorf("no text %s", m[1])
			continue
		}
		seen[i] = true
		if want := squeeze(texts[i]); m[2] != want {
			t.Errorf("%s: %q comes back as %q", slotName(i, len(texts)), texts[i], m[2])
		}
	}
	for i, ok := range seen {
		if !ok && !strings.Contains(squeeze(texts[i]), "XQ") {
			t.Errorf("%s: %q is lost", slotName(i, len(texts)), texts[i])
		}
	}
}

func slotName(i, n int) string {
	if i == n-1 {
		return "title"
	}
	return slotOf(i).name
}

// shift is how far texts are moved among the slots, so that each comes to each.
var shift int

func slotOf(i int) *slot { return &slots[(i+shift)%len(slots)] }

// squeeze removes blanks, which lines that break change, and what fonts join.
func squeeze(s string) string {
	s = strings.NewReplacer("ﬀ", "ff", "ﬁ", "fi", "ﬂ", "fl", "ﬃ", "ffi", "ﬄ", "ffl").Replace(s)
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}
