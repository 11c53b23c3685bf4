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
		if t.Text = strings.TrimRight(t.Text, space); t.Text != "" {
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
		if t.Text = strings.TrimLeft(t.Text, space); t.Text != "" {
			break
		}
		text = text[1:]
	}
	return text
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
