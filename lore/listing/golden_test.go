package listing_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lore-docs/lore/internal/golden"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/listing"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// A case has a page, which lies in doc/, the files of the module below fs/,
// and what is wanted of both. The page has one listing a line:
//
//	KIND [FILE] [lang=LANG] [WORD=VALUE ...]
//
// The lines that follow with "| " before them are the listing's text, in which
// «» stand around what is typed.
func TestGolden(t *testing.T) {
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, c *golden.Case) {
		doc := parsePage(t, c.File("page"))
		var diags diag.List
		l := listing.NewLoader(listing.Config{FS: moduleFS(c), MaxSize: 4000})
		codes := l.Load(doc, "doc", &diags)
		diags.Sort()
		c.Want("code", dump(codes))
		c.Want("diag", printed(diags))
	})
}

// moduleFS returns the files of a case. In those whose name ends in .q each
// line is a Go string, so that any bytes can be had.
func moduleFS(c *golden.Case) fstest.MapFS {
	fsys := c.FS("fs/")
	for name, f := range fsys {
		if plain, ok := strings.CutSuffix(name, ".q"); ok {
			var text string
			for line := range strings.Lines(string(f.Data)) {
				s, err := strconv.Unquote(strings.TrimSpace(line))
				if err != nil {
					panic(fmt.Sprintf("%s: %s: %v", name, line, err))
				}
				text += s
			}
			delete(fsys, name)
			fsys[plain] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
		}
	}
	return fsys
}

var kindNames = map[string]tree.ListingKind{
	"file": tree.CodeFile, "text": tree.CodeText, "transcript": tree.Transcript, "output": tree.Output,
	"goerror": tree.CompileError, "setup": tree.Setup, "teardown": tree.Teardown,
}

func parsePage(t testing.TB, text string) *tree.Document {
	t.Helper()
	f := source.New("doc/page.xhtml", text)
	b := tree.NewBuilder(f, diag.Discard{})
	var pending *tree.ListingSource
	flush := func() {
		if pending != nil {
			b.Listing(*pending)
		}
		pending = nil
	}
	at := 0
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, "|"):
			addText(pending, strings.TrimPrefix(strings.TrimPrefix(line, "|"), " "))
		case strings.TrimSpace(line) != "":
			flush()
			pending = parseListing(t, strings.TrimRight(line, "\n"), int32(at))
		}
		at += len(line)
	}
	flush()
	return b.Finish(nil)
}

func addText(l *tree.ListingSource, line string) {
	for {
		before, rest, ok := strings.Cut(line, "«")
		l.Text += before
		if !ok {
			return
		}
		typed, after, _ := strings.Cut(rest, "»")
		start := int32(len(l.Text))
		l.Text += typed
		l.Typed = append(l.Typed, tree.Range{Start: start, End: int32(len(l.Text))})
		line = after
	}
}

func parseListing(t testing.TB, line string, at int32) *tree.ListingSource {
	t.Helper()
	l := &tree.ListingSource{Span: source.Span{Start: at, End: at + int32(len(line))}, TextAt: at}
	for i, pos := 0, 0; pos < len(line); i++ {
		word := line[pos : pos+wordLen(line[pos:])]
		span := source.Span{Start: at + int32(pos), End: at + int32(pos+len(word))}
		pos += len(word)
		pos += len(line[pos:]) - len(strings.TrimLeft(line[pos:], " "))
		name, value, ok := strings.Cut(word, "=")
		switch {
		case i == 0:
			kind, known := kindNames[word]
			if !known {
				t.Fatalf("no kind %q", word)
			}
			l.Kind = kind
		case i == 1 && l.Kind == tree.CodeFile:
			l.File, l.FileSpan = strings.Trim(word, `"`), span
		case name == "lang":
			l.Lang = value
		default:
			if ok {
				span.Start += int32(len(name) + 1)
			}
			if s, err := strconv.Unquote(value); err == nil {
				value = s
				span.Start++
				span.End--
			}
			l.Words = append(l.Words, tree.Word{Name: name, Value: value, Span: span})
		}
	}
	return l
}

// wordLen returns the length of the first word of line, blanks in quotes included.
func wordLen(line string) int {
	quoted := false
	for i, r := range line {
		switch {
		case r == '"':
			quoted = !quoted
		case r == ' ' && !quoted:
			return i
		}
	}
	return len(line)
}

func dump(codes []*listing.Code) string {
	var out strings.Builder
	for i, c := range codes {
		if c == nil {
			fmt.Fprintf(&out, "%d: nothing\n", i+1)
			continue
		}
		fmt.Fprintf(&out, "%d: %s %q %s", i+1, c.Kind, c.Lang, c.File)
		if c.Whole {
			out.WriteString(" whole")
		}
		if c.Numbers {
			out.WriteString(" numbers")
		}
		out.WriteByte('\n')
		shown := ""
		for _, line := range c.Lines {
			text := lineText(line)
			shown += text + "\n"
			if line.Gap {
				out.WriteString("      …\n")
			}
			mark := " "
			if line.Marked {
				mark = "*"
			}
			if c.Kind == tree.Transcript {
				text = runsText(line)
			}
			fmt.Fprintf(&out, "%4d%s|%s\n", line.Number, mark, strings.ReplaceAll(text, "\t", "→"))
		}
		if c.Text != shown {
			fmt.Fprintf(&out, "  copied %q\n", c.Text)
		}
	}
	return out.String()
}

func lineText(l listing.Line) string {
	text := ""
	for _, r := range l.Runs {
		text += r.Text
	}
	return text
}

func runsText(l listing.Line) string {
	text := ""
	for _, r := range l.Runs {
		text += fmt.Sprintf("[%s:%s]", r.Class.Name(), r.Text)
	}
	return text
}

func printed(diags diag.List) string {
	var out strings.Builder
	for _, d := range diags {
		fmt.Fprintf(&out, "%s\n", d)
		if text := d.File.Slice(d.Span); text != "" {
			fmt.Fprintf(&out, "    at %q\n", text)
		}
		if d.Hint != "" {
			fmt.Fprintf(&out, "    %s\n", d.Hint)
		}
		for _, n := range d.Notes {
			fmt.Fprintf(&out, "    %s: %s\n", n.File.Position(n.Span.Start), n.Message)
		}
	}
	return out.String()
}

// load makes the codes of a page in doc/ from files given as name and text.
func load(t testing.TB, page string, files ...string) ([]*listing.Code, diag.List) {
	t.Helper()
	fsys := fstest.MapFS{}
	for pair := range slices.Chunk(files, 2) {
		fsys[pair[0]] = &fstest.MapFile{Data: []byte(pair[1]), Mode: 0o644}
	}
	var diags diag.List
	codes := listing.NewLoader(listing.Config{FS: fsys}).Load(parsePage(t, page), "doc", &diags)
	diags.Sort()
	return codes, diags
}
