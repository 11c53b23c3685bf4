package lore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/lore-docs/lore/internal/atomicfile"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/listing"
	"github.com/lore-docs/lore/lore/run"
	"github.com/lore-docs/lore/lore/source"
)

// A Correction is what would make a page say what is printed.
type Correction struct {
	Page  string // its name
	Diff  string // of its lines, in unified form without a head
	Lines int    // how many change

	Blessed bool   // the page was changed
	Dirty   bool   // it was not, because it has changes that git has no copy of
	Copy    string // if it was not: the file that has the page as it would be, "" if it could not be kept
}

// corrections makes what the edits say of pages: changes, if cfg asks for it,
// or else copies in the cache.
func (r *build) corrections(cfg *TestConfig, edits []run.Edit) (list []Correction, err error) {
	for i, name := range r.names {
		own := editsOf(name, edits)
		if len(own) == 0 {
			continue
		}
		text := r.docs[i].Source.Text
		c := Correction{Page: r.place.display(name)}
		c.Diff, c.Lines = run.Diff(text, own)
		file := filepath.Join(r.place.abs, filepath.FromSlash(name))
		c.Dirty = cfg.Bless && !cfg.Force && r.dirty(file)
		text = run.ApplyEdits(text, own)
		if c.Blessed = cfg.Bless && !c.Dirty; c.Blessed {
			err = rewrite(file, text)
		} else {
			c.Copy = r.keepCopy(name, text)
		}
		if err != nil {
			return list, fmt.Errorf("bless %s: %w", c.Page, cause(err))
		}
		list = append(list, c)
	}
	return list, nil
}

func editsOf(page string, edits []run.Edit) (own []run.Edit) {
	for _, e := range edits {
		if e.Page == page {
			own = append(own, e)
		}
	}
	return own
}

func rewrite(file, text string) error {
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	return atomicfile.WriteFile(file, []byte(text), info.Mode().Perm())
}

// dirty reports whether git knows a file and has no copy of what is in it.
func (r *build) dirty(file string) bool {
	cmd := exec.CommandContext(r.ctx, "git", "ls-files", "--modified", "--", filepath.Base(file))
	cmd.Dir = filepath.Dir(file)
	out, err := cmd.Output()
	return err == nil && len(out) > 0
}

// keepCopy writes a page as it would be into the cache and returns the file's
// name, "" if there is none.
func (r *build) keepCopy(name, text string) string {
	if r.cfg.CacheDir == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(r.place.abs))
	file := filepath.Join(r.cfg.CacheDir, "corrected", hex.EncodeToString(sum[:4]), filepath.FromSlash(name)+".corrected")
	if os.MkdirAll(filepath.Dir(file), 0o777) != nil || atomicfile.WriteFile(file, []byte(text), 0o666) != nil {
		return ""
	}
	return file
}

// again runs the sessions of blessed pages once more, in another time zone and
// on one processor, and returns what is not the same: values and orders that
// the page should say may differ.
func (r *build) again(ctx context.Context, cfg *TestConfig, edits []run.Edit) (found diag.List, err error) {
	in := r.testInput(cfg)
	in.Bless, in.Accept, in.Shift, in.Fresh, in.Event, in.Pages = false, false, true, true, nil, nil
	loader := listing.NewLoader(listing.Config{FS: r.place.fsys, Highlighter: r.highlighter, Display: r.place.display})
	var names []string
	for i, name := range r.names {
		own := editsOf(name, edits)
		if len(own) == 0 {
			continue
		}
		f := source.New(r.place.display(name), run.ApplyEdits(r.docs[i].Source.Text, own))
		doc := r.cfg.Readers[path.Ext(name)].Read(f, diag.Discard{})
		in.Pages = append(in.Pages, run.Page{Name: name, Doc: doc, Code: loader.Load(doc, path.Dir(name), diag.Discard{})})
		names = append(names, regexp.QuoteMeta(r.below(name)))
	}
	in.Select = regexp.MustCompile("^(" + strings.Join(names, "|") + ")/")
	result, err := run.Run(ctx, in)
	if err != nil {
		return nil, err
	}
	for _, d := range result.Diagnostics() {
		if d.Code == diag.TranscriptDiffers {
			d.Code, d.Severity = diag.TranscriptVaries, diag.TranscriptVaries.Severity()
			d.Message = "not the same when run again: " + d.Message
			found.Report(d)
		}
	}
	return found, nil
}

// blessed reports whether a page was changed.
func blessed(list []Correction) bool {
	return slices.ContainsFunc(list, func(c Correction) bool { return c.Blessed })
}
