package latex

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/lore-docs/lore/highlight"
	"github.com/lore-docs/lore/lore/listing"
	"github.com/lore-docs/lore/lore/tree"
	"github.com/lore-docs/lore/templates"
)

// together is the number of lines up to which a listing stays on one page.
const together = 8

// listing appends a listing: a bar that says what it is, and its lines between
// two rules. Code in the page without a caption has no bar.
func (p *printer) listing(n *tree.Listing) {
	src := &p.doc.Listings[n.Source]
	var code *listing.Code
	if int(n.Source) < len(p.facts.Code) {
		code = p.facts.Code[n.Source]
	}
	p.raw(`\begin{LoreCode}{`)
	p.bar(src, code)
	p.raw("}")
	p.labelHere(src.Target)
	p.raw("\n")
	switch {
	case code != nil:
		p.lines(code)
	case src.File != "":
		p.raw(`\LoreMissing{\LoreInline{`)
		p.code++
		p.text(src.File)
		p.code--
		p.raw("} cannot be shown.}\n")
	default:
		p.raw("\\LoreMissing{This listing cannot be shown.}\n")
	}
	p.raw(`\end{LoreCode}`)
	p.notesLater()
}

// bar appends what stands above the code: number and caption on the left, file
// and range on the right.
func (p *printer) bar(src *tree.ListingSource, code *listing.Code) {
	file := ""
	if code != nil {
		file = code.File
	}
	blank := tree.Blank(src.Caption)
	if file == "" && blank && src.Kind != tree.Transcript {
		return
	}
	p.raw(`\LoreBar`)
	if blank && src.Kind == tree.Transcript && p.number(src.Target) == "" {
		p.raw(`{\LoreWordTerminal{}}{}`)
	} else {
		p.captionText("Listing", p.number(src.Target), src.Caption)
	}
	p.raw("{")
	p.fileName(file)
	p.raw("}{")
	if lines := lineRange(code); file != "" && lines != "" {
		p.raw(", " + lines)
	}
	p.raw("}")
}

// fileName appends the name of a file, which is called by its last folder and
// its name.
func (p *printer) fileName(path string) {
	name := path
	if i := strings.LastIndexByte(path, '/'); i > 0 {
		name = path[strings.LastIndexByte(path[:i], '/')+1:]
	}
	p.code++
	p.text(name)
	p.code--
}

// lineRange returns "lines 12–16, 40–52", or "" where the whole file is shown.
func lineRange(c *listing.Code) string {
	if c == nil || c.Whole || len(c.Lines) == 0 {
		return ""
	}
	var b []byte
	ranges, first := 0, 0
	for i := range c.Lines {
		if i+1 < len(c.Lines) && !c.Lines[i+1].Gap {
			continue
		}
		if ranges++; ranges > 1 {
			b = append(b, ", "...)
		}
		b = strconv.AppendInt(b, int64(c.Lines[first].Number), 10)
		if i > first {
			b = strconv.AppendInt(append(b, "–"...), int64(c.Lines[i].Number), 10)
		}
		first = i + 1
	}
	if ranges == 1 && len(c.Lines) == 1 {
		return "line " + string(b)
	}
	return "lines " + string(b)
}

// lines appends the lines of code. What must not be parted at the end of a page
// is held together: the first two lines, the last two, and all of a few.
func (p *printer) lines(c *listing.Code) {
	n := len(c.Lines)
	for i := range c.Lines {
		l := &c.Lines[i]
		if l.Gap {
			p.gap(c, i)
		}
		p.codeLine(c, l)
		if i+1 < n && (n <= together || i == 0 || i == n-2) {
			p.raw("\\LoreKeep\n")
		}
	}
}

// gap appends the line that stands for lines left out.
func (p *printer) gap(c *listing.Code, i int) {
	left := 0
	if i > 0 {
		left = c.Lines[i].Number - c.Lines[i-1].Number - 1
	}
	p.raw(`\LoreGap{`)
	switch {
	case left == 1:
		p.raw("1 line left out")
	case left > 1:
		p.int(left)
		p.raw(" lines left out")
	default:
		p.raw("…")
	}
	p.raw("}\n")
}

// codeLine appends one line of code.
func (p *printer) codeLine(c *listing.Code, l *listing.Line) {
	p.raw(lineMacro(l))
	if c.Numbers {
		p.raw("{")
		p.int(l.Number)
		p.raw("}{")
	} else {
		p.raw("{}{")
	}
	shape := measure(l.Runs)
	p.int(shape.indent)
	p.raw("}{")
	p.block = true
	p.code++
	w := lineWriter{printer: p, breaks: shape.columns > p.room()}
	w.runs(l.Runs)
	p.code--
	p.block = false
	p.raw("}\n")
}

