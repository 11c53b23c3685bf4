package highlight

import (
	"math"
	"regexp"
	"strings"
	"testing"
)

func TestClassNames(t *testing.T) {
	seen := make(map[string]bool)
	for _, c := range Classes() {
		name := c.Name()
		if seen[name] || (name == "") != (c == Text) || !regexp.MustCompile(`^[a-z]{0,2}$`).MatchString(name) {
			t.Errorf("class %d has the name %q", c, name)
		}
		seen[name] = true
	}
	if Class(200).Name() != "" {
		t.Error("a class outside of the set has a name")
	}
}

// The figures are those of WCAG's own examples and of the design.
func TestContrast(t *testing.T) {
	for _, c := range []struct {
		a, b Color
		want float64
	}{
		{"#000000", "#ffffff", 21},
		{"#ffffff", "#000000", 21},
		{"#777777", "#ffffff", 4.48},
		{"#767676", "#FFFFFF", 4.54},
		{"#ff0000", "#ffffff", 4.00},
		{"broken", "#ffffff", 21},
	} {
		if got := Contrast(c.a, c.b); math.Abs(got-c.want) > 0.005 {
			t.Errorf("%s on %s: %.2f, want %.2f", c.a, c.b, got, c.want)
		}
	}
}

// Every class must be readable on every ground, in both themes: 4.5:1 is
// level AA of WCAG 2. The palette promises 5:1.
func TestPaletteContrast(t *testing.T) {
	p := DefaultPalette()
	worst := make(map[Class][2]float64)
	for _, c := range Classes() {
		tone, low := p.Tones[c], [2]float64{21, 21}
		for i := range 4 {
			low[0] = min(low[0], Contrast(tone.Light, p.Light.All()[i]))
			low[1] = min(low[1], Contrast(tone.Dark, p.Dark.All()[i]))
		}
		if worst[c] = low; low[0] < 5 || low[1] < 5 {
			t.Errorf("class %q: %.2f light, %.2f dark", c.Name(), low[0], low[1])
		}
	}
	// Figures computed apart, when the colours were chosen.
	for c, want := range map[Class][2]float64{
		Text: {12.80, 9.97}, Keyword: {6.86, 6.92}, String: {5.69, 7.71}, Number: {6.10, 6.98},
		Comment: {5.06, 5.26}, Func: {6.90, 7.18}, Type: {5.76, 7.42}, Punct: {7.00, 7.14},
		Attr: {6.15, 7.59}, Prompt: {5.15, 5.79},
	} {
		if got := worst[c]; math.Abs(got[0]-want[0]) > 0.006 || math.Abs(got[1]-want[1]) > 0.006 {
			t.Errorf("class %q: %.2f, want %.2f", c.Name(), got, want)
		}
	}
}

func TestPaletteCSS(t *testing.T) {
	p := DefaultPalette()
	light, dark, rules := p.Vars(false), p.Vars(true), p.Rules("pre code")
	for _, want := range []struct{ in, part string }{
		{light, "--code-k:#2747a3;\n"}, {dark, "--code-k:#a3bbff;\n"},
		{light, "--code-text:#1f242d;\n"}, {light, "--code-panel:#f4f5f2;\n"},
		{light, "--code-add:#dff2e4;\n"}, {dark, "--code-del:#40231f;\n"}, {dark, "--code-hl:#38301a;\n"},
		{rules, "pre code .k{color:var(--code-k);font-weight:600}\n"},
		{rules, "pre code .c{color:var(--code-c)}\n"},
		{rules, "pre code{color:var(--code-text);background:var(--code-panel)}\n"},
	} {
		if !strings.Contains(want.in, want.part) {
			t.Errorf("no %q in\n%s", want.part, want.in)
		}
	}
	for _, m := range regexp.MustCompile(`var\((--code-[a-z]+)\)`).FindAllStringSubmatch(rules, -1) {
		if !strings.Contains(light, m[1]+":") || !strings.Contains(dark, m[1]+":") {
			t.Errorf("%s is not declared", m[1])
		}
	}
	if got := Color("#2747a3").Hex(); got != "2747A3" {
		t.Errorf("Hex: %s", got)
	}
}
