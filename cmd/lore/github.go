package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/lore-docs/lore/lore"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/run"
)

// mostAnnotations is how many of a kind GitHub shows of one step.
const mostAnnotations = 10

// annotate writes diagnostics as workflow commands of GitHub.
func annotate(w io.Writer, l diag.List) {
	left := map[diag.Severity]int{diag.Error: mostAnnotations, diag.Warning: mostAnnotations}
	for _, d := range l {
		if left[d.Severity]--; left[d.Severity] < 0 {
			continue
		}
		pos := d.Position()
		text := d.Message
		if d.Hint != "" {
			text += "\n" + d.Hint
		}
		if d.Detail != "" {
			text += "\n" + d.Detail
		}
		fmt.Fprintf(w, "::%s file=%s,line=%d,col=%d,title=%s::%s\n", d.Severity, property(pos.File), pos.Line, pos.Col, d.Code, data(text))
	}
}

// data escapes the text of a workflow command, property one of its values.
func data(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func property(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(data(s))
}

// isFork reports whether the event that a workflow of GitHub runs for is a pull
// request from a fork. The event is in a file, "" for none.
func isFork(event string) (bool, error) {
	if event == "" {
		return false, nil
	}
	var e struct {
		PullRequest *struct {
			Head struct {
				Repo *struct {
					Fork bool   `json:"fork"`
					Name string `json:"full_name"`
				} `json:"repo"`
			} `json:"head"`
			Base struct {
				Repo struct {
					Name string `json:"full_name"`
				} `json:"repo"`
			} `json:"base"`
		} `json:"pull_request"`
	}
	text, err := os.ReadFile(event)
	if err == nil {
		err = json.Unmarshal(text, &e)
	}
	if err != nil {
		return false, fmt.Errorf("read the event of GitHub: %w; --sandbox says how to run commands without it", err)
	}
	if e.PullRequest == nil {
		return false, nil
	}
	head := e.PullRequest.Head.Repo // none: the fork is deleted
	return head == nil || head.Name != e.PullRequest.Base.Repo.Name, nil
}

// mostRows is how many failures a summary lists.
const mostRows = 50

// writeSummary adds to the summary of a job on GitHub: how many tests of each
// page ended how, and what failed.
func writeSummary(name string, r *lore.TestResult, took time.Duration) error {
	if name == "" {
		return nil
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return fmt.Errorf("write the summary: %w", err)
	}
	_, err = f.WriteString(jobSummary(r, took))
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("write the summary: %w", err)
	}
	return nil
}

// jobSummary is a report in GitHub's Markdown.
func jobSummary(r *lore.TestResult, took time.Duration) string {
	var b strings.Builder
	fmt.Fprintf(&b, "### lore test\n\n%s\n", cell(summary(r, took)))
	table(&b, "Page | Passed | Failed | Skipped | Blocked", "--- | ---: | ---: | ---: | ---:", pageRows(r))
	var rows []string
	for _, d := range r.Diagnostics {
		if d.Severity == diag.Error {
			rows = append(rows, fmt.Sprintf("%s | %s | %s", cell(d.Position().String()), d.Code, cell(d.Message)))
		}
	}
	if more := len(rows) - mostRows; more > 0 {
		rows = append(rows[:mostRows], fmt.Sprintf("and %d more | | ", more))
	}
	table(&b, "Place | Code | What is wrong", "--- | --- | ---", rows)
	return b.String() + "\n"
}

func table(b *strings.Builder, head, rule string, rows []string) {
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(b, "\n| %s |\n| %s |\n", head, rule)
	for _, row := range rows {
		fmt.Fprintf(b, "| %s |\n", row)
	}
}

// pageRows are the pages of which not all tests passed.
func pageRows(r *lore.TestResult) (rows []string) {
	var pages []string
	counts := map[string]*[4]int{}
	for _, t := range r.Tests {
		if counts[t.Page] == nil {
			counts[t.Page] = new([4]int)
			pages = append(pages, t.Page)
		}
		counts[t.Page][t.Status]++
	}
	for _, page := range pages {
		if n := counts[page]; n[run.Failed]+n[run.Skipped]+n[run.Blocked] > 0 {
			rows = append(rows, fmt.Sprintf("%s | %d | %d | %d | %d", cell(page), n[run.Passed], n[run.Failed], n[run.Skipped], n[run.Blocked]))
		}
	}
	return rows
}

// cell makes text of pages and programs safe in a cell of a table: it is shown
// as it is, and is no mark-up, mention or link.
func cell(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F {
			return ' '
		}
		return r
	}, s)
	s = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "|", "&#124;", "@", "&#64;", "#", "&#35;").Replace(s)
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("\\`*_{}[]()!~$:", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
