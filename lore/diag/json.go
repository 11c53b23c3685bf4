package diag

import (
	"encoding/json"

	"github.com/lore-docs/lore/lore/source"
)

// jsonPlace is the JSON form of a span: lines and columns from 1, columns in
// bytes, the end behind the last byte.
type jsonPlace struct {
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"endLine"`
	EndColumn int    `json:"endColumn"`
}

type jsonNote struct {
	jsonPlace
	Message string `json:"message"`
}

type jsonDiagnostic struct {
	jsonPlace
	Severity string     `json:"severity"`
	Code     Code       `json:"code"`
	Message  string     `json:"message"`
	Hint     string     `json:"hint,omitempty"`
	Detail   string     `json:"detail,omitempty"`
	Notes    []jsonNote `json:"notes,omitempty"`
}

// MarshalJSON writes d in the form of lore's --json reports.
func (d Diagnostic) MarshalJSON() ([]byte, error) {
	j := jsonDiagnostic{
		jsonPlace: placeOf(d.File, d.Span), Severity: d.Severity.String(), Code: d.Code,
		Message: d.Message, Hint: d.Hint, Detail: d.Detail,
	}
	for _, n := range d.Notes {
		j.Notes = append(j.Notes, jsonNote{placeOf(n.File, n.Span), n.Message})
	}
	return json.Marshal(j)
}

func placeOf(f *source.File, s source.Span) jsonPlace {
	start, end := f.Position(s.Start), f.Position(max(s.Start, s.End))
	return jsonPlace{start.File, start.Line, start.Col, end.Line, end.Col}
}
