package html

import (
	"strconv"
	"strings"

	"github.com/lore-docs/lore/highlight"
	"github.com/lore-docs/lore/lore/listing"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/tree"
)

// short is the number of lines up to which a listing stays on one printed page.
const short = 15

// listing writes a listing: a frame with a bar that says what it is, and the
// code. Code in the page without a caption has no bar.
func (p *printer) listing(n *tree.Listing) {
	src := &p.doc.Listings[n.Source]
	var code *listing.Code
	if int(n.Source) < len(p.facts.Code) {
		code = p.facts.Code[n.Source]
	}
	p.listings++
	p.start("figure", n, listingClass(src.Kind, code), src.Target)
	p.raw(">")
	p.aliases(src.Target)
	p.bar(n.Source, code)
	if code == nil {
		p.missing(src)
	} else {
		p.code(src, code)
	}
	p.closeln("figure")
}

func listingClass(kind tree.ListingKind, code *listing.Code) string {
	class := "lore-listing"
	switch kind {
	case tree.Transcript:
		class = "lore-listing lore-term"
	case tree.CompileError:
		class = "lore-listing lore-fail"
	}
	if code != nil && len(code.Lines) <= short {
		class += " lore-short"
	}
	return class
}

// bar writes the line above the code: number, caption, file and range, what
// tests say of it, and room for what the reader can do with it.
func (p *printer) bar(n tree.ListingID, code *listing.Code) {
	src := &p.doc.Listings[n]
	file := ""
	if code != nil {
		file = code.File
	}
	caption := src.Caption
	if tree.Blank(caption) {
		caption = nil
	}
	if file == "" && caption == nil && src.Kind != tree.Transcript {
		return
	}
	p.raw(`<figcaption class="lore-bar"><span class="lore-what">`)
	switch {
	case caption != nil:
		p.raw(`<span class="lore-title">`)
		p.label("Listing", p.number(src.Target), true)
		p.inlines(caption)
		p.raw("</span>")
	case src.Kind == tree.Transcript:
		p.raw(`<span>Terminal</span>`)
	default:
		if number := p.number(src.Target); number != "" {
			p.raw("<span>")
			p.label("Listing", number, false)
			p.raw("</span>")
		}
	}
	if file != "" {
		p.file(file)
		p.lines(lineRange(code))
	}
	p.raw(`</span><span class="lore-tools">`)
	p.proof(n)
	p.raw(`</span></figcaption>`)
}

// The signs of a proof.
const (
	provenIcon = `<svg class="lore-i" width="16" height="16" fill="none" stroke="currentColor" viewBox="0 0 24 24" aria-hidden="true"><path d="m5 12.5 4.5 4.5L19 7.5"/></svg>`
	failedIcon = `<svg class="lore-i" width="16" height="16" fill="none" stroke="currentColor" viewBox="0 0 24 24" aria-hidden="true"><path d="m7 7 10 10M17 7 7 17"/></svg>`
)

// proof writes what tests say of a listing: "Tested with go1.26".
func (p *printer) proof(n tree.ListingID) {
	if int(n) >= len(p.facts.Proofs) {
		return
	}
	proof, class, icon, says := p.facts.Proofs[n], "lore-proof", provenIcon, ""
	switch proof.State {
	case site.NotProven:
		return
	case site.Compiles:
		says = "Compiles"
	case site.Tested:
		says = "Tested"
	case site.Failing:
		class, icon, says, proof.Go = "lore-proof lore-wrong", failedIcon, "Fails its test", ""
	}
	p.raw(`<span class="` + class + `">` + icon + says)
	if proof.Go != "" {
		p.raw(`<span class="lore-with"> with `)
		p.text(proof.Go)
		p.raw("</span>")
	}
	p.raw("</span>")
}

// lines writes which lines are shown, if not all are.
func (p *printer) lines(lines string) {
	if lines == "" {
		return
	}
	p.raw(`<span class="lore-range">`)
	p.raw(lines)
	p.raw("</span>")
}

// file writes the name of a listing's file, which is called by its last folder
// and its name, with a link to the file if it is copied to the output.
func (p *printer) file(path string) {
	name := path
	if i := strings.LastIndexByte(path, '/'); i > 0 {
		name = path[strings.LastIndexByte(path[:i], '/')+1:]
	}
	tag := "span"
	for _, f := range p.facts.Files {
		if f.Source == path {
			tag = "a"
			link := site.Link{Kind: site.ToFile, File: f.Path}
			p.raw(`<a class="lore-file"`)
			p.attr("href", link.Href(p.page, Ext))
			break
		}
	}
	if tag == "span" {
		p.raw(`<span class="lore-file"`)
	}
	if name != path {
		p.attr("title", path)
	}
	p.raw(">")
	p.text(name)
	p.close(tag)
}

