package highlight

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestCanonical(t *testing.T) {
	for name, want := range map[string]string{
		"go": "go", "golang": "go", "GO": "go", "Go": "go",
		"python": "python", "py": "python", "python3": "python", "Python": "python", "python2": "python2",
		"python-interpreter": "pycon", "pycon": "pycon",
		"sh": "bash", "bash": "bash", "zsh": "bash",
		"shell": "shell", "console": "console", "shell-session": "console", "shellsession": "console",
		"elisp": "elisp", "emacs-lisp": "elisp", "EmacsLisp": "elisp", "md": "markdown",
		"html": "html", "xhtml": "html", "xml": "xml", "c++": "c++", "cpp": "c++",
		"js": "javascript", "yml": "", "diff": "diff", "text": "text", "none": "text",
		"klingon": "", "main.go": "", "": "",
	} {
		if got := Canonical(name); got != want {
			t.Errorf("Canonical(%q) = %q, want %q", name, got, want)
		}
		if Known(name) != (want != "") {
			t.Errorf("Known(%q) = %v", name, Known(name))
		}
	}
}

func TestForFile(t *testing.T) {
	for name, want := range map[string]string{
		"main.go": "go", "listings/x/main.go": "go", "finger.py": "python", "x.tac": "python",
		"a.c": "c", "a.h": "c", "a.cc": "c++", "a.html": "html", "a.xhtml": "html", "a.js": "javascript",
		"a.ts": "typescript", "a.json": "json", "a.toml": "toml", "a.yaml": "yaml", "a.yml": "yaml",
		"run.sh": "bash", "Makefile": "makefile", "Dockerfile": "docker", "Dockerfile.dev": "docker",
		"a.el": "elisp", "a.rs": "rust", "a.sql": "sql", "a.txt": "text", "a.md": "markdown",
		"a.css": "css", "a.xml": "xml", "fix.patch": "diff", "a.pl": "perl", "a.tex": "tex",
		"lib.d.ts": "typescript", "unknown.zzz": "", "plain": "", "": "", ".go": "go", "a.": "",
	} {
		if got := ForFile(name); got != want {
			t.Errorf("ForFile(%q) = %q, want %q", name, got, want)
		}
	}
}

// What one function names, the others must know.
func TestLanguagesAgree(t *testing.T) {
	names := Languages()
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Error("not sorted, or twice the same")
	}
	for _, name := range names {
		c := Canonical(name)
		if c == "" || Canonical(c) != c || name != strings.ToLower(name) {
			t.Errorf("%q has the name %q, which has the name %q", name, c, Canonical(c))
		}
	}
	cat := loadCatalogue()
	for _, p := range slices.Collect(func(yield func(filePattern) bool) {
		for _, m := range []map[string]filePattern{cat.exts, cat.whole} {
			for _, p := range m {
				if !yield(p) {
					return
				}
			}
		}
	}) {
		if Canonical(p.lang.name) != p.lang.name {
			t.Errorf("%s: %q is no canonical name", p.glob, p.lang.name)
		}
	}
}

// Every lexer must give back what it was given, whether or not it makes sense
// to it.
func TestAllLanguages(t *testing.T) {
	text := "# Title\n<?php $x = 'a' ?>\r\n{{ .X }}\t\"é\\n\" /* c */ -- d\n" +
		"\xff\x00`r` \"open\n\n  def f(x): return x -> 0x1F; %end\r\n---\nlast"
	h := New()
	seen, broken := make(map[string]bool), 0
	for _, name := range Languages() {
		if c := Canonical(name); seen[c] {
			continue
		}
		seen[Canonical(name)] = true
		for _, text := range []string{text, "", "\n", "x", "\n\nx\r\n"} {
			lines, err := h.Lines(name, text)
			check(t, text, lines)
			switch _, ok := errors.AsType[*TokenError](err); {
			case err == nil || ok:
			case errors.Is(err, ErrStuck) || errors.Is(err, ErrTextChanged): // jsonata goes in circles, and is told so
				broken++
			default:
				t.Errorf("%s: %q: %v", name, text, err)
			}
		}
	}
	if len(seen) < 280 || broken > 5 {
		t.Errorf("%d languages, %d of them broken", len(seen), broken)
	}
}
