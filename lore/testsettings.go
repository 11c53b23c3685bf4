package lore

import (
	"maps"
	"slices"
	"strings"

	"github.com/lore-docs/lore/lore/run/program"
)

// TestSettings says what lore test does.
type TestSettings struct {
	Require []string            `toml:"require"` // tools that must be there: what needs them is not skipped; "all" is every one
	Skips   []string            `toml:"skips"`   // reasons for which a test may be skipped, as they are written
	Check   map[string][]string `toml:"check"`   // by language: the command that checks code; {file} stands for it
}

// allows reports whether the message of a skipped test has a reason that the
// settings allow.
func (s *TestSettings) allows(message string) bool {
	return slices.ContainsFunc(s.Skips, func(reason string) bool {
		return strings.TrimPrefix(message, "skipped: ") == reason || strings.HasSuffix(message, ": "+reason)
	})
}

func (s *TestSettings) runners() (list []program.Runner) {
	for _, lang := range slices.Sorted(maps.Keys(s.Check)) {
		list = append(list, program.Runner{Lang: lang, Check: s.Check[lang]})
	}
	return list
}
