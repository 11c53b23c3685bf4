package tree

import "strings"

const space = " \t\n\r\f"

// TrimInlines returns text without the white space at its ends, and without
// texts that become empty.
// The slice and its nodes may be changed.
func TrimInlines(text []Inline) []Inline {
	text = trimLeft(text)
	for i := len(text) - 1; i >= 0; i-- {
		t, ok := text[i].(*Text)
		if !ok {
			break
		}
		if t.cut(strings.TrimRight(t.Text, space), false); t.Text != "" {
			break
		}
		text = text[:i]
	}
	return text
}

func trimLeft(text []Inline) []Inline {
	for len(text) > 0 {
		t, ok := text[0].(*Text)
		if !ok {
			break
		}
		if t.cut(strings.TrimLeft(t.Text, space), true); t.Text != "" {
			break
		}
		text = text[1:]
	}
	return text
}

// cut makes text, which is what t has but for its beginning or its end, t's.
// The span follows where the source is known to hold the text as it is.
func (t *Text) cut(text string, left bool) {
	n := int32(len(t.Text) - len(text))
	if t.span.Len() == len(t.Text) {
		if left {
			t.span.Start += n
		} else {
			t.span.End -= n
		}
	}
	t.Text = text
}

// Blank reports whether text shows nothing: white space, anchors and index
// marks without words.
func Blank(text []Inline) bool {
	for _, n := range text {
		switch n := n.(type) {
		case *Text:
			if strings.Trim(n.Text, space) != "" {
				return false
			}
		case *Anchor:
		case *IndexMark:
			if !Blank(n.Text) {
				return false
			}
		default:
			return false
		}
	}
	return true
}
