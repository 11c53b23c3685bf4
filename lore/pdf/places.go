package pdf

import (
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/lore-docs/lore/lore/source"
)

// A place is a line of a file.
type place struct {
	file *source.File
	line int
}

func (p place) span() source.Span {
	start := int32(0)
	for range p.line - 1 {
		i := strings.IndexByte(p.file.Text[start:], '\n')
		if i < 0 {
			break
		}
		start += int32(i) + 1
	}
	text := p.file.Line(p.line)
	trimmed := strings.TrimLeft(text, " \t")
	start += int32(len(text) - len(trimmed))
	return source.Span{Start: start, End: start + int32(len(strings.TrimRight(trimmed, " \t")))}
}

// places finds the author's line for a line of a .tex file.
type places struct {
	dir    string
	source func(name string) *source.File
	files  map[string]*texFile
	order  []string // names of files, main first
}

// A texFile is one .tex file.
type texFile struct {
	file  *source.File
	lines []string
	from  []place // of each line: where it comes from; no file where that is unknown
}

// newPlaces knows the document main in dir and the files that it reads.
func newPlaces(dir, main string, source func(string) *source.File) *places {
	p := &places{dir: dir, source: source, files: map[string]*texFile{}}
	p.load(main)
	return p
}

// load reads a file and those that it reads. A file that cannot be read has no
// lines.
func (p *places) load(name string) *texFile {
	name = filepath.ToSlash(filepath.Clean(name))
	if f := p.files[name]; f != nil {
		return f
	}
	var text []byte
	if filepath.IsLocal(name) {
		text, _ = os.ReadFile(filepath.Join(p.dir, name)) // without it, diagnostics are in line 1
	}
	f := &texFile{file: source.New(name, string(text)), lines: strings.Split(string(text), "\n")}
	if style := p.style(name); style != nil {
		f.file = style
	}
	p.files[name] = f
	p.order = append(p.order, name)
	f.from = p.follow(f.lines)
	for _, line := range f.lines {
		if rest, ok := strings.CutPrefix(line, `\input{`); ok {
			if input, _, ok := strings.Cut(rest, "}"); ok {
				p.load(input + ".tex")
			}
		}
	}
	return f
}

// style returns the source of a style that the author wrote, nil for others.
func (p *places) style(name string) *source.File {
	if p.source == nil || path.Ext(name) != ".sty" {
		return nil
	}
	return p.source(name)
}

// follow reads the comments that package latex leaves: "%% page" and "%:line".
func (p *places) follow(lines []string) []place {
	from := make([]place, len(lines))
	var now place
	for i, line := range lines {
		if name, ok := strings.CutPrefix(line, "%% "); ok {
			now = place{line: 1}
			if p.source != nil {
				now.file = p.source(name)
			}
		} else if text, ok := strings.CutPrefix(line, "%:"); ok {
			if n, err := strconv.Atoi(text); err == nil {
				now.line = n
			}
		}
		from[i] = now
	}
	return from
}

// at returns the author's line for a line of a .tex file, or that line itself.
// Line 0 stands for the file as a whole.
func (p *places) at(name string, line int) place {
	f := p.load(name)
	for _, from := range f.from {
		if line < 1 && from.file != nil {
			return place{from.file, 1}
		}
	}
	if 0 < line && line <= len(f.from) && f.from[line-1].file != nil {
		return f.from[line-1]
	}
	return place{f.file, max(1, min(line, len(f.lines)))}
}

// isCode reports whether a line of a .tex file is a line of a listing.
func (p *places) isCode(name string, line int) bool {
	f := p.load(name)
	if line < 1 || line > len(f.lines) {
		return false
	}
	text := f.lines[line-1]
	for _, macro := range []string{`\LoreLine`, `\LoreHiLine`, `\LoreAddLine`, `\LoreDelLine`, `\LorePre`} {
		if strings.HasPrefix(text, macro) {
			return true
		}
	}
	return false
}
