package golden

import (
	"bytes"
	"errors"
	"fmt"
)

// An archive is a txtar file in parts. Unlike the usual reader it keeps each
// marker line as it is spelled, so that format gives back the bytes that parse
// read.
type archive struct {
	comment  []byte
	sections []section
}

type section struct {
	marker []byte // the marker line with its newline
	name   string
	data   []byte // empty, or ends with a newline
}

// parse reads a txtar file. A missing newline at its end is added, as the
// format demands.
func parse(data []byte) (archive, error) {
	var a archive
	into := &a.comment
	for line := range bytes.Lines(withNewline(data)) {
		name, ok := markerName(line)
		if !ok {
			*into = append(*into, line...)
			continue
		}
		if a.find(name) != nil {
			return a, fmt.Errorf("section %q appears twice", name)
		}
		a.sections = append(a.sections, section{marker: line, name: name})
		into = &a.sections[len(a.sections)-1].data
	}
	if len(a.sections) == 0 {
		return a, errors.New("no sections")
	}
	return a, nil
}

func (a *archive) format() []byte {
	out := bytes.Clone(a.comment)
	for _, s := range a.sections {
		out = append(out, s.marker...)
		out = append(out, s.data...)
	}
	return out
}

// find returns the section, or nil. It stays valid until a section is added.
func (a *archive) find(name string) *section {
	for i := range a.sections {
		if a.sections[i].name == name {
			return &a.sections[i]
		}
	}
	return nil
}

// set gives the section new data. An absent section joins at the end, unless
// it would be empty: an absent section and an empty one mean the same.
func (a *archive) set(name string, data []byte) {
	if s := a.find(name); s != nil {
		s.data = data
		return
	}
	if len(data) > 0 {
		marker := fmt.Appendf(nil, "-- %s --\n", name)
		a.sections = append(a.sections, section{marker, name, data})
	}
}

// markerName returns the name in a marker line, such as "-- input.xhtml --".
func markerName(line []byte) (name string, ok bool) {
	line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
	line, ok = bytes.CutPrefix(line, []byte("-- "))
	if !ok {
		return "", false
	}
	line, ok = bytes.CutSuffix(line, []byte(" --"))
	name = string(bytes.TrimSpace(line))
	return name, ok && name != ""
}

// markerLine returns the first line of text that would start a section.
func markerLine(text []byte) string {
	for line := range bytes.Lines(text) {
		if _, ok := markerName(line); ok {
			return string(bytes.TrimSpace(line))
		}
	}
	return ""
}

func withNewline(text []byte) []byte {
	if len(text) == 0 || text[len(text)-1] == '\n' {
		return text
	}
	return append(bytes.Clone(text), '\n')
}
