package html_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/html"
)

func TestTheme(t *testing.T) {
	theme := fstest.MapFS{
		"footer.html.tmpl":      {Data: []byte(`<footer>Ours, {{.Site.Title}}</footer>`)},
		"extra.css":             {Data: []byte(`.ours { top: 0 }`)},
		"static/logo.svg":       {Data: []byte(`<svg/>`)},
		"static/res/old.css":    {Data: []byte(`b{}`)},
		"notes/not-for-readers": {Data: []byte(`x`)},
	}
	w := newWriter(t, html.Options{Theme: theme})
	v := tutorial()
	if page := pageOf(t, w, v); !strings.Contains(page, "<footer>Ours, finger</footer>") || !strings.Contains(page, "lore-top") {
		t.Errorf("the theme's footer is not in\n%s", page)
	}
	files, err := w.Shared(v.Site)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range files {
		got[f.Path] = string(f.Data)
		if strings.HasSuffix(f.Path, ".css") && strings.HasPrefix(f.Path, "lore-assets") && !strings.HasSuffix(string(f.Data), ".ours{top:0}") {
			t.Error("the theme's style is not at the end")
		}
	}
	if got["logo.svg"] != "<svg/>" || got["res/old.css"] != "b{}" || got["not-for-readers"] != "" {
		t.Errorf("static files: %v", got)
	}
}

func TestThemeMistakes(t *testing.T) {
	for name, tc := range map[string]struct{ file, text, want string }{
		"syntax":   {"footer.html.tmpl", "<footer>\n{{.Site.Title</footer>", `theme/footer.html.tmpl:2:1: `},
		"field":    {"header.html.tmpl", "\n\n<p>{{.Nothing}}</p>", `theme/header.html.tmpl:3:7: `},
		"escaping": {"footer.html.tmpl", "<a href='{{if .Title}}'{{end}}>", `theme/footer.html.tmpl:1:1: `},
		"template": {"page.html.tmpl", "{{template \"none\"}}", `theme/page.html.tmpl:1:1: `},
	} {
		t.Run(name, func(t *testing.T) {
			var list diag.List
			w, err := html.New(html.Options{Theme: fstest.MapFS{tc.file: {Data: []byte(tc.text)}}, ThemeName: "theme"}, &list)
			if err != nil {
				t.Fatal(err)
			}
			if len(list) != 1 || !strings.HasPrefix(list[0].String(), tc.want) || list[0].Code != diag.Template {
				t.Errorf("%v; want %s", list, tc.want)
			}
			if page := pageOf(t, w, tutorial()); !strings.Contains(page, "lore-foot") {
				t.Error("the embedded template does not stand in")
			}
		})
	}
}
