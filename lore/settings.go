package lore

import (
	"errors"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/latex"
	"github.com/lore-docs/lore/lore/source"
)

// SettingsFile is the name under which a site keeps its settings.
const SettingsFile = "lore.toml"

// Settings is what a site says in its lore.toml. The zero value is what a site
// without one gets.
type Settings struct {
	Title     string   `toml:"title"`     // of the site; "" is the title of its first page
	Version   string   `toml:"version"`   // of what the site describes
	Language  string   `toml:"language"`  // BCP 47, of pages that do not say; "" is "en"
	Copyright string   `toml:"copyright"` // a line at the foot of every page
	Source    string   `toml:"source"`    // where the documents are kept, for a link on every page
	Edit      string   `toml:"edit"`      // address to edit a page at; {path} is its path in the module
	Out       string   `toml:"out"`       // folder of the outputs
	Formats   []string `toml:"formats"`   // what is built when the command does not say
	Exclude   []string `toml:"exclude"`   // patterns of paths that are no pages: "drafts/*", "old.md"

	Numbers    bool   `toml:"numbers"`     // number chapters and sections
	LastChange string `toml:"last_change"` // "page": what the page says; "file": when the file was changed
	Fonts      string `toml:"fonts"`       // "embedded" or "system"
	Theme      string `toml:"theme"`       // folder whose files go before the templates of the same name
	Template   string `toml:"template"`    // a template of the original Lore, in place of the theme's page

	LaTeX LaTeXSettings `toml:"latex"`

	API  APISettings  `toml:"api"`
	Lint LintSettings `toml:"lint"`
	Test TestSettings `toml:"test"`
}

// APISettings says where names in packages lead.
type APISettings struct {
	Default string            `toml:"default"` // address pattern of Go packages that no entry of URLs fits
	URLs    map[string]string `toml:"urls"`    // address patterns by the beginning of a name
}

// LaTeXSettings says what is made of the pages for TeX, and how it looks.
type LaTeXSettings struct {
	Shape    string `toml:"shape"`     // "book", "article", "chapter" or "section"; "" is a book, or an article of a page built alone
	Paper    string `toml:"paper"`     // "a4", "letter" or "6x9"
	Links    string `toml:"links"`     // "print": with pages and footnotes; "screen": coloured
	TextFont string `toml:"text_font"` // the names of fonts; "" is what lore.sty names
	SansFont string `toml:"sans_font"`
	CodeFont string `toml:"code_font"`
}

// LintSettings says how much diagnostics weigh.
type LintSettings struct {
	Rules map[string]string `toml:"rules"` // by code: "error", "warning" or "off"
}

// choices are the settings with a closed set of values. The first is the default.
var choices = []struct {
	key    string
	value  func(*Settings) *string
	values []string
}{
	{"last_change", func(s *Settings) *string { return &s.LastChange }, []string{"page", "file"}},
	{"fonts", func(s *Settings) *string { return &s.Fonts }, []string{"embedded", "system"}},
	{"shape", func(s *Settings) *string { return &s.LaTeX.Shape }, []string{"", "book", "article", "chapter", "section"}},
	{"paper", func(s *Settings) *string { return &s.LaTeX.Paper }, latex.Papers()},
	{"links", func(s *Settings) *string { return &s.LaTeX.Links }, []string{"print", "screen"}},
}

// ReadSettings reads a lore.toml. What is wrong with it goes to the sink, with
// its place in the file; the settings that could be read are returned.
func ReadSettings(f *source.File, sink diag.Sink) Settings {
	var s Settings
	d := toml.NewDecoder(strings.NewReader(f.Text)).DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		reportTOML(f, err, sink)
	}
	r := settingsReporter{f, sink}
	for _, c := range choices {
		r.choice(c.key, c.value(&s), c.values)
	}
	for _, pattern := range s.Exclude {
		r.exclude(pattern)
	}
	r.address(s.API.Default)
	for _, prefix := range slices.Sorted(maps.Keys(s.API.URLs)) {
		r.address(s.API.URLs[prefix])
	}
	for _, code := range slices.Sorted(maps.Keys(s.Lint.Rules)) {
		r.rule(code, s.Lint.Rules[code])
	}
	return s
}

func reportTOML(f *source.File, err error, sink diag.Sink) {
	var strict *toml.StrictMissingError
	var bad *toml.DecodeError
	switch {
	case errors.As(err, &strict):
		for i := range strict.Errors {
			e := &strict.Errors[i]
			key := e.Key()
			name := key[len(key)-1]
			sink.Report(diag.New(diag.Config, f, wordAt(f, e, name), "unknown setting %q", strings.Join(key, ".")).
				DidYouMean(nearest.Nearest(name, settingNames())))
		}
	case errors.As(err, &bad):
		sink.Report(tomlError(f, bad))
	default:
		sink.Report(diag.New(diag.Config, f, source.Span{}, "%v", err))
	}
}