// lineRange returns "lines 12–16, 40–52", or "" where the whole file is shown.
func lineRange(c *listing.Code) string {
	if c.Whole || len(c.Lines) == 0 {
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

// missing stands in the place of code that could not be shown.
func (p *printer) missing(src *tree.ListingSource) {
	p.raw(`<p class="lore-missing">`)
	if src.File != "" {
		p.raw(`<code>`)
		p.text(src.File)
		p.raw("</code> cannot be shown.</p>")
		return
	}
	p.raw("This listing cannot be shown.</p>")
}

func (p *printer) code(src *tree.ListingSource, c *listing.Code) {
	class := "lore-code"
	if c.Numbers {
		class += " lore-num"
	}
	if strings.Contains(c.Text, "\u2500") || drawsBoxes(c) {
		class += " lore-boxy"
	}
	p.raw(`<pre class="`)
	p.raw(class)
	p.raw(`" tabindex="0" role="region" aria-label="`)
	p.region(src, c)
	p.raw(`"`)
	if !copies(src.Kind, c) {
		p.raw(` data-copy="`)
		p.b = append(appendAttr(p.b, c.Text), '"')
	}
	p.raw("><code>")
	for i := range c.Lines {
		p.line(c, i)
	}
	p.raw("</code></pre>")
}

// region writes what the code is called where it is not seen, which must be
// unlike all others of the page.
func (p *printer) region(src *tree.ListingSource, c *listing.Code) {
	number := p.number(src.Target)
	switch {
	case number != "":
		p.raw("Listing ")
		p.b = appendAttr(p.b, number)
	case src.Kind == tree.Transcript:
		p.raw("Terminal ")
		p.int(p.listings)
	default:
		p.raw("Code ")
		p.int(p.listings)
	}
	if c.File != "" {
		p.raw(", ")
		p.b = appendAttr(p.b, c.File[strings.LastIndexByte(c.File, '/')+1:])
	}
}

// drawsBoxes reports whether the output in a transcript has lines that must meet.
func drawsBoxes(c *listing.Code) bool {
	if c.Kind != tree.Transcript && c.Kind != tree.Output {
		return false
	}
	for i := range c.Lines {
		for _, r := range c.Lines[i].Runs {
			if strings.IndexByte(r.Text, "\u2500"[0]) >= 0 && strings.ContainsAny(r.Text, "─│├└┌┐┘┤") {
				return true
			}
		}
	}
	return false
}

// tags are the start tags of the classes of code.
var tags = func() (t [256]string) {
	for _, c := range highlight.Classes() {
		if name := c.Name(); name != "" {
			t[c] = `<span class="` + name + `">`
		}
	}
	return t
}()

// line writes a line of code. Its number is an attribute that the style sheet
// shows, so that no selection has it.
func (p *printer) line(c *listing.Code, i int) {
	l := &c.Lines[i]
	if l.Gap {
		p.gap(c, i)
	}
	b, tag := p.b, "span"
	if l.Marked {
		b, tag = append(b, `<mark class="l"`...), "mark"
	} else {
		b = append(b, `<span class="l"`...)
	}
	if c.Numbers {
		b = append(b, ` data-n="`...)
		b = strconv.AppendInt(b, int64(l.Number), 10)
		b = append(b, '"')
	}
	b = append(b, '>')
	for _, r := range l.Runs {
		open := tags[r.Class]
		b = append(b, open...)
		b = appendText(b, r.Text)
		if open != "" {
			b = append(b, "</span>"...)
		}
	}
	b = append(b, "\n</"...)
	b = append(b, tag...)
	p.b = append(b, '>')
}

// gap writes the row that stands for lines left out.
func (p *printer) gap(c *listing.Code, i int) {
	p.raw(`<span class="g" data-n="`)
	left := 0
	if i > 0 {
		left = c.Lines[i].Number - c.Lines[i-1].Number - 1
	}
	switch {
	case left == 1:
		p.raw("1 line left out")
	case left > 1:
		p.int(left)
		p.raw(" lines left out")
	default:
		p.raw("…")
	}
	p.raw(`"></span>`)
}

// copies reports whether the script's copy of what is shown is c.Text, but for
// line ends at the end: the lines of code or, of a session, what stands behind
// the prompts.
func copies(kind tree.ListingKind, c *listing.Code) bool {
	rest, ok := c.Text, true
	take := func(s string) {
		if ok {
			rest, ok = strings.CutPrefix(rest, s)
		}
	}
	for i := range c.Lines {
		runs := c.Lines[i].Runs
		if kind == tree.Transcript && !isTyped(runs) {
			continue
		}
		for _, r := range runs {
			if kind != tree.Transcript || r.Class != highlight.Prompt && r.Class != highlight.Output {
				take(r.Text)
			}
		}
		if ok && rest == "" {
			continue // without the last line end
		}
		take("\n")
	}
	return ok && strings.Trim(rest, "\n") == ""
}

// isTyped reports whether a line of a session holds a command.
func isTyped(runs highlight.Line) bool {
	for _, r := range runs {
		if r.Class == highlight.Prompt || r.Class == highlight.Command {
			return true
		}
	}
	return false
}
