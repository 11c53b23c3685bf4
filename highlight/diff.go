package highlight

import (
	"strconv"
	"strings"
)

// A diffScan highlights a unified diff, or a part of one. The counts of a @@
// line tell where its hunk ends, so that the removed line "-- x" is not taken
// for the name of a file.
type diffScan struct {
	old, new int // lines of the hunk still to come
}

func diffLines(text string) ([]Line, error) {
	p := newPainter(text)
	var d diffScan
	for p.pos < len(text) {
		line, rest, _ := strings.Cut(text[p.pos:], "\n")
		p.paint(p.pos+len(line), d.class(line, rest))
		p.paint(p.pos+1, Text)
	}
	return p.lines(), nil
}

// class returns the class of a line. rest is what follows.
func (d *diffScan) class(line, rest string) Class {
	if line != "" && !strings.ContainsRune(`+- \`, rune(line[0])) {
		d.old, d.new = 0, 0 // a hunk that was cut short ends here
	}
	if d.old <= 0 && d.new <= 0 && d.isHeading(line, rest) {
		return Heading
	}
	switch {
	case strings.HasPrefix(line, "-"):
		d.old--
		return Removed
	case strings.HasPrefix(line, "+"):
		d.new--
		return Added
	case strings.HasPrefix(line, `\`): // "\ No newline at end of file"
		return Comment
	}
	d.old--
	d.new--
	return Text
}

// isHeading reports whether a line outside of a hunk is one of those that name
// files and places. "--- a" is one only above "+++ b".
func (d *diffScan) isHeading(line, rest string) bool {
	switch word, _, _ := strings.Cut(line, " "); word {
	case "@@":
		d.old, d.new = hunkSizes(line)
		return true
	case "---":
		return strings.HasPrefix(rest, "+++ ")
	case "diff", "index", "+++", "old", "new", "deleted", "similarity", "rename", "copy", "Index:", "Only":
		return true
	}
	return false
}

// hunkSizes returns b and d of "@@ -a,b +c,d @@"; a size left out is 1.
func hunkSizes(line string) (old, new int) {
	fields := strings.Fields(line)
	if len(fields) < 3 {
		return 0, 0
	}
	return hunkSize(fields[1]), hunkSize(fields[2])
}

func hunkSize(place string) int {
	_, size, ok := strings.Cut(place, ",")
	if !ok {
		return 1
	}
	n, err := strconv.Atoi(size)
	if err != nil {
		return 0
	}
	return n
}
