package pdf

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
)

// A logReader makes diagnostics of what TeX writes into its log.
type logReader struct {
	places *places
	file   string // the .tex file that is being read, as \LoreSource said
	part   string // " in the contents" where TeX reads a file that it wrote itself
	found  diag.List
	pages  int
	lacks  map[string]bool // characters that no font has
	emoji  map[string]bool // those of them that only fonts of emoji have
	errors int
}

// maxErrors is how many errors are reported: after the first, TeX stumbles.
const maxErrors = 10

var (
	fileError = regexp.MustCompile(`^(?:\./)?([^:\s][^:]*\.(?:tex|sty|aux|toc|ind|out)):(\d+): (.+)`)
	overfull  = regexp.MustCompile(`^Overfull \\hbox \(([0-9.]+)pt too wide\).*? at lines? (\d+)`)
	reference = regexp.MustCompile("^LaTeX Warning: Reference `([^']*)' on page \\S+ undefined on input line (\\d+)")
	missing   = regexp.MustCompile(`^Missing character: There is no (\S+) \(U\+[0-9A-F]+\) in font`)
	missing2  = regexp.MustCompile(`^Missing character: There is no (\S+) in font`)
	output    = regexp.MustCompile(`^Output written on .* \((\d+) pages?`)
)

// The widths, in points, from which on a box is reported: a line of code has
// places to break everywhere, a paragraph may stick out by what nobody sees.
const (
	codeTolerance = 1
	textTolerance = 6
)

func (l *logReader) read(log string) {
	l.lacks, l.emoji = map[string]bool{}, map[string]bool{}
	for line := range strings.Lines(log) {
		l.line(strings.TrimRight(line, "\r\n"))
	}
	l.missing()
}

func (l *logReader) line(line string) {
	switch {
	case line == "":
	case strings.HasPrefix(line, "lore: reads "):
		l.reads(strings.TrimPrefix(line, "lore: reads "))
	case strings.HasPrefix(line, "lore: no font has "):
		c := strings.TrimPrefix(line, "lore: no font has ")
		l.lacks[c], l.emoji[c] = true, true
	case strings.HasPrefix(line, "Missing character"):
		l.character(line)
	case strings.HasPrefix(line, "Overfull"):
		l.overfull(line)
	case strings.HasPrefix(line, "LaTeX Warning: Reference"):
		l.reference(line)
	case strings.HasPrefix(line, "! ") || strings.HasPrefix(line, "!LuaTeX"):
		l.error(l.file, 0, strings.TrimLeft(line, "! "))
	case strings.HasPrefix(line, "Output written"):
		if m := output.FindStringSubmatch(line); m != nil {
			l.pages, _ = strconv.Atoi(m[1])
		}
	default:
		if m := fileError.FindStringSubmatch(line); m != nil {
			n, _ := strconv.Atoi(m[2])
			l.error(m[1], n, m[3])
		}
	}
}

// reads notes which file TeX reads from here on.
func (l *logReader) reads(name string) {
	if strings.HasSuffix(name, ".tex") {
		l.file, l.part = name, ""
		return
	}
	l.part = " in the " + name
}

func (l *logReader) report(code diag.Code, at place, format string, args ...any) {
	l.found.Report(diag.New(code, at.file, at.span(), format, args...))
}

// where returns the place of a line of the file that is being read.
func (l *logReader) where(line int) place {
	switch {
	case l.part != "":
		return l.places.at(l.places.order[0], 1)
	case l.file == "":
		return l.places.at(l.places.order[0], line)
	}
	return l.places.at(l.file, line)
}

func (l *logReader) error(file string, line int, message string) {
	if l.errors++; l.errors > maxErrors {
		return
	}
	if file == "" {
		file = l.places.order[0]
	}
	if rel, err := filepath.Rel(l.places.dir, file); err == nil && filepath.IsAbs(file) {
		file = rel
	}
	message = strings.TrimSuffix(strings.TrimPrefix(message, "LaTeX Error: "), ".")
	l.report(diag.LaTeXError, l.places.at(file, line), "TeX says: %s", clip(message, 200))
}