// room is the number of columns that surely fit where a listing stands. Lines
// that are no longer need no places to break.
func (p *printer) room() int {
	if p.cells > 0 || p.lists >= deepest-4 {
		return 0
	}
	return max(0, 68-5*p.lists)
}

func lineMacro(l *listing.Line) string {
	switch {
	case l.Marked:
		return `\LoreHiLine`
	case len(l.Runs) > 0 && l.Runs[0].Class == highlight.Added:
		return `\LoreAddLine`
	case len(l.Runs) > 0 && l.Runs[0].Class == highlight.Removed:
		return `\LoreDelLine`
	}
	return `\LoreLine`
}

// tabWidth is how many columns a tab goes to, as on the HTML pages.
const tabWidth = 4

// A lineShape is what a line of code measures, in columns.
type lineShape struct{ indent, columns int }

func measure(runs highlight.Line) lineShape {
	var s lineShape
	leading := true
	for _, run := range runs {
		for _, r := range run.Text {
			switch {
			case r == '\t':
				s.columns += tabWidth - s.columns%tabWidth
			case isIdeograph(r) || isEmoji(r):
				s.columns += 2
			default:
				s.columns++
			}
			if leading = leading && (r == ' ' || r == '\t'); leading {
				s.indent = s.columns
			}
		}
	}
	return s
}

// A lineWriter appends one line of code.
type lineWriter struct {
	*printer
	breaks bool // the line may be too long: it gets places to break
	column int
	length int // of the word so far written, in characters
}

// runs appends runs in their colours. Those that paper shows as text have none.
func (w *lineWriter) runs(runs highlight.Line) {
	for i, run := range runs {
		name := ""
		if !templates.PlainInPrint(run.Class) {
			name = run.Class.Name()
		}
		if name != "" {
			w.raw(`\LT` + name + "{")
		}
		w.text(run.Text, runs[i+1:])
		if name != "" {
			w.raw("}")
		}
	}
}

// text appends the text of a run, which rest follows.
func (w *lineWriter) text(s string, rest highlight.Line) {
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == ' ' || c == '\t':
			w.blank(c)
			i++
			if w.breaks && w.length == 0 && w.column > 0 && i < len(s) && s[i] != ' ' && s[i] != '\t' {
				w.raw(`\LB{}`)
			}
		case c == '\n' || c == '\r':
			i++ // listing has cut the line ends; a lone CR shows nothing
		default:
			end := i
			for end < len(s) && s[end] != ' ' && s[end] != '\t' && s[end] != '\r' {
				end++
			}
			length := 0
			if w.breaks {
				length = w.length + wordLength(s[i:], rest)
			}
			w.word(s[i:end], length)
			i = end
		}
	}
}

// blank appends a blank, or as many as a tab stands for.
func (w *lineWriter) blank(c byte) {
	n := 1
	if c == '\t' {
		n = tabWidth - w.column%tabWidth
	}
	w.column += n
	w.length = 0
	for range n {
		w.raw(`\ `)
	}
}

// word appends a part of a word that has length characters in all.
func (w *lineWriter) word(s string, length int) {
	for i := 0; i < len(s); {
		c := s[i]
		size := w.codeCharacter(s[i:])
		r, _ := utf8.DecodeRuneInString(s[i:])
		w.column++
		if isIdeograph(r) || isEmoji(r) {
			w.column++
		}
		w.length++
		i += size
		if w.breaks && length > longCode && w.length < length && (breaksAfter(c) || isIdeograph(r) || w.solid(s, i, false)) {
			w.raw(`\LB{}`)
		}
	}
}

// wordLength returns the number of characters up to the next blank, of s and
// of what follows it.
func wordLength(s string, rest highlight.Line) int {
	n := 0
	for i := -1; i < len(rest) && n <= longCode; i++ {
		if i >= 0 {
			s = rest[i].Text
		}
		end := strings.IndexAny(s, " \t")
		if end >= 0 {
			return n + utf8.RuneCountInString(s[:end])
		}
		n += utf8.RuneCountInString(s)
	}
	return n
}

// preformatted appends text whose white space counts and that holds mark-up.
func (p *printer) preformatted(b *tree.Preformatted) {
	p.raw("\\begin{LoreCode}{}\n\\LorePre{")
	p.code++
	p.block = true
	p.pre = true
	p.inlines(b.Text)
	p.pre = false
	p.block = false
	p.code--
	p.raw("}\n\\end{LoreCode}")
	p.notesLater()
}

// preText appends text in a Preformatted.
func (p *printer) preText(s string) {
	for len(s) > 0 {
		line, rest, more := strings.Cut(s, "\n")
		w := lineWriter{printer: p, breaks: true, column: p.preColumn}
		w.text(strings.TrimSuffix(line, "\r"), nil)
		p.preColumn = w.column
		if more {
			p.raw("\\LoreNL{}\n")
			p.preColumn = 0
		}
		s = rest
	}
}
