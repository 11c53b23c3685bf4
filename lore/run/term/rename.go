package term

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// homeName is the home of every session, as its pages have it.
const homeName = "/home/you"

// AtHome is a path for Config.At: a folder of that name in the home of the
// session, where its reader may have it.
func AtHome(name string) string { return path.Join(homeName, name) }

// renames give folders of the machine other names in text.
type renames []rename

type rename struct{ from, to string }

// newRenames takes pairs of paths. Those that change nothing are left out. Of
// two paths one of which is in the other, the longer goes first.
func newRenames(pairs ...[2]string) renames {
	var all renames
	for _, p := range pairs {
		if p[0] != "" && p[0] != "/" && p[0] != p[1] {
			all = append(all, rename{p[0], p[1]})
		}
	}
	slices.SortStableFunc(all, func(a, b rename) int { return cmp.Compare(len(b.from), len(a.from)) })
	return all
}

// apply renames the folders wherever they stand in text as a whole path, or as
// the beginning of one.
func (r renames) apply(text string) string {
	for _, one := range r {
		text = one.apply(text)
	}
	return text
}

func (r rename) apply(text string) string {
	if !strings.Contains(text, r.from) {
		return text
	}
	var b strings.Builder
	at := 0
	for {
		i := strings.Index(text[at:], r.from)
		if i < 0 {
			b.WriteString(text[at:])
			return b.String()
		}
		start, end := at+i, at+i+len(r.from)
		b.WriteString(text[at:start])
		if endsPath(text[:start]) && beginsPath(text[end:]) {
			b.WriteString(r.to)
		} else {
			b.WriteString(r.from)
		}
		at = end
	}
}

// endsPath reports whether no name goes on at the end of before.
func endsPath(before string) bool {
	return before == "" || !inName(before[len(before)-1])
}

// beginsPath reports whether the name before after is whole. A dot may end a
// sentence.
func beginsPath(after string) bool {
	if len(after) > 1 && after[0] == '.' {
		return !inName(after[1])
	}
	return after == "" || !inName(after[0]) || after[0] == '.'
}

func inName(c byte) bool {
	return c == '_' || c == '-' || c == '.' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}
