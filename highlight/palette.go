package highlight

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A Color is an sRGB colour as CSS writes it, "#2747a3".
type Color string

// Hex returns the six digits of c in upper case, the model HTML of LaTeX's xcolor.
func (c Color) Hex() string { return strings.ToUpper(strings.TrimPrefix(string(c), "#")) }

// A Tone is the look of a class.
type Tone struct {
	Light, Dark Color
	Bold        bool
}

// Grounds are what code stands on: the panel of a listing, and the lines in it
// that are highlighted, added by a step or removed by one.
type Grounds struct {
	Panel, Highlight, Added, Removed Color
}

// All returns the four grounds.
func (g Grounds) All() []Color { return []Color{g.Panel, g.Highlight, g.Added, g.Removed} }

// A Palette has the colours of code in both themes. It is a value; a copy may
// be changed freely.
type Palette struct {
	Tones       [numClasses]Tone
	Light, Dark Grounds
}

// DefaultPalette returns the pair of code themes lore-light and lore-dark.
// Each colour has a contrast of 5:1 or more on each ground of its theme.
func DefaultPalette() Palette {
	var (
		text    = Tone{Light: "#1f242d", Dark: "#dde1e8"}
		keyword = Tone{Light: "#2747a3", Dark: "#a3bbff", Bold: true}
		green   = Tone{Light: "#1c6645", Dark: "#8fd6ac"}
		red     = Tone{Light: "#98331f", Dark: "#f7ab95"}
		punct   = Tone{Light: "#464d59", Dark: "#b9c0cb"}
		rubric  = Tone{Light: "#b3301b", Dark: "#ff8d72"}
		command = Tone{Light: text.Light, Dark: text.Dark, Bold: true}
	)
	return Palette{
		Tones: [numClasses]Tone{
			Text:     text,
			Keyword:  keyword,
			String:   green,
			Escape:   red,
			Number:   red,
			Comment:  {Light: "#5a626f", Dark: "#9ca5b3"},
			Func:     {Light: "#78307a", Dark: "#e0b0e6"},
			Type:     {Light: "#0b6270", Dark: "#83cfdb"},
			Punct:    punct,
			Operator: punct,
			Attr:     {Light: "#7a4a00", Dark: "#e6c07a"},
			Prompt:   rubric,
			Command:  command,
			Output:   punct,
			Heading:  keyword,
			Added:    green,
			Removed:  red,
			Error:    rubric,
		},
		Light: Grounds{Panel: "#f4f5f2", Highlight: "#fdf0cc", Added: "#dff2e4", Removed: "#fbe4df"},
		Dark:  Grounds{Panel: "#1b1f26", Highlight: "#38301a", Added: "#17332a", Removed: "#40231f"},
	}
}

// Vars returns the CSS custom properties of one theme, one declaration a line:
// --code-k for the class k, --code-text for Text, and --code-panel, --code-hl,
// --code-add and --code-del for the grounds. They go inside of a rule.
func (p Palette) Vars(dark bool) string {
	var b strings.Builder
	grounds := p.Light
	if dark {
		grounds = p.Dark
	}
	for i, name := range []string{"panel", "hl", "add", "del"} {
		fmt.Fprintf(&b, "--code-%s:%s;\n", name, grounds.All()[i])
	}
	for _, c := range Classes() {
		tone, name := p.Tones[c], c.Name()
		if c == Text {
			name = "text"
		}
		color := tone.Light
		if dark {
			color = tone.Dark
		}
		fmt.Fprintf(&b, "--code-%s:%s;\n", name, color)
	}
	return b.String()
}

// Rules returns the CSS rules that colour the classes inside of what scope, a
// selector, matches. They refer to the properties of [Palette.Vars].
func (p Palette) Rules(scope string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s{color:var(--code-text);background:var(--code-panel)}\n", scope)
	for _, c := range Classes()[1:] {
		weight := ""
		if p.Tones[c].Bold {
			weight = ";font-weight:600"
		}
		fmt.Fprintf(&b, "%s .%s{color:var(--code-%[2]s)%s}\n", scope, c.Name(), weight)
	}
	return b.String()
}

// Contrast returns the contrast ratio of two colours, from 1 to 21, as WCAG 2
// defines it (section "contrast ratio"). A colour that is not six hexadecimal
// digits counts as black.
func Contrast(a, b Color) float64 {
	la, lb := luminance(a), luminance(b)
	if la < lb {
		la, lb = lb, la
	}
	return (la + 0.05) / (lb + 0.05)
}

// luminance returns the relative luminance of c, from 0 to 1.
func luminance(c Color) float64 {
	rgb, err := strconv.ParseUint(c.Hex(), 16, 24)
	if err != nil || len(c.Hex()) != 6 {
		return 0
	}
	return 0.2126*linear(rgb>>16) + 0.7152*linear(rgb>>8&0xff) + 0.0722*linear(rgb&0xff)
}

// linear undoes the transfer curve of sRGB for one channel of 8 bits.
func linear(channel uint64) float64 {
	v := float64(channel) / 255
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}
