package lore

import (
	"strings"
	"testing"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
)

func TestReadSettings(t *testing.T) {
	var found diag.List
	s := ReadSettings(source.New("lore.toml", `
title = "The manual"
numbers = true
formats = ["html"]
[api]
default = "https://example.org/{path}"
[api.urls]
"twisted." = "https://example.org/%s.html"
[lint.rules]
api-foreign = "off"
toc-missing = "error"
`), &found)
	if len(found) > 0 {
		t.Fatalf("found %v", found)
	}
	if s.Title != "The manual" || !s.Numbers || s.API.URLs["twisted."] != "https://example.org/%s.html" || s.Fonts != "embedded" {
		t.Errorf("got %+v", s)
	}
}

func TestReadSettingsMistakes(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"unknown key", "title = \"x\"\nnumbrs = true\n", `lore.toml:2:1: unknown setting "numbrs" (config) did you mean numbers?`},
		{"unknown key in a table", "[api]\ndefalt = \"x\"\n", `lore.toml:2:1: unknown setting "api.defalt" (config) did you mean default?`},
		{"unknown table", "[lnt]\nx = 1\n", `lore.toml:1:2: unknown setting "lnt" (config) did you mean lint?`},
		{"wrong type", "numbers = \"yes\"\n", `lore.toml:1:11: `},
		{"not TOML", "title = \n", `lore.toml:1:9: `},
		{"choice", "fonts = \"comic\"\n", `lore.toml:1:10: fonts is "comic"; it may be embedded or system (config)`},
		{"unknown code", "[lint.rules]\nlink-pag = \"off\"\n", `lore.toml:2:1: no diagnostic has the code "link-pag" (config) did you mean link-page?`},
		{"weight", "[lint.rules]\n\"link-page\" = \"of\"\n", `lore.toml:2:16: link-page weighs "of"; it may weigh error, warning or off (config)`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var found diag.List
			ReadSettings(source.New("lore.toml", c.text), &found)
			var got []string
			for _, d := range found {
				got = append(got, strings.TrimSpace(d.String()+" "+d.Hint))
			}
			if len(got) != 1 || !strings.HasPrefix(got[0], c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWeigh(t *testing.T) {
	f := source.New("a", "x")
	s := Settings{Lint: LintSettings{Rules: map[string]string{"link-page": "off", "toc-missing": "error", "link-text": "warning"}}}
	got := s.Weigh(diag.List{
		diag.New(diag.LinkPage, f, source.Span{}, ""), diag.New(diag.TocMissing, f, source.Span{}, ""),
		diag.New(diag.LinkText, f, source.Span{}, ""), diag.New(diag.LinkFile, f, source.Span{}, ""),
	})
	want := []struct {
		code     diag.Code
		severity diag.Severity
	}{{diag.TocMissing, diag.Error}, {diag.LinkText, diag.Warning}, {diag.LinkFile, diag.Error}}
	if len(got) != len(want) {
		t.Fatalf("got %v", got)
	}
	for i, w := range want {
		if got[i].Code != w.code || got[i].Severity != w.severity {
			t.Errorf("%d: got %s %s", i, got[i].Severity, got[i].Code)
		}
	}
}
