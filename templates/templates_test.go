package templates_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lore-docs/lore/highlight"
	"github.com/lore-docs/lore/templates"
)

func TestLayer(t *testing.T) {
	theme := fstest.MapFS{"footer.html.tmpl": {Data: []byte("mine")}}
	for _, tc := range []struct {
		theme fs.FS
		name  string
		mine  bool
	}{
		{theme, "footer.html.tmpl", true},
		{theme, "header.html.tmpl", false},
		{nil, "footer.html.tmpl", false},
	} {
		data, err := fs.ReadFile(templates.Layer(tc.theme), tc.name)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(data) == "mine"; got != tc.mine {
			t.Errorf("%s: from the theme: %v; want %v", tc.name, got, tc.mine)
		}
	}
	if _, err := fs.ReadFile(templates.Layer(theme), "none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file of neither: %v", err)
	}
}

func TestFiles(t *testing.T) {
	names := append(templates.Files(), templates.StyleFile, templates.ScriptFile, templates.IconFile)
	for _, l := range templates.Licences() {
		names = append(names, "fonts/"+l)
	}
	for _, f := range templates.Faces(everything()) {
		names = append(names, "fonts/"+f.File)
	}
	for _, name := range names {
		if _, err := fs.Stat(templates.Layer(nil), name); err != nil {
			t.Error(err)
		}
	}
}

func everything() *templates.Runes {
	var text templates.Runes
	for r := rune(0); r < 0x10000; r++ {
		text.Add(r)
	}
	return &text
}

func TestFacesByText(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{"plain, naïve, “quoted” – 5 €", "latin"},
		{"Dvořák", "latin latin-ext"},
		{"Πυθαγόρας", "latin greek"},
		{"\xff\xfe, not UTF-8", "latin"},
		{"лор and τ", "latin greek cyrillic"},
	} {
		var text templates.Runes
		text.AddString(tc.text)
		var got []string
		for _, f := range templates.Faces(&text) {
			if f.Family == "Lore Serif" && !f.Italic {
				got = append(got, f.Subset)
			}
		}
		if strings.Join(got, " ") != tc.want {
			t.Errorf("%q needs %q; want %q", tc.text, strings.Join(got, " "), tc.want)
		}
	}
}

// TestContrast holds the numbers that the look was drawn with: 4.5:1 for all
// text on each ground that it stands on, 3:1 for the edges of controls.
func TestContrast(t *testing.T) {
	light, dark := map[string]highlight.Color{}, map[string]highlight.Color{}
	for _, token := range templates.Tokens() {
		light[token.Name], dark[token.Name] = token.Light, token.Dark
	}
	palette := highlight.DefaultPalette()
	light["hl"], dark["hl"] = palette.Light.Highlight, palette.Dark.Highlight
	for theme, c := range map[string]map[string]highlight.Color{"light": light, "dark": dark} {
		for text, least := range map[string]float64{
			"ink": 11.5, "ink2": 6.9, "ink3": 4.8, "woad": 7.4, "rubric": 5.5, "ok": 5.7, "ochre": 6,
		} {
			for _, ground := range []string{"page", "panel", "note", "caution"} {
				if got := highlight.Contrast(c[text], c[ground]); got < least {
					t.Errorf("%s: %s on %s is %.2f:1; want %.1f", theme, text, ground, got, least)
				}
			}
		}
		if got := highlight.Contrast(c["ink2"], c["raised"]); got < 4.5 {
			t.Errorf("%s: keys are %.2f:1", theme, got)
		}
		if got := highlight.Contrast(c["ink3"], c["hl"]); got < 4.5 {
			t.Errorf("%s: line numbers on marked lines are %.2f:1", theme, got)
		}
	}
	groundLight, groundDark := templates.TerminalGround()
	for _, ground := range []highlight.Color{groundLight, groundDark} {
		for i, tone := range palette.Tones {
			if got := highlight.Contrast(tone.Dark, ground); got < 6.5 {
				t.Errorf("class %d on the terminal %s is %.2f:1", i, ground, got)
			}
		}
	}
}

func TestStyle(t *testing.T) {
	got := templates.Style(highlight.DefaultPalette(), "", `/* gone */ a  b { margin : 0 calc(1px + 2px) ;
		content: "/* kept */  {" } .x :is(a, b) > c{}`, `.mine { top: 0 }`)
	for _, want := range []string{
		`a b{margin :0 calc(1px + 2px);content:"/* kept */  {"}.x :is(a,b) > c{}`,
		`--page:#fdfdfc`, `[data-theme=dark],.lore-term{color-scheme:dark;--page:#14171c`,
		`.lore-code .k{color:var(--code-k);font-weight:600}`, `.mine{top:0}`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "gone") || strings.Contains(got, "\n") {
		t.Errorf("comments or line ends are left in\n%s", got)
	}
}

// TestBudgets holds the sizes, compressed, that a first visit may cost.
func TestBudgets(t *testing.T) {
	sheet, err := fs.ReadFile(templates.Layer(nil), templates.StyleFile)
	if err != nil {
		t.Fatal(err)
	}
	script, err := fs.ReadFile(templates.Layer(nil), templates.ScriptFile)
	if err != nil {
		t.Fatal(err)
	}
	faces := templates.FaceRules(templates.Faces(everything()), func(f templates.Face) string { return f.File })
	style := templates.Style(highlight.DefaultPalette(), faces, string(sheet), "")
	if n := compressed(t, []byte(style)); n > 8<<10 {
		t.Errorf("the style sheet has %d bytes, compressed; 8 kB is the limit", n)
	}
	if n := compressed(t, script); n > 4<<10 {
		t.Errorf("the script has %d bytes, compressed; 4 kB is the limit", n)
	}
	var first int
	for _, f := range templates.Faces(&templates.Runes{}) {
		if f.Subset == "latin" && !f.Italic {
			data, err := fs.ReadFile(templates.Layer(nil), "fonts/"+f.File)
			if err != nil {
				t.Fatal(err)
			}
			first += len(data)
		}
	}
	if first > 105<<10 {
		t.Errorf("the fonts of a first page have %d bytes; 105 kB is the limit", first)
	}
}

func compressed(t *testing.T, data []byte) int {
	t.Helper()
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes, %d compressed", len(data), b.Len())
	return b.Len()
}