// wordAt returns the place of a TOML error. The library gives line and column
// where the key begins.
func wordAt(f *source.File, e *toml.DecodeError, word string) source.Span {
	line, col := e.Position()
	start := lineStart(f, line) + int32(max(0, col-1))
	return source.Span{Start: start, End: start + int32(max(1, len(word)))}
}

func lineStart(f *source.File, line int) int32 {
	off := int32(0)
	for range line - 1 {
		i := strings.IndexByte(f.Text[off:], '\n')
		if i < 0 {
			break
		}
		off += int32(i) + 1
	}
	return off
}

// settingNames returns every name that may stand before a "=" or in brackets.
func settingNames() []string {
	var names []string
	var add func(t reflect.Type)
	add = func(t reflect.Type) {
		for i := range t.NumField() {
			names = append(names, t.Field(i).Tag.Get("toml"))
			if t.Field(i).Type.Kind() == reflect.Struct {
				add(t.Field(i).Type)
			}
		}
	}
	add(reflect.TypeFor[Settings]())
	return names
}

// settingsReporter checks values that TOML's types cannot.
type settingsReporter struct {
	file *source.File
	sink diag.Sink
}

func (r settingsReporter) choice(key string, value *string, values []string) {
	if *value == "" {
		*value = values[0]
		return
	}
	if slices.Contains(values, *value) {
		return
	}
	r.sink.Report(r.report(key, *value, "%s is %q; it may be %s", key, *value, strings.Join(slices.DeleteFunc(slices.Clone(values), isEmpty), " or ")))
	*value = values[0]
}

func isEmpty(s string) bool { return s == "" }

func (r settingsReporter) rule(code, weight string) {
	if _, ok := diag.Lookup(diag.Code(code)); !ok {
		r.sink.Report(r.report(code, code, "no diagnostic has the code %q", code).
			DidYouMean(nearest.Nearest(code, codeNames())))
		return
	}
	if _, ok := severities[weight]; !ok && weight != off {
		r.sink.Report(r.report(code, weight, "%s weighs %q; it may weigh error, warning or off", code, weight))
	}
}

// report makes a diagnostic at value, on the line that begins with key.
func (r settingsReporter) report(key, value, format string, args ...any) diag.Diagnostic {
	off := 0
	for line := range strings.Lines(r.file.Text) {
		text := strings.TrimLeft(line, " \t\"'")
		if i := strings.LastIndex(line, value); strings.HasPrefix(text, key) && i >= 0 {
			span := source.Span{Start: int32(off + i), End: int32(off + i + len(value))}
			return diag.New(diag.Config, r.file, span, format, args...)
		}
		off += len(line)
	}
	return diag.New(diag.Config, r.file, source.Span{}, format, args...)
}

func codeNames() []string {
	var names []string
	for _, info := range diag.Codes() {
		names = append(names, string(info.Code))
	}
	return names
}

// The words of [lint.rules]. A diagnostic whose code is off is dropped.
const off = "off"

var severities = map[string]diag.Severity{"error": diag.Error, "warning": diag.Warning}

// Weigh returns l with the severities that the settings ask for, and without
// what they turn off. It changes l.
func (s *Settings) Weigh(l diag.List) diag.List {
	if len(s.Lint.Rules) == 0 {
		return l
	}
	kept := l[:0]
	for _, d := range l {
		weight := s.Lint.Rules[string(d.Code)]
		if weight == off {
			continue
		}
		if severity, ok := severities[weight]; ok {
			d.Severity = severity
		}
		kept = append(kept, d)
	}
	return kept
}

// FindSettings returns the name of the lore.toml for the documents in dir: in
// that folder or one above it, up to the one of the module. It returns "" if
// there is none.
func FindSettings(dir string) string {
	abs, err := realpath(dir)
	if err != nil {
		return ""
	}
	found := Ascend(abs, SettingsFile)
	if module := Ascend(abs, "go.mod"); found == "" || module != "" && len(found) < len(module) {
		return ""
	}
	return relative(filepath.Join(found, SettingsFile))
}

// relative returns name as seen from the working folder, if that is shorter.
func relative(name string) string {
	wd, err := realpath(".")
	if err != nil {
		return name
	}
	rel, err := filepath.Rel(wd, name)
	if err != nil || len(rel) > len(name) {
		return name
	}
	return rel
}
