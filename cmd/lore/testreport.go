package main

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/lore-docs/lore/lore"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/run"
)

// An eventWriter prints events in the form of go test -json.
type eventWriter struct {
	json *json.Encoder
	pkg  string
	ran  map[*run.Done]bool
}

type testEvent struct {
	Time    time.Time
	Action  string
	Package string
	Test    string   `json:",omitempty"`
	Elapsed *float64 `json:",omitempty"` // seconds
	Output  string   `json:",omitempty"`
}

func newEventWriter(w io.Writer, pkg string) *eventWriter {
	e := &eventWriter{json: json.NewEncoder(w), pkg: pkg, ran: map[*run.Done]bool{}}
	e.put("start", "", nil, "")
	return e
}

func (e *eventWriter) put(action, test string, took *time.Duration, output string) {
	v := testEvent{Time: time.Now(), Action: action, Package: e.pkg, Test: test, Output: output}
	if took != nil {
		seconds := took.Seconds()
		v.Elapsed = &seconds
	}
	_ = e.json.Encode(v) // nobody reads any more
}

// event is lore.TestConfig.Event.
func (e *eventWriter) event(v run.Event) {
	c := v.Check
	if !e.ran[c] {
		e.ran[c] = true
		e.put("run", c.Path, nil, "")
	}
	if !v.Ended {
		return
	}
	if text := said(c); text != "" {
		for line := range strings.Lines(text) {
			e.put("output", c.Path, nil, line)
		}
	}
	e.put(action(c.Status), c.Path, &c.Duration, "")
}

// action is what go test calls the end of a test.
func action(s run.Status) string {
	switch s {
	case run.Passed:
		return "pass"
	case run.Failed:
		return "fail"
	}
	return "skip"
}

// said is what a test has to say.
func said(c *run.Done) string {
	var b strings.Builder
	_ = diag.Printer{}.Print(&b, c.Diagnostics) // a Builder takes all
	if c.Reason != "" {
		fmt.Fprintf(&b, "%s: %s\n", c.Status, c.Reason)
	}
	return b.String()
}

func (e *eventWriter) end(ok bool, took time.Duration) {
	if ok {
		e.put("pass", "", &took, "")
	} else {
		e.put("fail", "", &took, "")
	}
}

type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Time    string       `xml:"time,attr"`
	Suites  []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string     `xml:"classname,attr"`
	Name    string     `xml:"name,attr"`
	File    string     `xml:"file,attr"`
	Line    int        `xml:"line,attr"`
	Time    string     `xml:"time,attr"`
	Failure *junitText `xml:"failure"`
	Skipped *junitText `xml:"skipped"`
}

type junitText struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// writeJUnit writes a suite for each page.
func writeJUnit(name string, r *lore.TestResult, took time.Duration) error {
	all := junitSuites{Time: seconds(took)}
	for _, t := range r.Tests {
		if n := len(all.Suites); n == 0 || all.Suites[n-1].Name != t.Page {
			all.Suites = append(all.Suites, junitSuite{Name: t.Page})
		}
		all.Suites[len(all.Suites)-1].add(t)
	}
	text, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(name, []byte(xml.Header+string(text)+"\n"), 0o666)
}

func (s *junitSuite) add(t *run.Done) {
	pos := t.File.Position(t.Span.Start)
	c := junitCase{Class: t.Page, Name: t.Path, File: pos.File, Line: pos.Line, Time: seconds(t.Duration)}
	s.Tests++
	switch t.Status {
	case run.Failed:
		s.Failures++
		c.Failure = &junitText{firstMessage(t), said(t)}
	case run.Skipped, run.Blocked:
		s.Skipped++
		c.Skipped = &junitText{Message: t.Reason}
	}
	s.Cases = append(s.Cases, c)
}

func firstMessage(t *run.Done) string {
	for _, d := range t.Diagnostics {
		if d.Severity == diag.Error {
			return d.Message
		}
	}
	return ""
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
