package engine

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A Finding is what a judge has against a page.
type Finding struct {
	Page    string `json:"page"`  // slash-separated, relative to the folder of the site
	View    string `json:"view"`  // how the page was looked at, such as "dark, 390 px", or empty
	Where   string `json:"where"` // a CSS selector, or line:column
	Rule    string `json:"rule"`  // the judge's name for it; may be empty
	Message string `json:"message"`
	Excerpt string `json:"excerpt"` // the source that it is about
}

// String returns the finding on one line or two, for t.Error.
func (f Finding) String() string {
	var s strings.Builder
	s.WriteString(f.Page)
	for _, part := range []string{f.Where, f.View} {
		if part != "" {
			s.WriteString(": " + part)
		}
	}
	s.WriteString(": " + f.Message)
	if f.Rule != "" {
		s.WriteString(" (" + f.Rule + ")")
	}
	if f.Excerpt != "" {
		s.WriteString("\n\t" + f.Excerpt)
	}
	return s.String()
}

// Pages returns every .html file below dir, slash-separated and sorted.
func Pages(tb testing.TB, dir string) []string {
	tb.Helper()
	var pages []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(path, ".html") {
			pages = append(pages, path)
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return pages
}

// choose returns the pages, or all of the site if none is named. It fails the
// test if that is none either, since a judge of nothing finds nothing.
func choose(tb testing.TB, dir string, pages []string) []string {
	tb.Helper()
	if len(pages) == 0 {
		pages = Pages(tb, dir)
	}
	if len(pages) == 0 {
		tb.Fatalf("no pages in %s", dir)
	}
	return pages
}

// Axe opens pages of the site in Chromium, straight from their files, and
// returns what axe-core finds at 1440, 390 and 320 pixels in light and dark.
// No page named means all of them; each takes a second or two.
//
// It finds as well: a page that is wider than the window, between 320 and 1440
// pixels; a request for anything but a file of the site; a file that is
// missing; and an error of a script.
func Axe(tb testing.TB, dir string, pages ...string) []Finding {
	tb.Helper()
	Need(tb, AxeCore)
	pages = choose(tb, dir, pages)
	out := browse(tb, "axe.mjs", append([]string{dir}, pages...)...)
	findings, seen, err := readFindings(out)
	if err != nil {
		tb.Fatalf("axe.mjs: %v", err)
	}
	if seen != len(pages) {
		tb.Fatalf("axe.mjs looked at %d pages of %d", seen, len(pages))
	}
	return findings
}

// readFindings reads a line of JSON for each finding, and one at the end with
// the number of pages. That line is missing if the script did not get there.
func readFindings(out []byte) (findings []Finding, pages int, err error) {
	pages = -1
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, len(out)+1)
	for lines.Scan() {
		var line struct {
			Finding
			Pages *int `json:"pages"`
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			return nil, 0, fmt.Errorf("line %q: %w", lines.Text(), err)
		}
		if line.Pages != nil {
			pages = *line.Pages
			continue
		}
		findings = append(findings, line.Finding)
	}
	return findings, pages, lines.Err()
}

// A View says how Shot looks at a page. The zero View is the window of a
// desktop, 1440 by 900 pixels, in light.
type View struct {
	Dark     bool
	Width    int  // of the window, in CSS pixels
	Height   int  // of the window, in CSS pixels
	Full     bool // the whole page rather than the window
	PDF      bool // as printed, on A4; the other fields but NoScript mean nothing then
	NoScript bool // with JavaScript off
}

// Shot writes a picture of the page, an HTML file, to out: a PNG or a PDF.
func Shot(tb testing.TB, page, out string, v View) {
	tb.Helper()
	var args []string
	flag := func(set bool, name string) {
		if set {
			args = append(args, name)
		}
	}
	flag(v.Dark, "--dark")
	flag(v.Full, "--full")
	flag(v.PDF, "--pdf")
	flag(v.NoScript, "--no-script")
	flag(v.Width > 0, fmt.Sprintf("--width=%d", v.Width))
	flag(v.Height > 0, fmt.Sprintf("--height=%d", v.Height))
	browse(tb, "shot.mjs", append(args, page, out)...)
}

// browse runs one of the module's browser scripts.
func browse(tb testing.TB, script string, args ...string) []byte {
	tb.Helper()
	node := Need(tb, Node)
	Need(tb, Puppeteer)
	chromium := Need(tb, Chromium)
	dir, err := scripts()
	if err != nil {
		tb.Fatal(err)
	}
	cmd := exec.CommandContext(tb.Context(), node, append([]string{filepath.Join(dir, script)}, args...)...)
	cmd.Env = append(os.Environ(), "LORE_NPM="+NPMDir(), "LORE_CHROMIUM="+chromium)
	return output(tb, cmd)
}

