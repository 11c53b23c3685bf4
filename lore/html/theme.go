package html

import (
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/templates"
)

// themeFiles are the files that a theme may have beside those to be copied.
func themeFiles() []string {
	return append(templates.Files(), templates.StyleFile, templates.ScriptFile, templates.ExtraFile, templates.IconFile)
}

// checkTheme warns of files of the theme that are likely meant to go before one
// of lore's and have another name.
func checkTheme(o Options, sink diag.Sink) {
	if o.Theme == nil {
		return
	}
	entries, err := fs.ReadDir(o.Theme, ".")
	if err != nil {
		sink.Report(diag.New(diag.Template, source.New(o.ThemeName, ""), source.Span{}, "there is no theme here"))
		return
	}
	for _, e := range entries {
		name := e.Name()
		near := nearest.Nearest(name, themeFiles())
		if e.IsDir() || slices.Contains(themeFiles(), name) || near == "" && path.Ext(name) != ".tmpl" {
			continue
		}
		d := diag.New(diag.Template, source.New(path.Join(o.ThemeName, name), ""), source.Span{}, "no template is called %q", name)
		d.Severity = diag.Warning
		sink.Report(d.DidYouMean(near))
	}
}

// What package template says of the slips that are made most.
var (
	noField    = regexp.MustCompile(`at <(.*)>: can't evaluate field (\w+) in type`)
	noFunction = regexp.MustCompile(`^function "(\w+)" not defined`)
	openAction = regexp.MustCompile(`^unexpected "}" in operand|^unclosed action|^unterminated`)
)

// themeError words an error of package template, which is on one line of f.
func themeError(f *source.File, line source.Span, message string) diag.Diagnostic {
	report := func(at source.Span, format string, args ...any) diag.Diagnostic {
		return diag.New(diag.Template, f, at, format, args...)
	}
	if m := noField.FindStringSubmatch(message); m != nil {
		return report(within(f, line, m[2]), "there is no field %q", m[2]).DidYouMean(nearest.Nearest(m[2], themeFields()))
	}
	if m := noFunction.FindStringSubmatch(message); m != nil {
		return report(within(f, line, m[1]), "there is no function %q", m[1])
	}
	switch {
	case message == "unexpected EOF":
		return report(line, "the template ends within a block").WithHint("an {{ if }}, {{ range }} or {{ with }} lacks its {{ end }}")
	case openAction.MatchString(message):
		at := line
		if i := strings.LastIndex(f.Slice(line), "{{"); i >= 0 {
			at.Start += int32(i)
		}
		return report(at, "the action is not closed").WithHint("write }}")
	}
	return report(line, "%s", message)
}

// themeFields returns the names that a template may ask for.
func themeFields() []string {
	var names []string
	for _, t := range []reflect.Type{reflect.TypeFor[templates.Page](), reflect.TypeFor[templates.Site](), reflect.TypeFor[templates.Redirect]()} {
		for i := range t.NumField() {
			names = append(names, t.Field(i).Name)
		}
	}
	return names
}

// position finds the place in an error of package template.
var position = regexp.MustCompile(`^(?:html/)?template: ?([^:\s]+):(\d+)(?::\d+)?: (.*)`)

// themeFailed reports a template of the theme and goes on without the theme's
// templates. An error in an embedded one is a bug.
func themeFailed(o Options, name string, err error, sink diag.Sink) (*template.Template, error) {
	line, message := 1, err.Error()
	if m := position.FindStringSubmatch(message); m != nil {
		name, message = m[1], m[3]
		line, _ = strconv.Atoi(m[2])
	}
	if o.Theme == nil {
		return nil, fmt.Errorf("template %s, line %d: %s", name, line, message)
	}
	text, readErr := fs.ReadFile(o.Theme, name)
	if readErr != nil {
		text = nil
	}
	f := source.New(path.Join(o.ThemeName, name), string(text))
	sink.Report(themeError(f, lineSpan(f, line), message))
	o.Theme = nil
	return loadTemplates(o, sink)
}

// lineSpan returns the place of line n of f.
func lineSpan(f *source.File, n int) source.Span {
	off := 0
	for range n - 1 {
		i := strings.IndexByte(f.Text[off:], '\n')
		if i < 0 {
			break
		}
		off += i + 1
	}
	return source.Span{Start: int32(off), End: int32(off + len(f.Line(n)))}
}
