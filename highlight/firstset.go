package highlight

import (
	"strings"
	"unicode"

	"github.com/dlclark/regexp2/v2/syntax"
)

// A firstSet holds the ASCII characters that a match of a rule may begin with.
// Most rules are told apart by that alone, and asking it costs a hundredth of
// an attempt to match.
type firstSet [2]uint64

func (f *firstSet) add(c rune) {
	if c < 128 {
		f[c>>6] |= 1 << (c & 63)
	}
}

// has reports whether a match may begin with c. Beyond ASCII it always may.
func (f *firstSet) has(c rune) bool {
	return c >= 128 || f[c>>6]>>(c&63)&1 != 0
}

// newFirstSet returns the first set of a rule's compiled pattern, which is
// anchored by \G. It relies on what regexp2 works out for its own search: the
// characters at which a search without the anchor would try to match. Where
// that tells nothing, every character may begin a match.
//
// Patterns with negated sets are left alone: regexp2 2.2.1 takes the union of
// such a set with another one for less than it is, (\s|.) for all but blanks.
func newFirstSet(pattern string) firstSet {
	all := firstSet{^uint64(0), ^uint64(0)}
	if negates(pattern) {
		return all
	}
	tree, err := syntax.Parse(strings.TrimPrefix(pattern, `\G`), syntax.ParseOptions{})
	if err != nil {
		return all
	}
	code, err := syntax.Write(tree)
	if err != nil || code.RightToLeft || code.FindOptimizations == nil || code.FindOptimizations.MinRequiredLength == 0 {
		return all
	}
	var f firstSet
	switch o := code.FindOptimizations; o.FindMode {
	case syntax.LeadingString_LeftToRight, syntax.LeadingString_OrdinalIgnoreCase_LeftToRight:
		f.addFold(o.LeadingPrefix)
	case syntax.LeadingStrings_LeftToRight, syntax.LeadingStrings_OrdinalIgnoreCase_LeftToRight:
		for _, prefix := range o.LeadingPrefixes {
			f.addFold(prefix)
		}
	case syntax.LeadingSet_LeftToRight, syntax.FixedDistanceSets_LeftToRight:
		for _, set := range o.FixedDistanceSets {
			if set.Distance == 0 && set.Set != nil {
				f.addSet(set.Set)
				return f
			}
		}
		return all
	default:
		return all
	}
	return f
}

// negates reports whether there may be a dot, [^x] or \S in a pattern. It may
// err on the side of yes.
func negates(pattern string) bool {
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\' && i+1 < len(pattern):
			if i++; strings.IndexByte("SWDPHNRVX", pattern[i]) >= 0 {
				return true
			}
		case c == '.', c == '[' && strings.HasPrefix(pattern[i:], "[^"):
			return true
		}
	}
	return false
}

// addFold adds the first character of prefix in either case.
func (f *firstSet) addFold(prefix string) {
	for _, c := range prefix {
		f.add(unicode.ToLower(c))
		f.add(unicode.ToUpper(c))
		return
	}
	*f = firstSet{^uint64(0), ^uint64(0)}
}

func (f *firstSet) addSet(set *syntax.CharSet) {
	for c := rune(0); c < 128; c++ {
		if set.CharIn(c) {
			f.add(c)
		}
	}
}
