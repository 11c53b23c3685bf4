package script

import (
	"strings"

	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
)

// SourceLine returns the line of the page that line n of a block stands on,
// both from 1. Text and source may differ within a line, because of entities
// and indentation, but not in their lines.
func SourceLine(f *source.File, l *tree.ListingSource, n int) int {
	return f.Position(l.TextAt).Line + n - 1
}

// SourceSpan returns where line n of a block stands on the page, without the
// white space around it.
func SourceSpan(f *source.File, l *tree.ListingSource, n int) source.Span {
	start, line := lineAt(f, l.TextAt, n-1)
	if n == 1 { // <pre> may stand before the text
		line = line[int(l.TextAt)-start:]
		start = int(l.TextAt)
	}
	if end := int(l.Span.End); l.Span.End > l.Span.Start && start+len(line) > end && start <= end {
		line = line[:end-start] // more of the page may stand behind the block
	}
	line = strings.TrimSuffix(strings.TrimRight(line, " \t"), "</pre>")
	trimmed := strings.TrimLeft(line, " \t")
	start += len(line) - len(trimmed)
	return source.Span{Start: int32(start), End: int32(start + len(strings.TrimRight(trimmed, " \t")))}
}

// lineAt returns the line that is n lines below the one at off, and its offset.
func lineAt(f *source.File, off int32, n int) (start int, line string) {
	text := f.Text
	start = min(max(int(off), 0), len(text))
	for start > 0 && text[start-1] != '\n' && text[start-1] != '\r' {
		start--
	}
	for ; n > 0 && start < len(text); n-- {
		i := strings.IndexAny(text[start:], "\r\n")
		if i < 0 {
			start = len(text)
			break
		}
		start += i + 1
		if text[start-1] == '\r' && start < len(text) && text[start] == '\n' {
			start++
		}
	}
	end := strings.IndexAny(text[start:], "\r\n")
	if end < 0 {
		end = len(text) - start
	}
	return start, text[start : start+end]
}
