package main

import (
	"github.com/lore-docs/lore/lore"
	"github.com/lore-docs/lore/lore/diag"
)

// jsonReport is what --json prints: one object, of which Version counts the
// changes that break its readers.
type jsonReport struct {
	Version     int          `json:"version"`
	Command     string       `json:"command"`
	Pages       int          `json:"pages"`
	Errors      int          `json:"errors"`
	Warnings    int          `json:"warnings"`
	Outputs     []jsonOutput `json:"outputs"`
	Diagnostics diag.List    `json:"diagnostics"`
}

type jsonOutput struct {
	Format string `json:"format"`
	Dir    string `json:"dir"`
	Main   string `json:"main"`
	Files  int    `json:"files"`
	Fresh  int    `json:"fresh"`
}

func newJSONReport(command string, r *lore.Result) jsonReport {
	j := jsonReport{Version: 1, Command: command, Pages: r.Pages, Outputs: []jsonOutput{}, Diagnostics: r.Diagnostics}
	j.Errors, j.Warnings = r.Diagnostics.Count()
	if j.Diagnostics == nil {
		j.Diagnostics = diag.List{}
	}
	for _, o := range r.Outputs {
		j.Outputs = append(j.Outputs, jsonOutput(o))
	}
	return j
}
