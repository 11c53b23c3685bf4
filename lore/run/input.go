package run

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/lore-docs/lore/internal/nearest"
	"github.com/lore-docs/lore/lore/listing"
	"github.com/lore-docs/lore/lore/run/program"
	"github.com/lore-docs/lore/lore/run/term"
	"github.com/lore-docs/lore/lore/tree"
)

// Input is what to prove, and how.
type Input struct {
	Dir     string // absolute path of the module, links resolved
	Folder  string // of the documents in it: checks are named by what is below
	Pages   []Page
	Display func(path string) string // how a file of the module is called in diagnostics

	Level   Level          // the highest; zero is LevelCompare
	Select  *regexp.Regexp // checks to do, by Check.Path; nil: all
	Sandbox term.Mode
	Jobs    int           // sessions and programs at once; below 1: GOMAXPROCS
	Timeout time.Duration // of a step that does not say; zero: 10 s
	Require []string      // tools whose absence is a failure; "all" is every one

	Bless  bool   // note in Result.Edits what would make the pages true
	Accept bool   // they will be made so: hold what follows against the pages as they will be
	Shift  bool   // run commands in another time zone and on one processor
	Keep   string // folder that working folders are made in and left; "": a temporary one

	CacheDir  string // "" keeps nothing
	Fresh     bool   // take no notice of what was kept
	Version   string // of lore
	Self      bool   // the running program is lore, which sessions may call
	GoCommand string
	Runners   []program.Runner

	// Event, if set, is told when a check begins and when it ends, one call
	// at a time.
	Event func(Event)
}

// A Page is one document with its listings.
type Page struct {
	Name string // path in the module
	Doc  *tree.Document
	Code []*listing.Code // by tree.ListingID
}

// Level is how far listings and transcripts are taken. Each level includes
// those before it.
type Level uint8

// The levels. Up to LevelBuild nothing of the documents is executed.
const (
	LevelParse Level = iota + 1
	LevelCheck
	LevelVet
	LevelBuild
	LevelRun
	LevelCompare
)

var levelNames = [...]string{LevelParse: "parse", LevelCheck: "check", LevelVet: "vet", LevelBuild: "build", LevelRun: "run", LevelCompare: "compare"}

// String returns the name of l as users write it.
func (l Level) String() string { return levelNames[l] }

// ParseLevel returns the level called name.
func ParseLevel(name string) (Level, error) {
	for l := LevelParse; l <= LevelCompare; l++ {
		if levelNames[l] == name {
			return l, nil
		}
	}
	names := levelNames[LevelParse:]
	hint := ""
	if near := nearest.Nearest(name, names); near != "" {
		hint = fmt.Sprintf("; did you mean %s?", near)
	}
	return 0, fmt.Errorf("unknown level %q; there are %s%s", name, strings.Join(names, ", "), hint)
}
