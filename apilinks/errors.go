package apilinks

import (
	"fmt"
	"strings"
)

// An UnknownError reports a reference that reads like a Go name and names
// nothing: the author's mistake.
type UnknownError struct {
	Ref Ref

	// Reason says what is wrong, in the house style of diagnostics and
	// without the nearest name: `"Listner" is not in package net`.
	Reason string

	// Nearest is what the author may have meant, or "" where nothing is near.
	// It belongs in place of Ref.Name, of Ref.Base, or of both: Fixed is the
	// reference with it in place, which does resolve.
	Nearest string
	Fixed   Ref

	// Candidates are the import paths of the packages that were searched.
	Candidates []string
}

func (e *UnknownError) Error() string { return e.Reason }

// An AmbiguousError reports a short package name that fits several packages.
type AmbiguousError struct {
	Ref        Ref
	Candidates []string // full names that would each be right, sorted
}

func (e *AmbiguousError) Error() string {
	last := len(e.Candidates) - 1
	return fmt.Sprintf("%q fits %s and %s", e.Ref.full(), strings.Join(e.Candidates[:last], ", "), e.Candidates[last])
}

// A ForeignError reports a name of another language for which there is no
// pattern. The page is right to have it; there is nowhere to link to.
type ForeignError struct {
	Ref  Ref
	Name string // the whole name, tidied: "twisted.internet.reactor"
}

func (e *ForeignError) Error() string { return fmt.Sprintf("%q is no Go name", e.Name) }

// An UnavailableError reports a reference that cannot be looked up on this
// machine: no Go command, a module that is not downloaded, unreadable files.
// The reference may well be right.
type UnavailableError struct {
	Ref     Ref
	Package string // import path, where one is known
	Module  string // the module that is missing, where one is
	Version string
	Reason  string // "module golang.org/x/net v0.62.0 is not downloaded"
}

func (e *UnavailableError) Error() string {
	if e.Package == "" {
		return fmt.Sprintf("cannot look up %q: %s", e.Ref.full(), e.Reason)
	}
	return fmt.Sprintf("cannot read package %s: %s", e.Package, e.Reason)
}
