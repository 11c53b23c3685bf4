package program

import (
	"slices"

	"github.com/lore-docs/lore/lore/diag"
)

// A Status is how a check ended.
type Status uint8

// The states. A program is Blocked by what another one is to blame for.
const (
	Passed Status = iota
	Failed
	Skipped
	Blocked
)

var statusNames = [...]string{"passed", "failed", "skipped", "blocked"}

// String returns the name of s.
func (s Status) String() string { return statusNames[s] }

// A Result is what came of one program.
type Result struct {
	Program  *Program
	Status   Status
	Level    Level     // the level that was asked for
	Reason   string    // of Skipped and Blocked
	Blocker  *Program  // of Blocked: the program to blame, if it is one of the plan
	Findings []Finding // by place; warnings alone leave a program Passed

	// Needs names the modules and tools that are not on this machine. A
	// program with needs is Failed if [Config.Require] says so, else Skipped.
	Needs []string

	// Errors are those of a program that must not compile, as the compiler
	// gives them, by place.
	Errors []CompileError

	// Binary is the absolute path of what Build linked.
	Binary string
}

// Compiles reports whether the program can be linked and run: it passed, or what
// is wrong with it is not for the compiler to refuse.
func (r *Result) Compiles() bool {
	return r.Status == Passed || r.Status == Failed && !slices.ContainsFunc(r.Findings, func(f Finding) bool {
		return f.Code.Severity() == diag.Error && f.Code != diag.ListingVet && f.Code != diag.ListingFormat
	})
}

// A CompileError is what the compiler says of one place.
type CompileError struct {
	File      string // path in the module, "" for code written in the page
	Line, Col int    // from 1
	Message   string // may have several lines
}
