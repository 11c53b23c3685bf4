package program

import (
	"fmt"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// An outputBlock is what the go command printed of one package.
type outputBlock struct {
	importPath string // "" before the first heading
	errors     []CompileError
	loose      []string // lines that belong to no place
}

// parseOutput reads what the go command prints when it cannot build: headings
// such as "# example.com/x", and messages such as "./a.go:3:5: text" with lines
// after them that begin with a tab. Files are as printed.
func parseOutput(text string) []outputBlock {
	blocks := []outputBlock{{}}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		b := &blocks[len(blocks)-1]
		if heading, ok := strings.CutPrefix(line, "# "); ok {
			name, _, _ := strings.Cut(heading, " ")
			blocks = append(blocks, outputBlock{importPath: name})
			continue
		}
		switch e, ok := parseErrorLine(line); {
		case ok:
			b.errors = append(b.errors, e)
		case strings.HasPrefix(line, "\t") && len(b.errors) > 0:
			b.errors[len(b.errors)-1].Message += "\n" + line
		case strings.TrimSpace(line) != "":
			b.loose = append(b.loose, line)
		}
	}
	return blocks
}

// parseErrorLine reads file:line: message and file:line:column: message.
func parseErrorLine(line string) (e CompileError, ok bool) {
	if strings.HasPrefix(line, "\t") || strings.HasPrefix(line, " ") {
		return e, false
	}
	for at := 0; ; {
		n := strings.IndexByte(line[at:], ':')
		if n < 0 {
			return e, false
		}
		at += n
		number, rest := cutNumber(line[at+1:])
		if number == 0 || at == 0 || !strings.HasPrefix(rest, ":") {
			at++
			continue
		}
		e = CompileError{File: line[:at], Line: number, Message: strings.TrimPrefix(rest[1:], " ")}
		if col, after := cutNumber(rest[1:]); col > 0 && strings.HasPrefix(after, ": ") {
			e.Col, e.Message = col, after[2:]
		}
		return e, true
	}
}

func cutNumber(s string) (n int, rest string) {
	end := 0
	for end < len(s) && end < 9 && '0' <= s[end] && s[end] <= '9' {
		end++
	}
	n, _ = strconv.Atoi(s[:end])
	return n, s[end:]
}

// localNotes names files in the lines after the first of a message as if the
// go command ran beside them.
func localNotes(message string) string {
	if !strings.Contains(message, "\n\t") {
		return message
	}
	lines := strings.Split(message, "\n")
	for i, line := range lines[1:] {
		note := strings.TrimLeft(line, " \t")
		if e, ok := parseErrorLine(note); ok && e.Col > 0 {
			lines[i+1] = fmt.Sprintf("\t./%s:%d:%d: %s", path.Base(filepath.ToSlash(e.File)), e.Line, e.Col, e.Message)
		}
	}
	return strings.Join(lines, "\n")
}

// place makes paths that the go command printed, running in dir, paths in the
// module. A path outside of it is left as it is.
func (c *Checker) place(dir, printed string) string {
	file := filepath.FromSlash(printed)
	if !filepath.IsAbs(file) {
		file = filepath.Join(dir, file)
	}
	if name, ok := c.rel(file); ok {
		return name
	}
	return printed
}

// maxErrors is the number of errors at which the compiler gives up.
const maxErrors = 10

// FormatErrors returns what the go command prints of errors when it runs in a
// folder of the module. The heading is the import path of the package, or
// "command-line-arguments" where files are named. Of ten errors or more it has
// the first ten; which ten the compiler has, and the place that it gives up at,
// depend on the order in which it finds them.
func FormatErrors(errors []CompileError, heading, dir string) string {
	if len(errors) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", heading)
	for i, e := range errors {
		file := e.File
		if rel, err := filepath.Rel(filepath.FromSlash(dir), filepath.FromSlash(file)); err == nil && file != "" {
			file = filepath.ToSlash(rel)
		}
		if !strings.HasPrefix(file, "../") {
			file = "./" + file
		}
		fmt.Fprintf(&b, "%s:%d:%d: %s\n", file, e.Line, e.Col, e.Message)
		if i == maxErrors-1 {
			fmt.Fprintf(&b, "%s:%d:%d: too many errors\n", file, e.Line, e.Col)
			break
		}
	}
	return b.String()
}
