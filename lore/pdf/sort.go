package pdf

import (
	"cmp"
	"slices"
	"strings"
)

// sortByPlace sorts words in the order in which they first stand in text.
func sortByPlace(words []string, text string) {
	slices.SortFunc(words, func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.Index(text, a), strings.Index(text, b)), cmp.Compare(a, b))
	})
}

func contains(list []string, s string) bool { return slices.Contains(list, s) }
