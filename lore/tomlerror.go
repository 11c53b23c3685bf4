package lore

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
)

// wrongKind finds what the TOML library says of a value that does not fit: the
// kind that it is, and the Go type that it should be.
var wrongKind = regexp.MustCompile(`^cannot decode TOML ([a-z ]+) into (?:struct field \S+ of type )?(\S+)$|^cannot store (an? [a-z ]+) in an? (\S+)$`)

// tomlError words an error of the TOML library for someone who does not know
// Go, and says where it is.
func tomlError(f *source.File, err *toml.DecodeError) diag.Diagnostic {
	message := strings.TrimPrefix(err.Error(), "toml: ")
	at := wordAt(f, err, "")
	report := func(format string, args ...any) diag.Diagnostic { return diag.New(diag.Config, f, at, format, args...) }
	switch m := wrongKind.FindStringSubmatch(message); {
	case m != nil:
		at.End = at.Start + int32(len(valueAt(f.Text[at.Start:])))
		key := err.Key()
		return report("%s is %s; wanted %s", strings.Join(key, "."), article(m[1]+m[3]), wantedKind(m[2]+m[4]))
	case message == "basic strings cannot have new lines", strings.HasPrefix(message, "unterminated "):
		line := f.Line(f.Position(at.Start).Line)
		if i := strings.IndexAny(line, `"'`); i >= 0 {
			at.Start = lineStart(f, f.Position(at.Start).Line) + int32(i)
			at.End = at.Start + 1
		}
		return report("the quote is not closed on its line")
	case strings.HasSuffix(message, "at start of value"):
		at.End = at.Start + int32(len(valueAt(f.Text[at.Start:])))
		value := f.Slice(at)
		d := report("%q is no value", value)
		if b := strings.ToLower(value); b == "yes" || b == "no" || b == "true" || b == "false" {
			return d.WithHint("write true or false")
		}
		return d.WithHint("words stand in quotes")
	case strings.HasPrefix(message, "invalid UTF-8"):
		return report("a byte that is not UTF-8").WithHint("save the file as UTF-8")
	}
	return report("%s", message)
}

// valueAt returns the value that text begins with, as far as its line goes.
func valueAt(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	line, _, _ = strings.Cut(line, " #")
	return strings.TrimSpace(line)
}

func article(kind string) string {
	switch {
	case strings.HasPrefix(kind, "a"):
		if kind == "array" {
			return "a list"
		}
		return kind
	case strings.HasPrefix(kind, "i"):
		return "an " + kind
	}
	return "a " + kind
}

// wantedKind says what an author writes for a Go type.
func wantedKind(goType string) string {
	switch goType {
	case "bool":
		return "true or false"
	case "string":
		return "words in quotes"
	case "[]string":
		return `a list: ["one", "two"]`
	}
	return "a table"
}

// placeholders are the parts of a name that an address pattern may hold.
var placeholders = []string{"path", "version", "name", "anchor"}

// exclude checks a pattern of paths.
func (r settingsReporter) exclude(pattern string) {
	if _, err := path.Match(pattern, "x"); err != nil {
		r.sink.Report(r.at(pattern, "%q is no pattern of paths", pattern).WithHint(`a "[" needs its "]"`))
	}
}

// address checks the placeholders of an address pattern.
func (r settingsReporter) address(pattern string) {
	for rest := pattern; ; {
		_, after, found := strings.Cut(rest, "{")
		name, tail, closed := strings.Cut(after, "}")
		if !found || !closed {
			return
		}
		if rest = tail; slices.Contains(placeholders, name) {
			continue
		}
		d := r.at("{"+name+"}", "no part of a name is called {%s}", name)
		if near := nearest.Nearest(name, placeholders); near != "" {
			d = d.DidYouMean("{" + near + "}")
		} else {
			d = d.WithHint("there are {path}, {version}, {name}, {anchor} and %%s")
		}
		r.sink.Report(d)
	}
}

// at makes a diagnostic at the first place of a value, which stands in quotes.
func (r settingsReporter) at(value, format string, args ...any) diag.Diagnostic {
	i := max(0, strings.Index(r.file.Text, value))
	return diag.New(diag.Config, r.file, source.Span{Start: int32(i), End: int32(i + len(value))}, format, args...)
}
