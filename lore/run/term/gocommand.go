//go:build linux || darwin

package term

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// goTable is what the go command of a session knows.
type goTable struct {
	Real     string            // the go command, or empty
	Env      map[string]string // of the go command, for which the programs were built
	Programs []goProgram
	Files    []goFile // as they were when the programs were built
}

type goProgram struct {
	Dir    string // absolute, as all paths here
	Files  []string
	Path   string
	Binary string
}

type goFile struct {
	Path  string
	Size  int64
	MTime int64
}

// mostFiles bounds the files that a working folder may have for its programs
// to be answered by what was built.
const mostFiles = 20000

// newGoTable describes the programs with the paths of the session.
func newGoTable(c Config, p *place) (*goTable, error) {
	t := &goTable{Real: realGo(c.Go), Env: goEnv(environment(c, *p))}
	if len(c.Programs) == 0 {
		return t, nil
	}
	for i, program := range c.Programs {
		g := goProgram{Path: program.Path, Binary: p.binaries[i]}
		if program.Dir != "" {
			g.Dir = filepath.Join(p.dir, program.Dir)
		}
		for _, file := range program.Files {
			g.Files = append(g.Files, filepath.Join(p.dir, file))
		}
		slices.Sort(g.Files)
		t.Programs = append(t.Programs, g)
	}
	files, err := stamps(c.Dir, p.dir)
	t.Files = files
	return t, err
}

// stamps notes the files of a working folder, under the paths by which the
// session knows them.
func stamps(dir, at string) ([]goFile, error) {
	var files []goFile
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		st, err := d.Info()
		if err != nil {
			return err
		}
		if len(files) == mostFiles {
			return errors.New("the working folder has too many files")
		}
		files = append(files, goFile{Path: filepath.Join(at, strings.TrimPrefix(name, dir)), Size: st.Size(), MTime: st.ModTime().UnixNano()})
		return nil
	})
	return files, err
}

// goEnv picks the variables that change what go builds.
func goEnv(env []string) map[string]string {
	m := map[string]string{}
	for _, v := range env {
		name, value, _ := strings.Cut(v, "=")
		if strings.HasPrefix(name, "GO") || strings.HasPrefix(name, "CGO_") {
			m[name] = value
		}
	}
	return m
}

// runGo is the go command of a session: it runs or copies what was built
// where that is the same as what go would do, and otherwise is go.
func runGo(args []string) int {
	if len(args) == 0 {
		return 2
	}
	text, err := os.ReadFile(args[0])
	var t goTable
	if err == nil {
		err = json.Unmarshal(text, &t)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "go:", err)
		return 2
	}
	args = args[1:]
	if len(args) > 0 && !t.changedEnv() {
		switch args[0] {
		case "run":
			if p, rest := t.runArgs(args[1:]); p != nil && t.fresh() {
				return p.run(rest)
			}
		case "build":
			if p, out := t.buildArgs(args[1:]); p != nil && t.fresh() {
				return p.copyTo(out)
			}
		}
	}
	return t.execReal(args)
}

func (t *goTable) changedEnv() bool {
	now := goEnv(os.Environ())
	if len(now) != len(t.Env) {
		return true
	}
	for name, value := range now {
		if v, ok := t.Env[name]; !ok || v != value {
			return true
		}
	}
	return false
}

// execReal hands over to go.
func (t *goTable) execReal(args []string) int {
	if t.Real == "" {
		fmt.Fprintln(os.Stderr, "go: the go command is not installed")
		return 127
	}
	err := syscall.Exec(t.Real, append([]string{"go"}, args...), os.Environ())
	fmt.Fprintln(os.Stderr, "go:", err)
	return 126
}

// runArgs finds the program of go run and its arguments. Any flag makes it
// another build.
func (t *goTable) runArgs(args []string) (*goProgram, []string) {
	n := 0
	for n < len(args) && strings.HasSuffix(args[n], ".go") {
		n++
	}
	if n > 0 {
		return t.byFiles(args[:n]), args[n:]
	}
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		return nil, nil
	}
	return t.byPackage(args[0]), args[1:]
}

