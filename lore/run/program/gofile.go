package program

import (
	"crypto/sha256"
	"go/ast"
	"go/build"
	"go/build/constraint"
	"go/parser"
	"go/scanner"
	"io"
	"path"
	"runtime"
	"strconv"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
)

// A goFile is a file of Go, read and parsed. It never changes.
type goFile struct {
	path  string // in the module; of code in the page a made up one
	shown string // what findings call it: path, or "" for code in the page
	text  string
	hash  [sha256.Size]byte
	bad   string // why it was not read
	link  bool   // because a symbolic link is in the way

	syntax  *ast.File // nil if it was not read
	fault   *Finding  // the first syntax error
	pkg     string    // "" if there is no package clause
	imports []importSpec
	hasMain bool // it declares func main
	cgo     bool
	test    bool
	use     use
	only    string // of otherPlatform: one that it is for
	embeds  []string
	marks   []mark
}

// An importSpec is one import of a file.
type importSpec struct {
	path      string
	line, col int
}

// use is what constraints make of a file on this machine.
type use uint8

const (
	inFolder      use = iota
	standalone        // constraints leave it out everywhere, as "ignore" does
	otherPlatform     // it is for other machines
)

func (c *Checker) readGoFile(name string) *goFile {
	text, bad := c.read(name)
	if bad != "" {
		return &goFile{path: name, shown: name, bad: bad, link: c.linked(name) != ""}
	}
	return c.parseGo(name, name, text)
}

// parseGo makes a goFile of text.
func (c *Checker) parseGo(name, shown, text string) *goFile {
	f := &goFile{path: name, shown: shown, text: text, hash: sha256.Sum256([]byte(text))}
	f.test = strings.HasSuffix(name, "_test.go")
	syntax, err := parser.ParseFile(c.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	f.syntax = syntax
	if err != nil {
		f.fault = f.syntaxFault(err)
	}
	f.marks = scanMarks(text)
	if syntax == nil || syntax.Name == nil {
		return f
	}
	if syntax.Name.Name != "_" {
		f.pkg = syntax.Name.Name
	}
	f.readImports(c)
	f.readDecls()
	f.readUse()
	return f
}

// syntaxFault makes a finding of the first syntax error. Those that follow are
// mostly its echo.
func (f *goFile) syntaxFault(err error) *Finding {
	bad := &Finding{Code: diag.ListingCompile, Level: Parse, File: f.shown, Line: 1, Message: err.Error()}
	if list, ok := err.(scanner.ErrorList); ok && len(list) > 0 {
		bad.Line, bad.Col = lineCol(f.text, list[0].Pos.Offset)
		bad.Message = list[0].Msg
	}
	return bad
}

// lineCol returns line and column of a byte of text. Line directives in the
// text do not matter to it.
func lineCol(text string, offset int) (line, col int) {
	before := text[:max(0, min(offset, len(text)))]
	return strings.Count(before, "\n") + 1, len(before) - strings.LastIndexByte(before, '\n')
}

func (f *goFile) readImports(c *Checker) {
	for _, spec := range f.syntax.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		p := c.fset.PositionFor(spec.Path.Pos(), false)
		f.imports = append(f.imports, importSpec{name, p.Line, p.Column})
		f.cgo = f.cgo || name == "C"
	}
}

func (f *goFile) readDecls() {
	for _, d := range f.syntax.Decls {
		fn, ok := d.(*ast.FuncDecl)
		f.hasMain = f.hasMain || ok && fn.Recv == nil && fn.Name.Name == "main"
	}
	if !strings.Contains(f.text, "//go:embed") {
		return
	}
	for _, group := range f.syntax.Comments {
		for _, comment := range group.List {
			if args, ok := strings.CutPrefix(comment.Text, "//go:embed "); ok {
				f.embeds = append(f.embeds, embedPatterns(args)...)
			}
		}
	}
}

// embedPatterns splits the arguments of a go:embed directive.
func embedPatterns(args string) (patterns []string) {
	for args = strings.TrimSpace(args); args != ""; args = strings.TrimSpace(args) {
		word, rest, _ := strings.Cut(args, " ")
		if quoted, err := strconv.QuotedPrefix(args); err == nil {
			word, _ = strconv.Unquote(quoted)
			rest = args[len(quoted):]
		}
		patterns = append(patterns, strings.TrimPrefix(word, "all:"))
		args = rest
	}
	return patterns
}

// systems are the values of GOOS that a file may be for.
var systems = []string{"linux", "darwin", "windows", "freebsd", "netbsd", "openbsd", "dragonfly", "solaris", "illumos", "aix", "android", "ios", "plan9", "js", "wasip1"}

var machines = []string{"amd64", "arm64", "386", "arm", "wasm", "riscv64", "ppc64le", "s390x"}

// readUse finds what constraints make of f. Most files have none.
func (f *goFile) readUse() {
	name := path.Base(f.path)
	if !strings.Contains(name, "_") && !strings.Contains(f.text, "//go:build") && !strings.Contains(f.text, "+build") {
		return
	}
	if f.matches(runtime.GOOS, runtime.GOARCH) {
		return
	}
	f.use = standalone
	if strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".") {
		return
	}
	for _, system := range systems {
		for _, machine := range machines {
			if f.matches(system, machine) {
				f.use, f.only = otherPlatform, system+"/"+machine
				return
			}
		}
	}
}

// matches reports whether a build for a platform takes f from its folder.
func (f *goFile) matches(system, machine string) bool {
	ctx := build.Default
	ctx.GOOS, ctx.GOARCH, ctx.CgoEnabled, ctx.BuildTags = system, machine, true, nil
	ctx.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(f.text)), nil }
	ctx.JoinPath = path.Join
	match, err := ctx.MatchFile("", path.Base(f.path))
	return err != nil || match // an error is one of syntax, and reported as such
}

// unconstrained is the text of f with its build constraints and byte order
// mark taken out, and with all lines where they were.
func (f *goFile) unconstrained() string {
	text := strings.TrimPrefix(f.text, "\ufeff")
	if !strings.Contains(text, "build") {
		return text
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, "package ") {
			break
		}
		if constraint.IsGoBuild(trimmed) || constraint.IsPlusBuild(trimmed) {
			b.WriteString("//\n")
			text = text[len(line):]
			continue
		}
		b.WriteString(line)
		text = text[len(line):]
	}
	return b.String() + text
}

// A folder is what a folder of the module has of Go.
type folder struct {
	dir   string
	files []*goFile
}

func (c *Checker) readFolder(dir string) *folder {
	d := &folder{dir: dir}
	for _, name := range c.names(dir, func(name string) bool { return strings.HasSuffix(name, ".go") }) {
		d.files = append(d.files, c.files.get(path.Join(dir, name)))
	}
	return d
}

// of returns the files that make the package called pkg, without tests.
func (d *folder) of(pkg string) []*goFile {
	return d.choose(func(f *goFile) bool { return f.pkg == pkg && !f.test })
}

// mains returns the files that have a func main.
func (d *folder) mains() []*goFile {
	return d.choose(func(f *goFile) bool { return f.pkg == "main" && f.hasMain && !f.test })
}

func (d *folder) choose(keep func(*goFile) bool) (files []*goFile) {
	for _, f := range d.files {
		if f.use == inFolder && f.syntax != nil && keep(f) {
			files = append(files, f)
		}
	}
	return files
}
