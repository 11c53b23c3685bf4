package pdf

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
)

// Config says what to make a PDF of. Dir and Main are needed.
type Config struct {
	Dir    string // the folder of the .tex files
	Main   string // the document in it: "book.tex"
	Engine string // "lualatex" or "xelatex"; "" is the best that is installed

	// Source returns the source of a page, given its name in the .tex files:
	// its path below the folder of the documents; or that of a style in Dir
	// which is a copy, given its name. Nil, or a nil file, leaves diagnostics
	// in the file in Dir.
	Source func(name string) *source.File

	Timeout  time.Duration            // for all runs together; 0 is five minutes
	Progress func(run int, pages int) // called as pages are done; may be nil
	FontDir  string                   // where the engine keeps what it learnt of fonts; "" is its own place
}

// Result is what came of it.
type Result struct {
	PDF         []byte // nil if TeX made none; the diagnostics say why
	Pages       int
	Runs        int
	Diagnostics diag.List // sorted
}

// ErrTimeout means that TeX did not end in time.
var ErrTimeout = errors.New("TeX takes too long")

const (
	defaultTimeout = 5 * time.Minute
	maxRuns        = 6 // references that have not settled then go round in circles
	maxLog         = 64 << 20
)

// Make makes the PDF. Files of TeX's own go to a temporary folder; nothing is
// written into Dir. The error is a NoEngineError, an ErrTimeout, ctx's, or one
// of the machine.
func Make(ctx context.Context, cfg Config) (*Result, error) {
	engine, err := Find(cfg.Engine)
	if err != nil {
		return nil, err
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = defaultTimeout
	}
	work, err := os.MkdirTemp("", "lore-pdf-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)
	limited, cancel := context.WithTimeoutCause(ctx, cfg.Timeout, fmt.Errorf("%w: stopped after %v", ErrTimeout, cfg.Timeout))
	defer cancel()
	m := maker{Config: cfg, engine: engine, work: work, job: strings.TrimSuffix(filepath.Base(cfg.Main), ".tex")}
	if m.Dir, err = filepath.Abs(cfg.Dir); err != nil {
		return nil, err
	}
	if err := m.settle(limited); err != nil {
		if limited.Err() != nil {
			err = context.Cause(limited)
		}
		return nil, fmt.Errorf("make a PDF of %s: %w", filepath.Join(cfg.Dir, cfg.Main), err)
	}
	return m.result()
}

// A maker makes one PDF.
type maker struct {
	Config
	engine string // its path
	work   string // the folder for what TeX writes
	job    string // the document without .tex
	runs   int
	failed bool // the last run ended with an error
}

// settle runs the engine until what it writes for the next run is what it read.
func (m *maker) settle(ctx context.Context) error {
	if err := m.folders(); err != nil {
		return err
	}
	var before [sha256.Size]byte
	for m.runs < maxRuns {
		m.runs++
		if err := m.run(ctx); err != nil {
			return err
		}
		if err := m.makeIndex(ctx); err != nil {
			return err
		}
		after, err := m.digest()
		if err != nil {
			return err
		}
		if after == before || m.broken() {
			return nil
		}
		before = after
	}
	return nil
}

// folders makes the folders of Dir in the working folder, since TeX makes none.
func (m *maker) folders() error {
	return filepath.WalkDir(m.Dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		rel, err := filepath.Rel(m.Dir, name)
		if err != nil {
			return err
		}
		return os.MkdirAll(filepath.Join(m.work, rel), 0o755)
	})
}

// broken reports whether the run was not brought to an end.
func (m *maker) broken() bool {
	_, err := os.Stat(m.path(".pdf"))
	return m.failed && err != nil
}

func (m *maker) path(ext string) string { return filepath.Join(m.work, m.job+ext) }

// digest returns a digest of what TeX wrote for its next run.
func (m *maker) digest() (sum [sha256.Size]byte, err error) {
	h := sha256.New()
	for _, ext := range []string{".aux", ".toc", ".out", ".ind"} {
		data, err := os.ReadFile(m.path(ext))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return sum, err
		}
		fmt.Fprintf(h, "%s %d\n", ext, len(data))
		h.Write(data)
	}
	h.Sum(sum[:0])
	return sum, nil
}

// run runs the engine once. A TeX error is no error: it is in the log.
func (m *maker) run(ctx context.Context) error {
	args := []string{
		"-no-shell-escape", "-interaction=nonstopmode", "-file-line-error",
		"-output-directory=" + m.work, "-jobname=" + m.job, filepath.Base(m.Main),
	}
	p := process{dir: m.Dir, env: m.env(), log: m.path(".log"), progress: func(pages int) {
		if m.Progress != nil {
			m.Progress(m.runs, pages)
		}
	}}
	err := p.run(ctx, m.engine, args...)
	var exit *exec.ExitError
	m.failed = errors.As(err, &exit)
	if m.failed && ctx.Err() == nil {
		return nil
	}
	return err
}

// makeIndex sorts the index, if there is one.
func (m *maker) makeIndex(ctx context.Context) error {
	if info, err := os.Stat(m.path(".idx")); err != nil || info.Size() == 0 {
		return nil
	}
	program, err := exec.LookPath("makeindex")
	if err != nil {
		return &NoEngineError{[]string{"makeindex"}, Packages()}
	}
	p := process{dir: m.work, env: m.env(), progress: func(int) {}}
	if err := p.run(ctx, program, "-q", m.job+".idx"); err != nil {
		return fmt.Errorf("makeindex: %w", err)
	}
	return nil
}

// env is the environment of the programs: that of lore, and what keeps TeX
// from other files, long lines of the log whole, and time out of the PDF.
func (m *maker) env() []string {
	env := append(os.Environ(),
		"openin_any=p", "openout_any=p", "shell_escape=f",
		"max_print_line=10000", "error_line=254", "half_error_line=238",
		"SOURCE_DATE_EPOCH=1", "FORCE_SOURCE_DATE=1", "TZ=UTC", "LC_ALL=C.UTF-8",
	)
	if m.FontDir != "" {
		env = append(env, "TEXMFVAR="+m.FontDir)
	}
	return env
}

// result reads what the last run made.
func (m *maker) result() (*Result, error) {
	r := &Result{Runs: m.runs}
	pdf, err := os.ReadFile(m.path(".pdf"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if len(pdf) > 0 {
		r.PDF = pdf
	}
	log, err := readLog(m.path(".log"))
	if err != nil {
		return nil, err
	}
	l := logReader{places: newPlaces(m.Dir, m.Main, m.Source)}
	l.read(log)
	r.Pages = l.pages
	if r.PDF == nil && len(l.found) == 0 {
		l.report(diag.LaTeXError, l.places.at(m.Main, 1), "%s made no PDF and does not say why", filepath.Base(m.engine))
	}
	r.Diagnostics = l.found
	r.Diagnostics.Sort()
	return r, nil
}