func clip(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n]) + "…"
}

func (l *logReader) overfull(line string) {
	m := overfull.FindStringSubmatch(line)
	if m == nil {
		return
	}
	points, _ := strconv.ParseFloat(m[1], 64)
	n, _ := strconv.Atoi(m[2])
	name := l.file
	if name == "" {
		name = l.places.order[0]
	}
	switch code := l.part == "" && l.places.isCode(name, n); {
	case code && points > codeTolerance:
		l.report(diag.LaTeXWidth, l.where(n), "a line of code is %.0f pt wider than the page allows", points)
	case !code && points > textTolerance:
		l.report(diag.LaTeXWidth, l.where(n), "text%s is %.0f pt wider than the page allows", l.part, points)
	}
}

func (l *logReader) reference(line string) {
	if m := reference.FindStringSubmatch(line); m != nil {
		n, _ := strconv.Atoi(m[2])
		l.report(diag.LaTeXReference, l.where(n), "reference to %q leads nowhere in this document", m[1])
	}
}

func (l *logReader) character(line string) {
	m := missing.FindStringSubmatch(line)
	if m == nil {
		m = missing2.FindStringSubmatch(line)
	}
	if m != nil {
		l.lacks[m[1]] = true
	}
}

// missing reports the characters that no font has at every line of a source
// that has them, for TeX does not say where they stood.
func (l *logReader) missing() {
	if len(l.lacks) == 0 {
		return
	}
	type key struct {
		file string
		line int
	}
	at := map[key]place{}
	in := map[key][]string{}
	var order []key
	for _, name := range l.places.order {
		f := l.places.files[name]
		for i, text := range f.lines {
			if strings.HasPrefix(text, `\hypersetup`) { // said of the PDF, and set in no font
				continue
			}
			for _, c := range l.lacking(text) {
				p := l.places.at(name, i+1)
				k := key{p.file.Name, p.line}
				if _, seen := at[k]; !seen {
					at[k] = p
					order = append(order, k)
				}
				if !contains(in[k], c) {
					in[k] = append(in[k], c)
				}
			}
		}
	}
	for _, k := range order {
		l.characters(at[k], in[k])
	}
}

// lacking returns the characters of a line that no font has.
func (l *logReader) lacking(text string) []string {
	var list []string
	for c := range l.lacks {
		if len(c) > 1 && strings.Contains(text, c) {
			list = append(list, c)
		}
	}
	sortByPlace(list, text)
	return list
}

func (l *logReader) characters(at place, chars []string) {
	const most = 8
	names := make([]string, 0, most)
	for _, c := range chars {
		if len(names) == most {
			names = append(names, fmt.Sprintf("and %d more", len(chars)-most))
			break
		}
		r := []rune(c)
		names = append(names, fmt.Sprintf("%s (U+%04X)", c, r[0]))
	}
	d := diag.New(diag.LaTeXCharacter, at.file, at.span(), "no font has %s", strings.Join(names, ", "))
	l.found.Report(d.WithHint("%s", l.fontHint(chars)))
}

// fontHint says where to find fonts that have the characters.
func (l *logReader) fontHint(chars []string) string {
	var packages []string
	for _, c := range chars {
		name := ""
		switch {
		case l.emoji[c]:
			name = "fonts-noto-color-emoji"
		case isCJK([]rune(c)[0]):
			name = "fonts-noto-cjk"
		default:
			return "name a font that has it as text_font or code_font in lore.toml"
		}
		if !contains(packages, name) {
			packages = append(packages, name)
		}
	}
	return "on Debian and Ubuntu: apt-get install " + strings.Join(packages, " ")
}

// isCJK reports whether r is one of those that the fonts for Chinese, Japanese
// and Korean have, and others do not.
func isCJK(r rune) bool {
	return 0x2E80 <= r && r <= 0x9FFF || 0xAC00 <= r && r <= 0xD7A3 || 0xF900 <= r && r <= 0xFAFF || 0xFF00 <= r && r <= 0xFFEF ||
		0x20000 <= r && r <= 0x3FFFF
}
