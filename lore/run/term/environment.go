//go:build linux || darwin

package term

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// environment is all that the programs of a session inherit.
func environment(c Config, p place) []string {
	vars := []string{
		"PATH=" + filepath.Join(p.root, "bin") + string(filepath.ListSeparator) + p.path,
		"HOME=" + p.home, "TMPDIR=" + p.tmp, "LANG=C.UTF-8", "TZ=UTC", "TERM=dumb", "NO_COLOR=1", "COLUMNS=" + itoa(columns),
		"GOTOOLCHAIN=local", "GOPROXY=off", "GOFLAGS=-mod=readonly",
	}
	if cgo, ok := os.LookupEnv("CGO_ENABLED"); ok {
		vars = append(vars, "CGO_ENABLED="+cgo)
	}
	return merge(vars, c.Env)
}

// merge lets later variables win.
func merge(base, more []string) []string {
	at := map[string]int{}
	var all []string
	for _, v := range append(base[:len(base):len(base)], more...) {
		name, _, _ := strings.Cut(v, "=")
		if i, ok := at[name]; ok {
			all[i] = v
			continue
		}
		at[name] = len(all)
		all = append(all, v)
	}
	return all
}

// realGo is the go command itself, free of links, or empty.
func realGo(path string) string {
	path, err := exec.LookPath(orElse(path, "go"))
	if err == nil {
		path, err = filepath.Abs(path)
	}
	if err == nil {
		path, err = filepath.EvalSymlinks(path)
	}
	if err != nil {
		return ""
	}
	return path
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// standIns are the files below place.root: the go command of the session, and
// telnet and nc where the machine has none.
func standIns(c Config, p *place) (map[string]string, error) {
	table := filepath.Join(p.root, "go.json")
	files := map[string]string{"bin/go": script(p.helper, "go", table)}
	for _, name := range []string{"telnet", "nc"} {
		if !inPath(name, p.path) {
			files["bin/"+name] = script(p.helper, name)
		}
	}
	if c.Self != "" {
		files["bin/"+c.Self] = "#!/bin/sh\nexec " + quote(p.helper) + ` "$@"` + "\n"
	}
	t, err := newGoTable(c, p)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(t)
	files["go.json"] = string(text)
	return files, err
}

// script runs a helper in the place of a program. It is a script and not a
// link, because the name by which a program is called is the caller's to
// choose, and its arguments are not.
func script(helper, name string, args ...string) string {
	line := "#!/bin/sh\nexec " + quote(helper) + " " + quote(helperMark+name)
	for _, a := range args {
		line += " " + quote(a)
	}
	return line + ` "$@"` + "\n"
}

func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

func inPath(name, path string) bool {
	for _, dir := range filepath.SplitList(path) {
		if st, err := os.Stat(filepath.Join(dir, name)); err == nil && st.Mode().IsRegular() && st.Mode()&0o111 != 0 {
			return true
		}
	}
	return false
}
