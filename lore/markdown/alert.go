package markdown

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
)

var kindAlert = ast.NewNodeKind("Alert")

// An alert is the first line of a quote that is a note: > [!NOTE] its title.
// Its lines are the title's.
type alert struct {
	ast.BaseBlock
	name       string // as written
	start, end int    // of the name
}

func (*alert) Kind() ast.NodeKind           { return kindAlert }
func (n *alert) Dump(src []byte, depth int) { ast.DumpHelper(n, src, depth, nil, nil) }

// alertClasses gives the class of the note that an alert is: GitHub's five
// names and those that other tools add.
var alertClasses = map[string]string{
	"note": "note", "info": "note", "tip": "tip", "hint": "hint", "important": "important",
	"caution": "caution", "warning": "warning", "danger": "danger", "attention": "attention",
}

// alertTransformer takes the first line off the first paragraph of a quote if
// it makes an alert, before that is read as text.
type alertTransformer struct{}

func (alertTransformer) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	quote, ok := node.Parent().(*ast.Blockquote)
	if !ok || node.PreviousSibling() != nil || node.Lines().Len() == 0 {
		return
	}
	line := node.Lines().At(0)
	line = line.TrimLeftSpace(reader.Source())
	src := reader.Source()[line.Start:line.Stop]
	end := bytes.IndexByte(src, ']')
	if !bytes.HasPrefix(src, []byte("[!")) || end < 3 || !isWord(src[2:end]) {
		return
	}
	name := string(src[2:end])
	if alertClasses[strings.ToLower(name)] == "" {
		notesOf(pc).unknownAlert(name, line.Start+2)
		return
	}
	a := &alert{name: name, start: line.Start + 2, end: line.Start + end}
	a.SetPos(line.Start)
	title := text.NewSegment(line.Start+end+1, line.Stop)
	title = title.TrimLeftSpace(reader.Source())
	if title = title.TrimRightSpace(reader.Source()); title.Len() > 0 {
		a.Lines().Append(title)
	}
	quote.InsertBefore(quote, node, a)
	node.Lines().SetSliced(1, node.Lines().Len())
	if node.Lines().Len() == 0 {
		quote.RemoveChild(quote, node)
	}
}

// unknownAlert notes an alert of a kind that nothing is known of.
func (n *notes) unknownAlert(name string, at int) {
	hint := "it can be NOTE, TIP, IMPORTANT, WARNING or CAUTION"
	if near := nearest.Nearest(strings.ToLower(name), alertNames); near != "" {
		hint = "did you mean " + strings.ToUpper(near) + "?"
	}
	n.mistake(diag.ClassUnknown, at, at+len(name), fmt.Sprintf("no note is called %q", name), hint)
}

var alertNames = slices.Sorted(maps.Keys(alertClasses))

func isWord(b []byte) bool {
	return strings.Trim(strings.ToLower(string(b)), "abcdefghijklmnopqrstuvwxyz") == ""
}
