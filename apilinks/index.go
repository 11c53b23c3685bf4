package apilinks

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
)

// A Config says where to look and where to link to. The zero value knows the
// standard library, by the go command on PATH, and keeps nothing on disk.
type Config struct {
	// Dir is the folder of the documents, "" for the current one. The nearest
	// go.mod above it names the module being documented, whose requirements
	// count as well. Without one there is the standard library only.
	Dir string

	// Patterns give URLs by prefix; see Pattern.
	Patterns []Pattern

	// DefaultURL is the pattern for Go symbols that no other is for. If it is
	// "", that is the page on pkg.go.dev at the required version.
	DefaultURL string

	// CacheDir is a folder to keep things in between builds, "" for none.
	// Processes may share it. What cannot be kept is looked up again.
	CacheDir string

	// GoCommand is the Go command to run, "" for "go" on PATH.
	GoCommand string
}

// An Index resolves references to Go symbols. It describes the files as they
// were when Load first needed them: make a new one for each build. All its
// methods may be called by several goroutines at once.
type Index struct {
	cfg  Config
	lock chan struct{}             // held by the one Load at work
	now  atomic.Pointer[knowledge] // replaced, never changed
}

// New returns an Index that has nothing loaded.
func New(cfg Config) *Index {
	cfg.Patterns = slices.Clone(cfg.Patterns)
	x := &Index{cfg: cfg, lock: make(chan struct{}, 1)}
	x.now.Store(&knowledge{})
	return x
}

// Load finds and reads the packages that refs need, those that are not loaded
// already, each once. What is wrong with a reference is for Resolve to say:
// an error from Load is that ctx ended, or that there is no folder Dir.
func (x *Index) Load(ctx context.Context, refs []Ref) error {
	pending := x.now.Load().unresolved(refs)
	if len(pending) == 0 {
		return nil
	}
	select {
	case x.lock <- struct{}{}:
		defer func() { <-x.lock }()
	case <-ctx.Done():
		return fmt.Errorf("load API names: %w", context.Cause(ctx))
	}
	if err := x.load(ctx, pending); err != nil {
		return fmt.Errorf("load API names: %w", err)
	}
	return nil
}

// unresolved returns those of refs that k has no outcome for, each once.
func (k *knowledge) unresolved(refs []Ref) (pending []Ref) {
	seen := make(map[Ref]struct{})
	for _, r := range refs {
		if _, ok := k.known[r]; ok {
			continue
		}
		if _, ok := seen[r]; !ok {
			seen[r] = struct{}{}
			pending = append(pending, r)
		}
	}
	return pending
}

// load resolves pending, and loads what that turns out to need, until it needs
// nothing more. Every round but the last answers a need, so it ends.
func (x *Index) load(ctx context.Context, pending []Ref) error {
	l, err := x.loader()
	if err != nil {
		return err
	}
	k := x.now.Load().clone()
	for pending = k.unresolved(pending); len(pending) > 0; {
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		var need need
		pending = slices.DeleteFunc(pending, func(r Ref) bool {
			look := lookup{cfg: &x.cfg, k: k, ref: r}
			s, err := look.resolve()
			if errors.Is(err, errPending) {
				need.add(&look.need)
				return false
			}
			k.known[r] = outcome{s, err}
			return true
		})
		if err := l.load(ctx, k, &need); err != nil {
			return err
		}
	}
	x.now.Store(k)
	return nil
}

func (x *Index) loader() (*loader, error) {
	cfg := x.cfg
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(dir); err != nil {
		return nil, err
	} else if !info.IsDir() {
		return nil, fmt.Errorf("%s is not a folder", dir)
	}
	cfg.Dir = dir
	return &loader{kept: newCache(cfg.CacheDir), cfg: &cfg}, nil
}

func (k *knowledge) clone() *knowledge {
	c := *k
	c.pkgs, c.known = maps.Clone(k.pkgs), maps.Clone(k.known)
	if c.pkgs == nil {
		c.pkgs, c.known = make(map[string]*entry), make(map[Ref]outcome)
	}
	return &c
}

// Resolve returns the symbol that a reference names. It reads no file and runs
// nothing; call Load with the reference first. An error is an *UnknownError,
// *AmbiguousError, *ForeignError or *UnavailableError. A caller must not
// change it, for others get the same.
func (x *Index) Resolve(base, name string) (Symbol, error) {
	k, ref := x.now.Load(), Ref{base, name}
	if o, ok := k.known[ref]; ok {
		return o.symbol, o.err
	}
	look := lookup{cfg: &x.cfg, k: k, ref: ref}
	s, err := look.resolve()
	if errors.Is(err, errPending) {
		return Symbol{}, &UnavailableError{Ref: ref, Reason: "it was not loaded"}
	}
	return s, err
}

// Digest returns a digest of all that Resolve's answers come from: the content
// of the packages loaded, the versions of their modules, the patterns. Equal
// digests mean equal answers to the references that were loaded.
func (x *Index) Digest() [sha256.Size]byte {
	k, h := x.now.Load(), sha256.New()
	fmt.Fprintf(h, "%s%q %q %q\n", header, x.cfg.Patterns, x.cfg.DefaultURL, k.reason)
	if k.tool != nil {
		fmt.Fprintf(h, "%q\n", k.tool.key())
	}
	if k.short != nil {
		fmt.Fprintf(h, "%q\n", k.short.paths)
	}
	for _, path := range slices.Sorted(maps.Keys(k.pkgs)) {
		k.pkgs[path].writeTo(h)
	}
	var sum [sha256.Size]byte
	h.Sum(sum[:0])
	return sum
}

func (e *entry) writeTo(h hash.Hash) {
	fmt.Fprintf(h, "%q %q %x", e.path, e.reason, e.digest)
	if e.module != nil {
		fmt.Fprintf(h, " %q %q", e.module.path, e.module.version)
	}
	fmt.Fprintln(h)
}