// output runs the command, which must succeed, and returns what it printed.
func output(tb testing.TB, cmd *exec.Cmd) []byte {
	tb.Helper()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		tb.Fatalf("%s: %v\n%s", filepath.Base(cmd.Path), err, stderr.Bytes())
	}
	return out
}

// Nu returns the errors and warnings of the Nu HTML checker for pages of the
// site, all of them if none is named. It takes two seconds and then some
// milliseconds for each page.
func Nu(tb testing.TB, dir string, pages ...string) []Finding {
	tb.Helper()
	java, jar := Need(tb, Java), Need(tb, NuChecker)
	pages = choose(tb, dir, pages)
	args := []string{"-jar", jar, "--format", "json", "--stdout", "--exit-zero-always", "--skip-info-messages"}
	cmd := exec.CommandContext(tb.Context(), java, append(args, pages...)...)
	cmd.Dir = dir
	findings, err := readNu(output(tb, cmd), dir)
	if err != nil {
		tb.Fatalf("the Nu HTML checker: %v", err)
	}
	return findings
}

func readNu(out []byte, dir string) ([]Finding, error) {
	var report struct {
		Version  *string `json:"version"`
		Messages []struct {
			URL                 string
			LastLine, FirstLine int
			FirstColumn         int
			Type, SubType       string
			Message, Extract    string
		}
	}
	if err := json.Unmarshal(out, &report); err != nil {
		return nil, fmt.Errorf("%w in %q", err, out)
	}
	if report.Version == nil {
		return nil, errors.New("no report")
	}
	var findings []Finding
	for _, m := range report.Messages {
		line := m.FirstLine
		if line == 0 { // left out where it is the same as the last
			line = m.LastLine
		}
		findings = append(findings, Finding{
			Page:    relativeURL(m.URL, dir),
			Where:   fmt.Sprintf("%d:%d", line, m.FirstColumn),
			Rule:    strings.TrimSpace(m.Type + " " + m.SubType),
			Message: m.Message,
			Excerpt: oneLine(m.Extract),
		})
	}
	return findings, nil
}

// relativeURL makes a file URL relative to the folder.
func relativeURL(url, dir string) string {
	path := strings.TrimPrefix(strings.TrimPrefix(url, "file:"), "//")
	if abs, err := filepath.Abs(dir); err == nil {
		if rel, err := filepath.Rel(abs, filepath.FromSlash(path)); err == nil {
			return filepath.ToSlash(rel)
		}
	}
	return path
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// HTMLValidate returns what html-validate has against pages of the site, all
// of them if none is named, by its "standard" rules. It needs no JRE.
func HTMLValidate(tb testing.TB, dir string, pages ...string) []Finding {
	tb.Helper()
	node, tool := Need(tb, Node), Need(tb, HTMLValidator)
	pages = choose(tb, dir, pages)
	settings := filepath.Join(tb.TempDir(), "settings.json")
	if err := os.WriteFile(settings, []byte(`{"root": true, "extends": ["html-validate:standard"]}`), 0o666); err != nil {
		tb.Fatal(err)
	}
	cmd := exec.CommandContext(tb.Context(), node, append([]string{tool, "--config", settings, "--formatter", "json"}, pages...)...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() == 1 && len(out) > 0 {
		err = nil // it found something
	}
	if err != nil {
		tb.Fatalf("html-validate: %v\n%s", err, out)
	}
	findings, err := readHTMLValidate(out, dir)
	if err != nil {
		tb.Fatalf("html-validate: %v", err)
	}
	return findings
}

func readHTMLValidate(out []byte, dir string) ([]Finding, error) {
	var report []struct {
		FilePath string
		Messages []struct {
			RuleID, Message string
			Line, Column    int
			Selector        string
		}
	}
	if err := json.Unmarshal(out, &report); err != nil {
		return nil, fmt.Errorf("%w in %q", err, out)
	}
	var findings []Finding
	for _, file := range report {
		for _, m := range file.Messages {
			findings = append(findings, Finding{
				Page:    relativeURL(file.FilePath, dir),
				Where:   fmt.Sprintf("%d:%d", m.Line, m.Column),
				Rule:    m.RuleID,
				Message: m.Message,
				Excerpt: m.Selector,
			})
		}
	}
	return findings, nil
}
