package markdown

import (
	"errors"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/lore-docs/lore/lore/source"
)

// toml reads front matter in TOML. It is decoded twice: once to find what is
// wrong with it, such as a key that is there twice, and once for the places.
func (r *headReader) toml(m frontMatter) []field {
	m.text = unifyCRs(m.text)
	t := tomlReader{r, m, unstable.Parser{}}
	var all map[string]any
	var bad *toml.DecodeError
	if err := toml.Unmarshal([]byte(m.text), &all); errors.As(err, &bad) {
		row, col := bad.Position()
		message := strings.TrimPrefix(bad.Error(), "toml: ")
		r.report(t.place(row, col), "front matter is no TOML: %s", message)
		return nil
	}
	return t.document()
}

// unifyCRs makes a CR that ends a line an LF: TOML knows CRLF only. No offset
// changes.
func unifyCRs(s string) string {
	const pair = "\r\n"
	if strings.Count(s, "\r") == strings.Count(s, pair) {
		return s
	}
	b := []byte(s)
	for i, c := range b {
		if c == '\r' && !strings.HasPrefix(s[i:], pair) {
			b[i] = '\n'
		}
	}
	return string(b)
}

type tomlReader struct {
	*headReader
	frontMatter
	parser unstable.Parser
}

// document reads all expressions. Keys in dots and tables make mappings; the
// tables of [[authors]] make a list.
func (t *tomlReader) document() []field {
	var root value
	into := &root
	t.parser.Reset([]byte(t.frontMatter.text))
	for t.parser.NextExpression() {
		switch e := t.parser.Expression(); e.Kind {
		case unstable.KeyValue:
			t.set(into, e.Key(), e.Value())
		case unstable.Table:
			into = t.set(&root, e.Key(), nil)
		case unstable.ArrayTable:
			into = t.add(&root, e.Key())
		}
	}
	return root.fields
}

// set puts what n stands for into the mapping at the path of keys, nothing
// for a table, and returns its place.
func (t *tomlReader) set(in *value, keys unstable.Iterator, n *unstable.Node) *value {
	for keys.Next() {
		f := t.field(in, keys.Node())
		if keys.IsLast() && n != nil {
			f.value = t.value(n, f.span)
		}
		in = last(&f.value)
	}
	return in
}

// add begins a new mapping in the list at the path of keys.
func (t *tomlReader) add(in *value, keys unstable.Iterator) *value {
	for keys.Next() {
		f := t.field(in, keys.Node())
		if keys.IsLast() {
			f.kind = list
			f.list = append(f.list, value{kind: mapping, span: t.span(keys.Node().Raw)})
		}
		in = last(&f.value)
	}
	return in
}

// last returns v or, if it is a list, the last value in it.
func last(v *value) *value {
	if v.kind == list && len(v.list) > 0 {
		return &v.list[len(v.list)-1]
	}
	return v
}

// field returns the field of in that key names, made if need be.
func (t *tomlReader) field(in *value, key *unstable.Node) *field {
	name, at := string(key.Data), t.span(key.Raw)
	for i := range in.fields {
		if in.fields[i].key == name {
			return &in.fields[i]
		}
	}
	in.kind = mapping
	in.fields = append(in.fields, field{key: name, span: at, value: value{kind: mapping, span: at}})
	return &in.fields[len(in.fields)-1]
}

// value returns what n stands for. The parser keeps no place of lists and
// inline tables: they are at the place of their key.
func (t *tomlReader) value(n *unstable.Node, key source.Span) value {
	v := value{span: key}
	if n.Raw.Length > 0 {
		v.span = t.span(n.Raw)
	}
	switch n.Kind {
	case unstable.Array:
		v.kind = list
		for items := n.Children(); items.Next(); {
			if items.Node().Kind != unstable.Comment {
				v.list = append(v.list, t.value(items.Node(), key))
			}
		}
	case unstable.InlineTable:
		v.kind = mapping
		for items := n.Children(); items.Next(); {
			t.set(&v, items.Node().Key(), items.Node().Value())
		}
	default:
		v.text = string(n.Data)
	}
	return v
}

func (t *tomlReader) span(raw unstable.Range) source.Span {
	start := t.start + int(raw.Offset)
	return source.Span{Start: int32(start), End: int32(start + int(raw.Length))}
}

// place returns the place of a line and a column, which counts bytes.
func (t *tomlReader) place(line, col int) source.Span {
	text := t.frontMatter.text
	rest := text
	for ; line > 1 && rest != ""; line-- {
		i := strings.IndexByte(rest, '\n')
		rest = rest[i+1:]
	}
	start := min(len(text)-len(rest)+max(col-1, 0), len(text))
	bad, _ := cutLine(text[start:])
	return source.Span{Start: int32(t.start + start), End: int32(t.start + start + len(strings.TrimRight(bad, " \t")))}
}
