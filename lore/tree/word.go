package tree

import "slices"

// words are what an author can say of a listing or a transcript, as Markdown
// spells them; in XHTML all but skipLines begin with data-. Package listing
// knows where each may stand and what its value may be.
var words = [...]string{
	"lines", "region", "decl", "skipLines", "highlight", "numbers", "diff", "show-errors", "with", "run", "check", "why", "of",
	"dir", "term", "session", "sh", "input", "vary", "order", "space", "exit", "timeout", "port", "env", "os", "go", "go>",
	"needs", "skip", "bless",
}

// Words returns the names of all words that a listing may carry. "go>" is how
// go>=1.24 reads.
func Words() []string { return slices.Clone(words[:]) }

// IsWord reports whether name is one of Words.
func IsWord(name string) bool { return slices.Contains(words[:], name) }
