package run

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/lore-docs/lore/internal/atomicfile"
	"github.com/lore-docs/lore/lore/run/match"
	"github.com/lore-docs/lore/lore/run/program"
)

// A cache keeps the names of what passed, in files without content.
type cache struct {
	dir   string // "" keeps nothing
	fresh bool   // take no notice of what is there
	link  bool   // what passes is linked, too
}

func openCache(in *Input) cache {
	if in.CacheDir == "" {
		return cache{}
	}
	return cache{filepath.Join(in.CacheDir, "test"), in.Fresh || in.Accept || in.Keep != "", in.Level == LevelBuild}
}

func (c cache) file(key string) string { return filepath.Join(c.dir, key[:2], key[2:]) }

// has reports whether a pass is kept that is not older than most; 0 is any age.
func (c cache) has(key string, most time.Duration) bool {
	if c.dir == "" || c.fresh || key == "" {
		return false
	}
	info, err := os.Stat(c.file(key))
	return err == nil && (most == 0 || time.Since(info.ModTime()) < most)
}

// put keeps a pass. One that cannot be kept costs time and nothing else.
func (c cache) put(key string) {
	if c.dir == "" || key == "" || os.MkdirAll(filepath.Dir(c.file(key)), 0o777) != nil {
		return
	}
	_ = atomicfile.WriteFile(c.file(key), nil, 0o666)
}

// programKey names what checking a program depends on, "" if it is not known.
func (c cache) programKey(p *program.Program) string {
	if c.dir == "" {
		return ""
	}
	level := min(p.Level, program.Vet)
	if c.link && p.Main() {
		level = program.Build
	}
	key, err := p.Key(level)
	if err != nil {
		return ""
	}
	return key
}

// staleTime is how long a pass counts that depends on more than can be hashed.
const staleTime = 7 * 24 * time.Hour

// maxAge is how old a pass of the group may be, 0 for any age.
func (g *group) maxAge() time.Duration {
	for _, s := range g.sessions {
		for _, st := range s.all() {
			if s.net || st.o.Match.Vary.Has(match.Time) {
				return staleTime
			}
		}
	}
	return 0
}

// groupKey names all that the outcome of the sessions depends on, or is "" if
// that cannot be known.
func (r *run) groupKey(g *group) string {
	if r.cache.dir == "" {
		return ""
	}
	self, err := os.Executable()
	if err != nil {
		return ""
	}
	h := sha256.New()
	field(h, "lore sessions 1", r.in.Version, statID(self), runtime.GOOS, runtime.GOARCH, r.in.Level.String(),
		fmt.Sprint(r.in.Sandbox, r.in.Timeout, r.in.Self), toolID("bash"), toolID("go"))
	for _, s := range g.sessions {
		if err := r.hashSession(h, s); err != nil {
			return ""
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

func (r *run) hashSession(h hash.Hash, s *session) error {
	field(h, s.page.Name, s.name, s.dir)
	field(h, s.page.env()...)
	for _, st := range s.all() {
		l := st.at.source()
		field(h, l.Text, fmt.Sprint(l.Typed), st.Command, st.term, st.enterDir, fmt.Sprint(st.check.Status))
		for _, w := range l.Words {
			field(h, w.Name, w.Value)
		}
		for _, w := range st.want {
			field(h, w.Text)
			for _, word := range w.at.source().Words {
				field(h, word.Name, word.Value)
			}
		}
		for _, c := range st.commands {
			name, _ := c.name()
			field(h, toolID(name))
		}
	}
	files, err := r.workFiles(s)
	if err != nil {
		return err
	}
	for _, f := range files {
		field(h, f.name, string(f.data), f.mode.String())
	}
	for _, n := range s.programs {
		key, err := r.plan.Of[n].Key(program.Build)
		if err != nil {
			return err
		}
		field(h, key)
	}
	return nil
}

// field writes texts so that no two lists of texts look alike.
func field(h hash.Hash, texts ...string) {
	for _, t := range texts {
		fmt.Fprintf(h, "%d:%s", len(t), t)
	}
}

// toolID names a tool of the machine by what changes when it is replaced.
func toolID(name string) string {
	file, err := exec.LookPath(name)
	if err != nil {
		return "no " + name
	}
	return statID(file)
}

func statID(file string) string {
	if real, err := filepath.EvalSymlinks(file); err == nil {
		file = real
	}
	info, err := os.Stat(file)
	if err != nil {
		return file
	}
	return fmt.Sprintf("%s %d %d", file, info.Size(), info.ModTime().UnixNano())
}
