package lore

import (
	"maps"
	"os"
	"slices"

	"github.com/lore-docs/lore/apilinks"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// A Reader makes documents of source files. It is total: every input gives a
// Document, and what is wrong with the input goes to the sink. It may be used
// by several goroutines at once.
type Reader interface {
	Read(f *source.File, sink diag.Sink) *tree.Document
}

// A Writer makes one format of output. Its methods are pure and may be called
// by several goroutines at once; the errors are of the machine or of the
// site's templates, never of a page.
type Writer interface {
	// Body returns the content of one page and reports what the format
	// cannot express.
	Body(v site.View, sink diag.Sink) []byte
	// Page returns the files of one page, given its body.
	Page(v site.View, body []byte) ([]site.Output, error)
	// Shared returns the files that belong to all pages, such as style
	// sheets and the page of the index.
	Shared(s *site.Site) ([]site.Output, error)
	// Main returns the path of the file to open first.
	Main(s *site.Site) string
}

// A Rule finds mistakes in a page that its readers do not stumble over.
type Rule interface {
	Check(v site.View, sink diag.Sink)
}

// Config says what to build, and how. Only Dir or Files is needed.
type Config struct {
	Dir   string   // the folder of the documents
	Files []string // documents of that folder, or of anywhere in one module; empty: all of Dir
	Out   string   // the folder that outputs are made in, one folder a format; "" is "build"
	Jobs  int      // goroutines that work at once; below 1: GOMAXPROCS

	Formats     []string // keys of Writers; empty: html
	Settings    Settings
	SettingsDir string // what paths in Settings are relative to; "" is the working folder

	Readers map[string]Reader // by file name extension; nil: XHTML and Markdown
	Writers map[string]Writer // by format; nil: html and latex. "pdf" is made of what latex writes
	Rules   []Rule

	// CacheDir keeps what was learnt of Go packages between builds. "" keeps
	// nothing.
	CacheDir string
	// GoCommand lists Go packages; "" is the go on PATH.
	GoCommand string

	// Progress, if set, is told how far a stage is. It is called by several
	// goroutines at once, often, and must not wait.
	Progress func(stage Stage, done, total int)
}

// Stage is a part of a build that may take long.
type Stage string

// The stages of a build.
const (
	Reading Stage = "reading"
	Linking Stage = "linking"
	Writing Stage = "writing"

	Typesetting Stage = "typesetting"
)

// Result is what a build did.
type Result struct {
	Diagnostics diag.List // sorted
	Pages       int
	Outputs     []Output // in the order of Config.Formats
}

// Output is one format of a build, on disk.
type Output struct {
	Format string
	Dir    string // the folder that holds it
	Main   string // the file to open first, with Dir in front
	Files  int    // all files in Dir that lore made
	Fresh  int    // those of them with new content
}

// Failed reports whether the documents have errors or, if strict, warnings.
func (r *Result) Failed(strict bool) bool {
	errors, warnings := r.Diagnostics.Count()
	return errors > 0 || strict && warnings > 0
}

// apiConfig translates the settings for package apilinks.
func (c *Config) apiConfig(dir string) apilinks.Config {
	cfg := apilinks.Config{Dir: dir, CacheDir: c.CacheDir, GoCommand: c.GoCommand, DefaultURL: c.Settings.API.Default}
	for _, prefix := range slices.Sorted(maps.Keys(c.Settings.API.URLs)) {
		cfg.Patterns = append(cfg.Patterns, apilinks.Pattern{Prefix: prefix, URL: c.Settings.API.URLs[prefix]})
	}
	return cfg
}

// APIConfig returns the configuration with which a build of dir would look up
// names in packages.
func APIConfig(dir, cacheDir string) (apilinks.Config, error) {
	cfg := Config{CacheDir: cacheDir}
	if name := FindSettings(dir); name != "" {
		text, err := os.ReadFile(name)
		if err != nil {
			return apilinks.Config{}, err
		}
		cfg.Settings = ReadSettings(source.New(name, string(text)), diag.Discard{})
	}
	return cfg.apiConfig(dir), nil
}
