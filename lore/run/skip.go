package run

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/run/script"
	"github.com/lore-docs/lore/lore/run/term"
)

// unfit returns why a block is not for this machine, or is not to be checked at
// all, and "" if it is.
func (r *run) unfit(o script.Options) string {
	switch {
	case o.Skip != "":
		return o.Skip
	case o.NoCheck:
		return "not checked: " + o.Why
	case len(o.OS) > 0 && !slices.Contains(o.OS, runtime.GOOS) && !(slices.Contains(o.OS, "unix") && runtime.GOOS != "windows"):
		return fmt.Sprintf("for %s; this is %s", strings.Join(o.OS, " and "), runtime.GOOS)
	}
	for _, tool := range o.Needs {
		if why := r.lacks(tool); why != "" {
			return why
		}
	}
	return ""
}

// lacks returns why a tool cannot be used. The tool net is the network.
func (r *run) lacks(tool string) string {
	if tool == "net" {
		if r.in.Sandbox == term.Strict {
			return "needs the network, which a strict sandbox has not"
		}
		return ""
	}
	if _, err := exec.LookPath(tool); err != nil {
		return fmt.Sprintf("needs %s, which is not installed", tool)
	}
	return ""
}

// hasCgo reports whether programs that import C can be linked: whether cgo is on,
// and there is a C compiler.
func hasCgo() bool {
	compiler := os.Getenv("CC")
	if compiler == "" {
		compiler = "cc"
		if _, err := exec.LookPath("gcc"); err == nil {
			compiler = "gcc"
		}
	}
	_, err := exec.LookPath(strings.Fields(compiler + " cc")[0])
	return err == nil && os.Getenv("CGO_ENABLED") != "0"
}

// required reports whether a block may not be skipped for want of a tool.
func (r *run) required(o script.Options) bool {
	if o.Skip != "" || o.NoCheck {
		return false
	}
	return slices.ContainsFunc(o.Needs, func(tool string) bool {
		return r.lacks(tool) != "" && (slices.Contains(r.in.Require, tool) || slices.Contains(r.in.Require, "all"))
	})
}

// skipped ends a check that is not done, and reports it.
func (r *run) skipped(check *Done, at place, why string) {
	if r.required(at.page.withNeeds(at.options())) {
		check.fail(diag.New(diag.ListingNeeds, check.File, check.Span, "%s", why))
		check.Needs = true
		return
	}
	check.skip(why)
	span := check.Span
	if word, ok := r.skipWord(at); ok {
		span = word
	}
	check.fail(diag.New(diag.ListingSkipped, check.File, span, "skipped: %s", why))
}
