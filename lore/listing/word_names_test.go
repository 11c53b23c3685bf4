package listing

import (
	"slices"
	"testing"

	"github.com/lore-docs/lore/lore/tree"
)

// TestWordsHaveRules holds that the words that the readers let through are those
// that have a rule here.
func TestWordsHaveRules(t *testing.T) {
	words := tree.Words()
	for _, rule := range wordRules {
		if !slices.Contains(words, rule.name) {
			t.Errorf("the readers do not know %q", rule.name)
		}
	}
	for _, word := range words {
		if ruleOf(word) == nil {
			t.Errorf("%q has no rule", word)
		}
	}
}
