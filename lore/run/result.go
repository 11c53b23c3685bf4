package run

import (
	"time"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
)

// Result is what came of a run.
type Result struct {
	Checks []*Done // by page and place
	Edits  []Edit  // with Input.Bless: what would make the pages true

	// NoSandbox says why commands were not run although the level asked for
	// it: strict mode, on a machine without sandboxes.
	NoSandbox error
}

// Done is a check and how it ended.
type Done struct {
	Page    string // path in the module
	Path    string // "finger.xhtml/session/step02_telnet", from the folder of the documents
	File    *source.File
	Span    source.Span // of the listing, or of the prompt
	Listing int         // tree.ListingID on the page
	Status  Status
	Reason  string // of Skipped and Blocked
	Needs   bool   // Failed for want of a tool or module
	Cached  bool   // it passed before, and nothing changed

	Duration    time.Duration
	Output      string // of a step: what was printed
	Diagnostics diag.List

	waits bool // or may: for input that the page does not mark
}

// Status is how a check ended.
type Status uint8

// The states. A check is Blocked where something that was reported elsewhere
// keeps it from being done.
const (
	Passed Status = iota
	Failed
	Skipped
	Blocked
)

// String returns the name of s.
func (s Status) String() string { return [...]string{"passed", "failed", "skipped", "blocked"}[s] }

// Event says that a check begins or ends.
type Event struct {
	Check *Done
	Ended bool
	Done  int // checks that ended so far
	Total int
}

// Count returns how many checks ended so.
func (r *Result) Count(s Status) int {
	n := 0
	for _, c := range r.Checks {
		if c.Status == s {
			n++
		}
	}
	return n
}

// Diagnostics returns what all checks found, sorted.
func (r *Result) Diagnostics() diag.List {
	var l diag.List
	for _, c := range r.Checks {
		l = append(l, c.Diagnostics...)
	}
	l.Sort()
	return l
}

// fail adds a diagnostic, and makes a failure of the check if it is an error.
func (d *Done) fail(f diag.Diagnostic) {
	d.Diagnostics.Report(f)
	if f.Severity == diag.Error {
		d.Status, d.Reason = Failed, ""
	}
}

// skip ends the check with a reason.
func (d *Done) skip(reason string) {
	if d.Status == Passed {
		d.Status, d.Reason = Skipped, reason
	}
}

// block ends the check for a reason that is reported elsewhere.
func (d *Done) block(reason string) {
	if d.Status == Passed {
		d.Status, d.Reason = Blocked, reason
	}
}
