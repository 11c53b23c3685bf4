package html_test

import (
	"strings"

	"github.com/lore-docs/lore/highlight"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/listing"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// A writer of trees by hand, for what must not depend on a reader.

func text(s string) *tree.Text { return &tree.Text{Text: s} }

func words(s string) []tree.Inline { return []tree.Inline{text(s)} }

func para(nodes ...tree.Inline) *tree.Paragraph { return &tree.Paragraph{Text: nodes} }

func bare(s string) []tree.Block { return []tree.Block{&tree.Paragraph{Bare: true, Text: words(s)}} }

func phrase(k tree.PhraseKind, s string) *tree.Phrase { return &tree.Phrase{Kind: k, Text: words(s)} }

func code(s string) *tree.Code { return &tree.Code{Text: words(s)} }

// A sheet is a page under construction.
type sheet struct {
	*tree.Builder
	facts  site.Facts
	blocks []tree.Block
	at     int32 // a place in the source for every block, in order
}

func newSheet(title string) *sheet {
	s := &sheet{Builder: tree.NewBuilder(source.New(title+".xhtml", ""), diag.Discard{})}
	s.Meta().Title = words(title)
	return s
}

func (s *sheet) base() tree.Base {
	s.at++
	return tree.At(source.Span{Start: s.at, End: s.at + 1})
}

func (s *sheet) add(blocks ...tree.Block) { s.blocks = append(s.blocks, blocks...) }

func (s *sheet) heading(level int, title string) {
	s.add(&tree.Heading{Base: s.base(), Level: level, Text: words(title)})
}

func (s *sheet) link(l site.Link, text ...tree.Inline) *tree.Link {
	s.facts.Links = append(s.facts.Links, l)
	return &tree.Link{Ref: s.Ref(tree.Ref{URL: l.URL}), Text: text}
}

func (s *sheet) image(file, alt string) *tree.Image {
	s.facts.Links = append(s.facts.Links, site.Link{Kind: site.ToFile, File: file})
	return &tree.Image{Ref: s.Ref(tree.Ref{URL: file, Kind: tree.RefImage}), Alt: alt}
}

func (s *sheet) api(name string, known bool) *tree.APIName {
	a := site.API{Title: "func " + name + "() — does it."}
	if known {
		a.URL = "https://pkg.go.dev/" + strings.Replace(name, ".", "#", 1)
	}
	s.facts.APIs = append(s.facts.APIs, a)
	return &tree.APIName{API: s.API(tree.API{Name: name}), Text: words(name)}
}

func (s *sheet) footnote(text ...tree.Inline) *tree.FootnoteRef {
	id := s.Footnote(source.Span{})
	s.SetFootnote(id, source.Span{}, []tree.Block{para(text...)})
	return &tree.FootnoteRef{Note: id}
}

func (s *sheet) index(term string, text ...tree.Inline) *tree.IndexMark {
	s.at++
	return &tree.IndexMark{Entry: s.IndexEntry(term, source.Span{Start: s.at, End: s.at}), Text: text}
}

var highlighter highlight.Highlighter

func lines(lang, text string, first int) []listing.Line {
	runs, _ := highlighter.Lines(lang, strings.TrimSuffix(text, "\n"))
	var out []listing.Line
	for i, r := range runs {
		out = append(out, listing.Line{Number: first + i, Runs: r})
	}
	return out
}

// listing adds a listing. What tests say of one after another differs.
func (s *sheet) listing(src tree.ListingSource, c *listing.Code) *tree.Listing {
	states := []site.ProofState{site.Compiles, site.Tested, site.Failing, site.NotProven}
	s.facts.Proofs = append(s.facts.Proofs, site.Proof{State: states[len(s.facts.Code)%len(states)], Go: "go1.26"})
	s.facts.Code = append(s.facts.Code, c)
	if c != nil {
		c.Kind = src.Kind
		if c.File != "" {
			s.facts.Files = append(s.facts.Files, site.File{Path: c.File, Source: c.File})
		}
	}
	return &tree.Listing{Base: s.base(), Source: s.Listing(src)}
}

// view finishes the page and gives it a place in a site of its own.
func (s *sheet) view(path string) site.View {
	doc := s.Finish(s.blocks)
	s.facts.Numbers = make([]string, len(doc.Targets))
	page := &site.Page{Doc: doc, Path: path, Title: tree.PlainText(doc.Meta.Title)}
	return site.View{Page: page, Facts: &s.facts, Site: &site.Site{Title: "finger", Root: page, Pages: []*site.Page{page}}}
}

func (s *sheet) number(v site.View, kind tree.TargetKind, name, number string) {
	for i := range v.Page.Doc.Targets {
		if t := &v.Page.Doc.Targets[i]; t.Kind == kind && t.Text == name {
			v.Facts.Numbers[i] = number
		}
	}
}

const mainGo = `package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"strings"
)

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:7979")
	if err != nil {
		log.Fatal(err) // port taken, or not ours to take
	}
	defer l.Close()
	for {
		c, err := l.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go handle(c, lookup)
	}
}

// handle answers one query, then hangs up.
func handle(c net.Conn, find func(string) (string, bool)) {
	defer c.Close()
	user, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		return
	}
	status, ok := find(strings.TrimSpace(user))
	if !ok {
		status = "No such user & \"nobody\""
	}
	fmt.Fprintf(c, "%s\r\n", status)
}
`

const session = `$ go run ./finger02 &
$ printf 'moshez\r\n' | nc localhost 7979
Happy and well
$ tree finger02
finger02
├── main.go
├── main_test.go
└── users
    ├── moshez.status
    └── warner.status
`

// tutorial is a page with every construct, about a finger server.
func tutorial() site.View {
	s := newSheet("Answer a real question")
	m := s.Meta()
	m.Description = "The server from step 1 hangs up on everyone. Now it learns who its users are, and serves them all at once."
	m.Authors = []tree.Author{{Name: "Moshe Zadka", URL: "mailto:moshez@example.com"}, {Name: "Itamar Shtull-Trauring"}}
	m.Date = "14 November 2026"

	s.heading(2, "Listen before you speak")
	note := s.footnote(text("RFC 1288 asks that the reply be readable by a person. Vending machines have been known to answer too."))
	s.add(para(text("A finger query is one line of text: a user name, then "), code(`\r\n`),
		text(". The reply is whatever the host cares to say."), note, text(" We open the port with "), s.api("net.Listen", true),
		text(" and get a "), s.api("net.Listener", true), text(", whose "), phrase(tree.Emph, "only"), text(" job is to hand us callers, as "),
		s.link(site.Link{Kind: site.External, URL: "https://www.rfc-editor.org/rfc/rfc1288"}, text("RFC 1288")), text(" says.")))
	whole := lines("go", mainGo, 1)
	part := append([]listing.Line(nil), whole[11:16]...)
	part[0].Marked = true
	s.add(s.listing(tree.ListingSource{Kind: tree.CodeFile, File: "finger02/main.go"},
		&listing.Code{File: "doc/listings/finger02/main.go", Numbers: true, Lines: part, Text: join(part)}))

	s.heading(2, "One goroutine for each caller")
	s.add(para(text("Step 1 answered callers in turn, so one slow client kept the rest waiting. Put "), code("go"),
		text(" before the call and that is over. While we are here, "), code("handle"),
		text(" takes a function that finds a user, so that step 3 can swap the map for a file. A "), s.index("goroutine!leak", text("goroutine")),
		text(" that waits "), phrase(tree.Quotation, "for ever"), text(" is a leak."), &tree.FootnoteRef{Note: note.Note}))
	gapped := append(append([]listing.Line(nil), whole[16:23]...), whole[25:38]...)
	gapped[7].Gap = true
	gapped[5].Marked, gapped[8].Marked = true, true
	s.add(s.listing(tree.ListingSource{Kind: tree.CodeFile, File: "finger02/main.go", Caption: words("Serve all callers at once")},
		&listing.Code{File: "doc/listings/finger02/main.go", Numbers: true, Lines: gapped, Text: join(gapped)}))
	s.add(&tree.Note{Kind: tree.Caution, Title: words("Keep the deadline"), Blocks: []tree.Block{para(
		text("A caller who connects and says nothing holds a goroutine for good. The line with "), s.api("SetDeadline", true),
		text(" is what stops a thousand of them."))}})

	s.heading(3, "What stays the same")
	s.add(&tree.List{Ordered: true, Start: 1, Items: []*tree.Item{
		{Blocks: bare("Read one line.")},
		{Blocks: append(bare("Look the user up:"), &tree.List{Items: []*tree.Item{{Blocks: bare("in the map now,")}, {Blocks: bare("in a file from step 3.")}}})},
		{Blocks: bare("Write the answer, and hang up.")}}})
	s.add(para(text("Code of a few lines stands without a bar:")))
	short := lines("go", "users := map[string]string{\n\t\"moshez\": \"Happy and well\",\n}\n", 1)
	s.add(s.listing(tree.ListingSource{Kind: tree.CodeText, Lang: "go", Text: "x"}, &listing.Code{Lang: "go", Lines: short, Text: join(short)}))
	s.add(&tree.Quote{Blocks: []tree.Block{para(text("The finger program displays information about the system users. It is older than the network."))}})

	s.heading(2, "Try it")
	s.add(para(text("Start the server in one terminal and ask from another. Press "), phrase(tree.Key, "Ctrl"), text(" + "), phrase(tree.Key, "C"), text(" to stop it.")))
	typed := lines("console", session, 1)
	s.add(s.listing(tree.ListingSource{Kind: tree.Transcript, Text: session}, &listing.Code{Lines: typed,
		Text: "go run ./finger02 &\nprintf 'moshez\\r\\n' | nc localhost 7979\ntree finger02\n"}))
	goerror := lines("", "./main.go:12:2: declared and not used: err", 1)
	s.add(s.listing(tree.ListingSource{Kind: tree.CompileError, Text: "x"}, &listing.Code{Lines: goerror, Text: join(goerror)}))

	s.heading(2, "What the wire carries")
	s.add(&tree.Figure{Base: s.base(), Caption: words("One query, start to finish. The server closes the connection, which is how the client knows the answer is complete."),
		Blocks: []tree.Block{para(s.image("wire.svg", "The client sends a name and a line end; the server sends the status, and closes."))}})
	s.add(&tree.Table{Base: s.base(), Caption: words("What a caller can send"),
		Head: []*tree.Row{{Cells: []*tree.Cell{th("Query"), th("Means"), th("Step")}}},
		Body: []*tree.Row{
			{Cells: []*tree.Cell{{ColSpan: 1, RowSpan: 1, Blocks: []tree.Block{&tree.Paragraph{Bare: true, Text: []tree.Inline{code(`\r\n`)}}}}, td("List everyone who is logged in"), td("4")}},
			{Cells: []*tree.Cell{td("moshez"), td("Tell me about one user"), td("2")}},
			{Cells: []*tree.Cell{td("/W moshez"), td("The same, at length"), td("5")}},
		}})
	s.add(&tree.Note{Title: words("Port 79 needs root"), Blocks: []tree.Block{para(text("We use 7979 so that you can run each step as yourself. Step 6 shows how systemd hands the real port over."))}})
	s.add(&tree.Definitions{Entries: []*tree.Entry{
		{Terms: []*tree.Term{{Text: words("query")}}, Bodies: []*tree.Item{{Blocks: bare("What the client sends.")}}},
		{Terms: []*tree.Term{{Text: words("status")}, {Text: words("answer")}}, Bodies: []*tree.Item{{Blocks: bare("What the server says.")}}}}})
	s.add(&tree.List{Items: []*tree.Item{{Task: tree.TaskDone, Blocks: bare("Serve several callers")}, {Task: tree.TaskOpen, Blocks: bare("Read users from a file")}}})
	s.add(para(phrase(tree.Abbr, "RFC"), text(", "), phrase(tree.Deleted, "gone"), text(" and "), phrase(tree.Inserted, "come"), text(", H"), phrase(tree.Sub, "2"),
		text("O, x"), phrase(tree.Sup, "2"), text(", "), phrase(tree.Teletype, "typed"), text(", a name without a place: "), s.api("twisted.internet", false),
		text(", "), s.link(site.Link{}, text("a link that leads nowhere")), text(".")))
	s.add(&tree.Rule{})
	s.add(&tree.Division{Base: s.base().With(&tree.Attr{Class: "boxed"}), Blocks: []tree.Block{para(text("In a box of the author's."))}})
	s.add(&tree.Preformatted{Text: []tree.Inline{text("a pre with "), phrase(tree.Strong, "mark-up"), text(",\n  kept as it is")}})

	v := s.view("core/howto/finger/answer")
	for i, h := range []string{"Listen before you speak", "One goroutine for each caller", "Try it", "What the wire carries"} {
		s.number(v, tree.TargetHeading, h, "2."+string(rune('1'+i)))
	}
	s.number(v, tree.TargetHeading, "What stays the same", "2.2.1")
	s.number(v, tree.TargetFigure, "One query, start to finish. The server closes the connection, which is how the client knows the answer is complete.", "1")
	s.number(v, tree.TargetTable, "What a caller can send", "1")
	s.number(v, tree.TargetListing, "Serve all callers at once", "2")
	v.Site = tutorialSite(v.Page)
	return v
}

func th(s string) *tree.Cell {
	return &tree.Cell{Header: true, ColSpan: 1, RowSpan: 1, Blocks: bare(s)}
}

func td(s string) *tree.Cell { return &tree.Cell{ColSpan: 1, RowSpan: 1, Blocks: bare(s)} }

func join(lines []listing.Line) string {
	var b strings.Builder
	for _, l := range lines {
		for _, r := range l.Runs {
			b.WriteString(r.Text)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// tutorialSite is the site that page belongs to.
func tutorialSite(page *site.Page) *site.Site {
	empty := func(path, title, number string) *site.Page {
		v := newSheet(title).view(path)
		v.Page.Number = number
		return v.Page
	}
	root := empty("index", "Docs", "")
	chapter := empty("core/howto/finger/index", "The evolution of Finger", "")
	steps := []*site.Page{empty("core/howto/finger/refuse", "Refuse, politely", "1"), page, empty("core/howto/finger/file", "Read users from a file", "3"),
		empty("core/howto/finger/tcp", "Set a status over TCP", "4"), empty("core/howto/finger/web", "Serve the web as well", "5")}
	page.Number = "2"
	page.Prev, page.Next, page.Parent = steps[0], steps[2], chapter
	chapter.Parent = root
	s := &site.Site{Title: "finger", Root: root, Pages: append([]*site.Page{root, chapter}, steps...)}
	entry := func(p *site.Page, below ...*site.Entry) *site.Entry {
		return &site.Entry{Title: p.Title, Page: p, Children: below}
	}
	var below []*site.Entry
	for _, p := range steps {
		below = append(below, entry(p))
	}
	s.Toc = []*site.Entry{
		{Title: "Start here", Children: []*site.Entry{entry(empty("what", "What finger does", "")), entry(empty("install", "Install", ""))}},
		entry(chapter, below...),
		{Title: "Howto", Children: []*site.Entry{entry(empty("howto/slow", "Time out slow clients", "")), entry(empty("howto/net", "Test without a network", ""))}},
	}
	at := tree.TargetID(0)
	if len(page.Doc.Index) > 0 {
		at = page.Doc.Index[0].Target
	}
	s.Index = []*site.Term{
		{Text: "blocking", Places: []site.Place{{Page: page, Target: at}}},
		{Text: "goroutine", Sub: []*site.Term{{Text: "leak", Places: []site.Place{{Page: page, Target: at}, {Page: page, Target: at}}}}},
		{Text: "port 79", Places: []site.Place{{Page: page, Target: at}}},
	}
	return s
}
