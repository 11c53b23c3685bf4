package templates

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A Face is one font file, as fontsource makes them: a part of a family that
// holds the characters of Ranges.
type Face struct {
	Family string // in the style sheet: "Lore Serif"
	File   string // in the folder fonts
	Italic bool
	Subset string // "latin", "greek", ...
	Ranges string // as unicode-range has it
}

// Faces returns the faces that a text with the given characters needs: the
// Latin ones and those for code always, of the others those that the text has
// characters of. The order is that of the style sheet.
func Faces(text *Runes) []Face {
	var faces []Face
	for _, s := range subsets {
		for _, f := range families {
			if f.lacks == s.name || s.name != "latin" && !f.code && !text.any(s) {
				continue
			}
			style := "normal"
			if f.italic {
				style = "italic"
			}
			faces = append(faces, Face{
				Family: f.family, Italic: f.italic, Subset: s.name, Ranges: s.css,
				File: fmt.Sprintf("%s-%s-wght-%s.woff2", f.file, s.name, style),
			})
		}
	}
	return append(faces, Face{Family: "Lore Box", File: "lore-box.woff2", Subset: "box", Ranges: boxRanges})
}

// Licences returns the licence files in the folder fonts that belong to Faces.
func Licences() []string {
	return []string{
		"lore-box-LICENSE.txt", "source-code-pro-LICENSE.txt", "source-sans-3-LICENSE.txt", "source-serif-4-LICENSE.txt",
	}
}

// FaceRules returns the @font-face rules of faces; url gives the address of a
// face's file, relative to the style sheet.
func FaceRules(faces []Face, url func(Face) string) string {
	var b strings.Builder
	for _, f := range faces {
		style, weight := "", "font-weight:200 900;"
		if f.Italic {
			style = "font-style:italic;"
		}
		if f.Subset == "box" {
			weight = "" // one weight; bolder text is drawn with it, too
		}
		fmt.Fprintf(&b, "@font-face{font-family:%q;%s%sfont-display:swap;src:url(%s) format(\"woff2\");unicode-range:%s}\n",
			f.Family, style, weight, url(f), f.Ranges)
	}
	return b.String()
}

var families = []struct {
	family, file string
	italic       bool
	code         bool   // for code, whose text is not known when fonts are chosen: all subsets
	lacks        string // the subset that does not exist
}{
	{family: "Lore Serif", file: "source-serif-4", lacks: "greek-ext"},
	{family: "Lore Serif", file: "source-serif-4", italic: true, lacks: "greek-ext"},
	{family: "Lore Sans", file: "source-sans-3"},
	{family: "Lore Mono", file: "source-code-pro", code: true},
}

const boxRanges = "U+2190-2195,U+21E7,U+2318,U+2500-25A0,U+25B6,U+25B8,U+25CF,U+2713,U+2717"

// The ranges of fontsource's subsets, from the packages' unicode.json. A
// character that is in Latin, too, does not ask for another subset.
var subsets = []subset{
	newSubset("latin", "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD"),
	newSubset("latin-ext", "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF"),
	newSubset("vietnamese", "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB"),
	newSubset("greek", "U+0370-0377,U+037A-037F,U+0384-038A,U+038C,U+038E-03A1,U+03A3-03FF"),
	newSubset("greek-ext", "U+1F00-1FFF"),
	newSubset("cyrillic", "U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116"),
	newSubset("cyrillic-ext", "U+0460-052F,U+1C80-1C8A,U+20B4,U+2DE0-2DFF,U+A640-A69F,U+FE2E-FE2F"),
}

type subset struct {
	name, css string
	ranges    [][2]rune
}

func newSubset(name, css string) subset {
	s := subset{name: name, css: css}
	for r := range strings.SplitSeq(css, ",") {
		var lo, hi rune
		if n, _ := fmt.Sscanf(r, "U+%X-%X", &lo, &hi); n == 1 {
			hi = lo
		}
		s.ranges = append(s.ranges, [2]rune{lo, hi})
	}
	return s
}

func (s subset) has(r rune) bool {
	for _, p := range s.ranges {
		if p[0] <= r && r <= p[1] {
			return true
		}
	}
	return false
}

// Runes is a set of characters of the basic plane, which is all that the fonts
// have. The zero Runes is empty.
type Runes struct{ bits [0x10000 / 64]uint64 }

// AddString adds the characters of s.
func (t *Runes) AddString(s string) {
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		t.Add(r)
		i += n
	}
}

// Add adds r.
func (t *Runes) Add(r rune) {
	if r >= 0 && r < 0x10000 {
		t.bits[r/64] |= 1 << (r % 64)
	}
}

// Has reports whether r was added.
func (t *Runes) Has(r rune) bool {
	return r >= 0 && r < 0x10000 && t.bits[r/64]&(1<<(r%64)) != 0
}

// any reports whether a character of s is in t that Latin does not have.
func (t *Runes) any(s subset) bool {
	for _, p := range s.ranges {
		for r := p[0]; r <= p[1]; r++ {
			if t.Has(r) && !subsets[0].has(r) {
				return true
			}
		}
	}
	return false
}
