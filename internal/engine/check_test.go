package engine

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const good, bad = "good.html", "sub/bad.html"

// wantFindings checks that each wanted text is in a finding, and that the good
// page has none.
func wantFindings(t *testing.T, findings []Finding, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !slices.ContainsFunc(findings, func(f Finding) bool { return strings.Contains(f.String(), want) }) {
			t.Errorf("nothing about %q", want)
		}
	}
	for _, f := range findings {
		if f.Page != bad {
			t.Errorf("in the page without faults: %v", f)
		}
	}
	if t.Failed() {
		for _, f := range findings {
			t.Log(f)
		}
	}
}

func TestAxe(t *testing.T) {
	findings := Axe(t, "testdata/site")
	wantFindings(t, findings,
		"bad.html: p: light, 320 px: the page is 396 px wider than the window (overflow)",
		"(button-name)",
		"(color-contrast)",
		"the page asks for something outside of the site (request)\n\thttps://lore.invalid/pixel.png",
		"testdata/outside.svg",
		"net::ERR_FILE_NOT_FOUND (missing-file)\n\tsub/gone.png",
		"undefinedFunction is not defined (script)",
	)
	for _, f := range findings {
		if f.Rule == "color-contrast" && strings.HasPrefix(f.View, "light") {
			t.Errorf("black on white: %v", f)
		}
	}
}

func TestAxeFailsWithoutPage(t *testing.T) {
	f := &fakeTest{TB: t}
	done := make(chan bool)
	go func() {
		defer close(done)
		Axe(f, "testdata/site", "absent.html")
	}()
	<-done
	if strings.HasPrefix(f.ended, "skip") {
		t.Skip(f.ended)
	}
	if !strings.Contains(f.ended, "ERR_FILE_NOT_FOUND") {
		t.Errorf("ended by %q", f.ended)
	}
}

func TestNu(t *testing.T) {
	wantFindings(t, Nu(t, "testdata/site"), "sub/bad.html: 20:", "Duplicate ID", "(error)", "(info warning)")
	if findings := Nu(t, "testdata/site", good); len(findings) > 0 {
		t.Error(findings)
	}
}

func TestHTMLValidate(t *testing.T) {
	wantFindings(t, HTMLValidate(t, "testdata/site"), "sub/bad.html: 21:8: ", "(no-dup-id)", "(close-order)")
	if findings := HTMLValidate(t, "testdata/site", good); len(findings) > 0 {
		t.Error(findings)
	}
}

func TestShot(t *testing.T) {
	dir := t.TempDir()
	tests := []struct {
		name, magic string
		view        View
	}{
		{"window.png", "\x89PNG", View{}},
		{"phone.png", "\x89PNG", View{Dark: true, Width: 390, Height: 800, Full: true, NoScript: true}},
		{"print.pdf", "%PDF-", View{PDF: true}},
	}
	sizes := map[string][]byte{}
	for _, tt := range tests {
		out := filepath.Join(dir, tt.name)
		Shot(t, "testdata/site/good.html", out, tt.view)
		data, err := os.ReadFile(out)
		if err != nil || !strings.HasPrefix(string(data), tt.magic) {
			t.Errorf("%s: %d bytes, error %v", tt.name, len(data), err)
			continue
		}
		sizes[tt.name] = data[:min(len(data), 24)]
	}
	// Width and height follow at byte 16 of a PNG, four bytes each.
	if got, want := string(sizes["window.png"][16:]), "\x00\x00\x05\xa0\x00\x00\x03\x84"; got != want {
		t.Errorf("window of % x, want % x", got, want)
	}
	if got, want := string(sizes["phone.png"][16:20]), "\x00\x00\x01\x86"; got != want {
		t.Errorf("phone of width % x, want % x", got, want)
	}
}

func TestReadFindings(t *testing.T) {
	findings, pages, err := readFindings([]byte("{\"page\":\"a.html\",\"rule\":\"r\"}\n{\"pages\":3}\n"))
	if err != nil || pages != 3 || len(findings) != 1 || findings[0] != (Finding{Page: "a.html", Rule: "r"}) {
		t.Errorf("%v, %d pages, error %v", findings, pages, err)
	}
	if _, pages, err := readFindings([]byte("{\"page\":\"a.html\"}\n")); pages != -1 || err != nil {
		t.Errorf("cut off: %d pages, error %v", pages, err)
	}
	if _, _, err := readFindings([]byte("Segmentation fault\n")); err == nil {
		t.Error("no error for a line that is no JSON")
	}
	for _, out := range []string{"", "{}", "[]", "Exception in thread"} {
		if _, err := readNu([]byte(out), "."); err == nil {
			t.Errorf("no error for the report %q", out)
		}
	}
	if _, err := readHTMLValidate([]byte("oops"), "."); err == nil {
		t.Error("no error for a report that is no JSON")
	}
}

func TestFindingString(t *testing.T) {
	f := Finding{Page: "a.html", View: "dark, 390 px", Where: "#x", Rule: "r", Message: "m", Excerpt: "<p>"}
	if got, want := f.String(), "a.html: #x: dark, 390 px: m (r)\n\t<p>"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := (Finding{Page: "a.html", Message: "m"}).String(), "a.html: m"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
