package markdown

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
)

// yaml reads front matter in YAML.
func (r *headReader) yaml(m frontMatter) []field {
	y := yamlReader{r, m, strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(m.text)}
	file, err := parser.ParseBytes([]byte(y.text), 0)
	if err != nil {
		y.fail(err)
		return nil
	}
	for i, doc := range file.Docs {
		if i > 0 && doc.Body != nil {
			r.report(y.at(doc.Body.GetToken()), "front matter has a second document")
		}
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return nil
	}
	v := y.value(file.Docs[0].Body)
	r.wants(mapping, "front matter", v)
	return v.fields
}

// A yamlReader turns goccy's nodes into values with places in the file.
type yamlReader struct {
	*headReader
	frontMatter
	text string // with LF at the end of every line
}

func (y *yamlReader) fail(err error) {
	var e yaml.Error
	if !errors.As(err, &e) || e.GetToken() == nil {
		y.report(y.span(1, 1, 0), "front matter cannot be read: %v", err)
		return
	}
	d := diag.New(diag.FrontMatter, y.file, y.at(e.GetToken()), "front matter is no YAML: %s", e.GetMessage())
	if strings.HasPrefix(e.GetMessage(), "mapping value is not allowed") {
		d = d.WithHint("put a value that holds a colon in quotes")
	}
	y.sink.Report(d)
}

func (y *yamlReader) value(n ast.Node) value {
	v := value{span: y.at(n.GetToken())}
	switch n := n.(type) {
	case *ast.MappingNode:
		v.kind = mapping
		for _, f := range n.Values {
			v.fields = append(v.fields, y.field(f))
		}
		if len(v.fields) > 0 && !n.IsFlowStyle {
			v.span = v.fields[0].span
		}
	case *ast.MappingValueNode:
		v.kind = mapping
		v.fields = []field{y.field(n)}
	case *ast.SequenceNode:
		v.kind = list
		for _, item := range n.Values {
			v.list = append(v.list, y.value(item))
		}
	case *ast.NullNode:
		v.kind = null
	case *ast.LiteralNode:
		v.text = n.Value.Value
	case *ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		v.text = n.GetToken().Value
	default:
		v.kind = null
		y.report(v.span, "front matter uses %q, which is more YAML than lore reads", n.GetToken().Value)
	}
	return v
}

func (y *yamlReader) field(n *ast.MappingValueNode) field {
	f := field{span: y.at(n.Key.GetToken()), value: y.value(n.Value)}
	if key, ok := n.Key.(*ast.StringNode); ok {
		f.key = key.Value
		return f
	}
	f.key = n.Key.GetToken().Value
	return f
}

// at returns the place of a token.
func (y *yamlReader) at(t *token.Token) source.Span {
	if t == nil || t.Position == nil {
		return y.span(1, 1, 0)
	}
	return y.span(t.Position.Line, t.Position.Column, len(strings.TrimSpace(t.Origin)))
}

// span returns the place of n bytes at a line and a column, which counts
// characters. It ends with the line at the latest.
func (y *yamlReader) span(line, col, n int) source.Span {
	rest := y.frontMatter.text
	for ; line > 1 && rest != ""; line-- {
		_, rest = cutLine(rest)
	}
	start := y.start + len(y.frontMatter.text) - len(rest)
	text, _ := cutLine(rest)
	for ; col > 1 && text != ""; col-- {
		_, size := utf8.DecodeRuneInString(text)
		start += size
		text = text[size:]
	}
	return source.Span{Start: int32(start), End: int32(start + min(n, len(text)))}
}