// buildArgs finds the program of go build and the file it is to be written
// to. Only -o is known.
func (t *goTable) buildArgs(args []string) (*goProgram, string) {
	out := ""
	if len(args) >= 2 && args[0] == "-o" {
		out, args = args[1], args[2:]
	} else if len(args) >= 1 && strings.HasPrefix(args[0], "-o=") {
		out, args = args[0][len("-o="):], args[1:]
	}
	if len(args) == 0 {
		args = []string{"."}
	}
	var p *goProgram
	var name string
	switch {
	case strings.HasSuffix(args[0], ".go"):
		p = t.byFiles(args)
		name = strings.TrimSuffix(filepath.Base(args[0]), ".go")
	case len(args) == 1 && !strings.HasPrefix(args[0], "-"):
		if p = t.byPackage(args[0]); p != nil {
			name = p.name()
		}
	}
	if p == nil {
		return nil, ""
	}
	if st, err := os.Stat(out); strings.HasSuffix(out, "/") || err == nil && st.IsDir() {
		return p, filepath.Join(out, name)
	}
	return p, orElse(out, name)
}

// byFiles finds the program of exactly these files.
func (t *goTable) byFiles(names []string) *goProgram {
	var files []string
	for _, name := range names {
		file, err := realPath(name)
		if err != nil || !strings.HasSuffix(name, ".go") {
			return nil
		}
		files = append(files, file)
	}
	slices.Sort(files)
	for i, p := range t.Programs {
		if len(p.Files) > 0 && slices.Equal(p.Files, files) {
			return &t.Programs[i]
		}
	}
	return nil
}

// byPackage finds a program by its folder or import path.
func (t *goTable) byPackage(name string) *goProgram {
	local := name == "." || name == ".." || strings.HasPrefix(name, "./") || strings.HasPrefix(name, "../") || filepath.IsAbs(name)
	dir := ""
	if local {
		dir, _ = realPath(name)
	}
	for i, p := range t.Programs {
		if local && p.Dir != "" && p.Dir == dir || !local && p.Path == name {
			return &t.Programs[i]
		}
	}
	return nil
}

func realPath(name string) (string, error) {
	file, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(file)
}

// fresh reports whether the files are those that the programs were built
// from. A new file counts if go would take it in.
func (t *goTable) fresh() bool {
	known := make(map[string]bool, len(t.Files))
	dirs := map[string]bool{}
	for _, f := range t.Files {
		st, err := os.Lstat(f.Path)
		if err != nil || st.Size() != f.Size || st.ModTime().UnixNano() != f.MTime {
			return false
		}
		known[f.Path] = true
		dirs[filepath.Dir(f.Path)] = true
	}
	for dir := range dirs {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return false
		}
		for _, e := range entries {
			file := filepath.Join(dir, e.Name())
			if !known[file] && goReads(e.Name()) {
				return false
			}
		}
	}
	return true
}

func goReads(name string) bool {
	switch filepath.Ext(name) {
	case ".go", ".mod", ".sum", ".work", ".s", ".c", ".h":
		return true
	}
	return false
}

// name is what go calls the binary.
func (p *goProgram) name() string {
	if p.Path != "" {
		name := path.Base(p.Path)
		if len(name) > 1 && name[0] == 'v' && strings.Trim(name[1:], "0123456789") == "" {
			name = path.Base(path.Dir(p.Path))
		}
		return name
	}
	if p.Dir != "" {
		return filepath.Base(p.Dir)
	}
	return strings.TrimSuffix(filepath.Base(p.Files[0]), ".go")
}

// run runs the program as go run does: under a name in a build folder, with
// its status told and not passed on, and deaf to ^C, which is the program's.
func (p *goProgram) run(args []string) int {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGQUIT)
	work := filepath.Join(os.TempDir(), fmt.Sprintf("go-build%d", 1e9+rand.Uint64N(9e9)))
	cmd := exec.Command(p.Binary, args...)
	cmd.Args[0] = filepath.Join(work, "b001", "exe", p.name())
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// copyTo is go build.
func (p *goProgram) copyTo(out string) int {
	err := copyBinary(p.Binary, out)
	if err != nil {
		fmt.Fprintln(os.Stderr, "go build:", err)
		return 1
	}
	return 0
}

func copyBinary(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		return err
	}
	os.Remove(to) // a running program cannot be written
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o777)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	_, err = io.Copy(out, in)
	return err
}
