package highlight

import (
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// A language is a canonical name and the scan that belongs to it.
type language struct {
	name  string
	lines func(text string) ([]Line, error)
	cheap bool // faster to scan again than to remember
}

// goLanguage is apart from the catalogue, which a site of Go alone never builds.
var goLanguage = &language{name: "go", lines: goLines}

// ourLanguages returns the languages that chroma does not have, or not as we
// want them, each under all its names.
func ourLanguages() map[string]*language {
	in := func(c Class) func(string) ([]Line, error) {
		return func(text string) ([]Line, error) { return plain(text, c), nil }
	}
	text := &language{name: "text", lines: in(Text), cheap: true}
	output := &language{name: "output", lines: in(Output), cheap: true}
	console := &language{name: "console", lines: consoleLines, cheap: true}
	pycon := &language{name: "pycon", lines: pythonSessionLines}
	python := &language{name: "python", lines: pythonLines}
	diff := &language{name: "diff", lines: diffLines, cheap: true}
	return map[string]*language{
		"go": goLanguage, "golang": goLanguage,
		"text": text, "plain": text, "plaintext": text, "txt": text, "none": text, "no-highlight": text,
		"output": output, "goerror": output,
		"console": console, "bash-session": console, "shell-session": console, "shellsession": console,
		"sh-session": console, "terminal": console,
		"root-console": {name: "root-console", lines: rootConsoleLines, cheap: true},
		"shell":        {name: "shell", lines: shellLines},
		"pycon":        pycon, "python-interpreter": pycon, "python-console": pycon, "doctest": pycon,
		"python": python, "py": python, "python3": python, "py3": python,
		"diff": diff, "udiff": diff, "patch": diff,
	}
}

func consoleLines(text string) ([]Line, error) {
	return transcriptLines(text, Transcript{}), nil
}

func rootConsoleLines(text string) ([]Line, error) {
	return transcriptLines(text, Transcript{Root: true}), nil
}

// shellLines highlights what people call shell: a session or, when nothing in
// it is a prompt, a script.
func shellLines(text string) ([]Line, error) {
	if hasPrompt(text) {
		return consoleLines(text)
	}
	return loadCatalogue().byName["bash"].lines(text)
}

// A catalogue is what there is to know about all languages. It is built once
// and never changes.
type catalogue struct {
	byName  map[string]*language // lower-case names and aliases
	files   []filePattern        // those that no map below can hold
	exts    map[string]filePattern
	whole   map[string]filePattern
	python  chromaLexer
	python2 chromaLexer
}

// A filePattern says that files with such names are in a language.
type filePattern struct {
	glob string
	lang *language
	rank float32 // the highest wins
}

var shared struct {
	once sync.Once
	*catalogue
}

func loadCatalogue() *catalogue {
	shared.once.Do(func() { shared.catalogue = newCatalogue() })
	return shared.catalogue
}

// newCatalogue takes chroma's languages, adds ours and puts ours first.
func newCatalogue() *catalogue {
	c := &catalogue{
		byName: make(map[string]*language),
		exts:   make(map[string]filePattern),
		whole:  make(map[string]filePattern),
	}
	ours := ourLanguages()
	reg := chroma.NewLexerRegistry()
	reg.Register(NewGoLexer())
	for i, l := range lexers.GlobalLexerRegistry.Lexers {
		config := l.Config()
		if config.Name == "Go" {
			c.addFiles(config, goLanguage, i)
			continue
		}
		lexer := chromaLexer{l, chromaTimeout} // nine are more than rules and stay as they are
		if old, ok := l.(*chroma.RegexLexer); ok {
			lexer = chromaLexer{newRuleLexer(old, reg), lexTimeout}
			l = lexer.Lexer
		}
		reg.Register(foreignLexer{l})
		lang := ours[canonicalName(config)]
		if lang == nil {
			lang = chromaLanguage(lexer, canonicalName(config))
		}
		c.addNames(config, lang)
		c.addFiles(config, lang, i)
		switch config.Name {
		case "Python":
			c.python = lexer
		case "Python 2":
			c.python2 = lexer
		}
	}
	c.byName["xhtml"] = c.byName["html"]
	maps.Copy(c.byName, ours)
	return c
}

// A foreignLexer can be registered without being told of it: chroma's lexers
// belong to chroma's registry, and ours know theirs.
type foreignLexer struct{ chroma.Lexer }

func (l foreignLexer) SetRegistry(*chroma.LexerRegistry) chroma.Lexer { return l }

func chromaLanguage(l chromaLexer, name string) *language {
	return &language{name: name, lines: func(text string) ([]Line, error) {
		return chromaLines(l, name, text)
	}}
}

// canonicalName returns the name of a lexer as it is written after a fence:
// its own if that is one word, else its first alias.
func canonicalName(config *chroma.Config) string {
	name := strings.ToLower(config.Name)
	switch {
	case name == "emacslisp":
		return "elisp"
	case len(config.Aliases) == 0 || !strings.Contains(name, " "):
		return name
	}
	return strings.ToLower(config.Aliases[0])
}

// addNames enters lang under its names. As in chroma, an alias that two lexers
// claim is the later one's, but a name beats an alias.
func (c *catalogue) addNames(config *chroma.Config, lang *language) {
	for _, alias := range config.Aliases {
		alias = strings.ToLower(alias)
		if l := c.byName[alias]; l == nil || l.name != alias {
			c.byName[alias] = lang
		}
	}
	c.byName[strings.ToLower(config.Name)] = lang
	c.byName[lang.name] = lang
}

// addFiles enters the file names of a lexer, the nth. Of two lexers with the
// same pattern the one that is named like it wins (SQL has *.sql, not MySQL),
// then that with the higher priority, then the first; and any file name wins
// over a second-choice file name.
func (c *catalogue) addFiles(config *chroma.Config, lang *language, nth int) {
	priority := config.Priority
	if priority == 0 {
		priority = 1
	}
	rank := priority*1000 - float32(nth)
	for _, glob := range config.Filenames {
		p := filePattern{glob, lang, rank + 1e6}
		if strings.EqualFold(glob, "*."+config.Name) {
			p.rank += 1e6
		}
		c.addFile(p)
	}
	for _, glob := range config.AliasFilenames {
		c.addFile(filePattern{glob, lang, rank})
	}
}

func (c *catalogue) addFile(p filePattern) {
	const special = `*?[\`
	ext, isExt := strings.CutPrefix(p.glob, "*.")
	switch {
	case isExt && !strings.ContainsAny(ext, special):
		c.exts[ext] = better(c.exts[ext], p)
	case !strings.ContainsAny(p.glob, special):
		c.whole[p.glob] = better(c.whole[p.glob], p)
	default:
		c.files = append(c.files, p)
	}
}

func better(a, b filePattern) filePattern {
	if a.lang == nil || b.lang != nil && b.rank > a.rank {
		return b
	}
	return a
}

// forFile returns the language of a file name without folder, nil when unknown.
func (c *catalogue) forFile(base string) *language {
	best := c.whole[base]
	for rest, found := base, true; ; {
		if _, rest, found = strings.Cut(rest, "."); !found {
			break
		}
		best = better(best, c.exts[rest])
	}
	for _, p := range c.files {
		if ok, err := path.Match(p.glob, base); err == nil && ok {
			best = better(best, p)
		}
	}
	return best.lang
}

// find returns the language that an author calls name, nil when there is none.
func find(name string) *language {
	if name == "go" {
		return goLanguage
	}
	return loadCatalogue().byName[strings.ToLower(name)]
}

// Known reports whether lang names a language, in any case of letters.
func Known(lang string) bool { return find(lang) != nil }

// Canonical returns the one name of the language that lang is a name of:
// "go" for "golang", "python" for "py". It is "" for an unknown language.
func Canonical(lang string) string {
	if l := find(lang); l != nil {
		return l.name
	}
	return ""
}

// ForFile returns the canonical name of the language that a file with that
// name, with or without folders, is written in, "" when the name does not tell.
func ForFile(name string) string {
	base := path.Base(name)
	if strings.HasSuffix(base, ".go") {
		return "go"
	}
	if l := loadCatalogue().forFile(base); l != nil {
		return l.name
	}
	return ""
}

// Languages returns all names and aliases that [Known] knows, sorted, for the
// search of the one that was meant.
func Languages() []string {
	return slices.Sorted(maps.Keys(loadCatalogue().byName))
}
