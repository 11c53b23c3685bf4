package apilinks

import (
	"context"
	"encoding/json"
	"fmt"
	"go/build"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A toolchain is what the go command says of itself.
type toolchain struct {
	goroot, modcache   string
	version            string // "go1.26.8"
	goos, goarch, tags string // tags as -tags has them, with commas
	cgo                bool
	stamp              string // of GOROOT's VERSION file
}

// loadToolchain asks the go command about itself, or the cache. The answer is
// kept by what it can depend on: the command's file, the environment, the file
// that go env -w writes, and GOROOT's version, which an upgrade in place changes.
func loadToolchain(ctx context.Context, c goCommand, kept cache) (*toolchain, error) {
	key := toolchainKey(c)
	if d := kept.get(key); d != nil {
		t := d.toolchain()
		if d.err == nil && t.stamp == versionFile(t.goroot) {
			return t, nil
		}
	}
	t, err := askToolchain(ctx, c)
	if err != nil {
		return nil, err
	}
	kept.put(key, func(e *encoder) { e.toolchain(t) })
	return t, nil
}

func askToolchain(ctx context.Context, c goCommand) (*toolchain, error) {
	out, err := c.run(ctx, "env", "-json", "GOROOT", "GOMODCACHE", "GOVERSION", "GOOS", "GOARCH", "CGO_ENABLED", "GOFLAGS")
	if err != nil {
		return nil, err
	}
	var env struct{ GOROOT, GOMODCACHE, GOVERSION, GOOS, GOARCH, CGO_ENABLED, GOFLAGS string }
	if err := json.Unmarshal(out, &env); err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	if env.GOROOT == "" {
		return nil, fmt.Errorf("go env names no GOROOT")
	}
	return &toolchain{
		goroot: env.GOROOT, modcache: env.GOMODCACHE, version: env.GOVERSION,
		goos: env.GOOS, goarch: env.GOARCH, cgo: env.CGO_ENABLED == "1",
		tags: flagTags(env.GOFLAGS), stamp: versionFile(env.GOROOT),
	}, nil
}

func versionFile(goroot string) string {
	text, err := os.ReadFile(filepath.Join(goroot, "VERSION"))
	if err != nil {
		return ""
	}
	return string(text)
}

// flagTags finds the last -tags in GOFLAGS.
func flagTags(flags string) (tags string) {
	for _, f := range strings.Fields(flags) {
		name, value, _ := strings.Cut(f, "=")
		if name == "-tags" || name == "--tags" {
			tags = value
		}
	}
	return tags
}

func toolchainKey(c goCommand) string {
	var b strings.Builder
	b.WriteString("toolchain\n" + c.dir + "\n")
	file := c.file
	if real, err := filepath.EvalSymlinks(file); err == nil {
		file = real
	}
	b.WriteString(file)
	if info, err := os.Stat(file); err == nil {
		fmt.Fprintf(&b, " %d %d\n", info.Size(), info.ModTime().UnixNano())
	}
	env := os.Environ()
	slices.Sort(env)
	for _, v := range env {
		if mattersToGo(v) {
			b.WriteString(v + "\n")
		}
	}
	if file := goEnvFile(); file != "" {
		text, _ := os.ReadFile(file)
		b.Write(text)
	}
	return b.String()
}

// mattersToGo reports whether an environment variable can change what go env
// says. PATH can: CGO_ENABLED depends on a C compiler, and a script that
// stands for go may look there.
func mattersToGo(v string) bool {
	name, _, _ := strings.Cut(v, "=")
	switch name {
	case "PATH", "HOME", "CC", "CGO_ENABLED", "XDG_CONFIG_HOME", "USERPROFILE", "AppData":
		return true
	}
	return strings.HasPrefix(name, "GO")
}

func goEnvFile() string {
	switch file := os.Getenv("GOENV"); file {
	case "off":
		return ""
	case "":
		dir, err := os.UserConfigDir()
		if err != nil {
			return ""
		}
		return filepath.Join(dir, "go", "env")
	default:
		return file
	}
}

// context returns the context that chooses a package's files as this
// toolchain would.
func (t *toolchain) context() build.Context {
	c := build.Default
	c.GOROOT, c.GOOS, c.GOARCH, c.CgoEnabled = t.goroot, t.goos, t.goarch, t.cgo
	c.BuildTags = strings.FieldsFunc(t.tags, func(r rune) bool { return r == ',' || r == ' ' })
	minor := strings.TrimPrefix(t.version, "go1.")
	if i := strings.IndexFunc(minor, func(r rune) bool { return r < '0' || r > '9' }); i >= 0 {
		minor = minor[:i] // of "26.8", "27rc1", "27-abcdef"
	}
	if n, err := strconv.Atoi(minor); err == nil && n > 0 && n < 1000 {
		c.ReleaseTags = nil
		for i := range n {
			c.ReleaseTags = append(c.ReleaseTags, "go1."+strconv.Itoa(i+1))
		}
	}
	return c
}

// key names what of the toolchain the files of a package depend on.
func (t *toolchain) key() string {
	return fmt.Sprintf("%s %s/%s cgo=%t tags=%s", t.version, t.goos, t.goarch, t.cgo, t.tags)
}

func (e *encoder) toolchain(t *toolchain) {
	cgo := ""
	if t.cgo {
		cgo = "1"
	}
	e.strings([]string{t.goroot, t.modcache, t.version, t.goos, t.goarch, t.tags, cgo, t.stamp})
}

func (d *decoder) toolchain() *toolchain {
	s := d.strings()
	if len(s) != 8 {
		d.fail()
		return nil
	}
	return &toolchain{goroot: s[0], modcache: s[1], version: s[2], goos: s[3], goarch: s[4], tags: s[5], cgo: s[6] != "", stamp: s[7]}
}
