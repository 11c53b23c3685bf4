package latex

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lore-docs/lore/lore/tree"
)

// indexTerm appends an entry of the index.
func (p *printer) indexTerm(id tree.IndexID) {
	if p.moving {
		return
	}
	n := 0
	for _, term := range p.doc.Index[id].Term {
		if term == "" {
			continue
		}
		if n++; n > 3 { // makeindex knows three levels
			break
		}
		if n == 1 {
			p.raw(`\LoreIndex{`)
		} else {
			p.raw("!")
		}
		p.indexLevel(term, false)
	}
	if n > 0 {
		p.raw("}")
	}
}

// indexName appends an entry for something in a package, below the package.
func (p *printer) indexName(api *tree.API) {
	pkg, name := api.Base, api.Name
	if pkg == "" {
		dot := strings.LastIndexByte(name, '/') + 1
		if i := strings.IndexByte(name[dot:], '.'); i >= 0 {
			pkg, name = name[:dot+i], name[dot+i+1:]
		} else {
			pkg, name = name, ""
		}
	}
	if pkg == "" {
		pkg, name = name, ""
	}
	if pkg == "" {
		return
	}
	p.raw(`\LoreIndex{`)
	p.indexLevel(pkg, true)
	if name != "" {
		p.raw("!")
		p.indexLevel(name, true)
	}
	p.raw("}")
}

// indexLevel appends one level of an entry: what it is sorted by, and what is
// printed.
func (p *printer) indexLevel(term string, code bool) {
	term = cut(term, 120) // makeindex reads 1024 bytes of an entry
	p.raw(sortKey(term))
	p.raw("@")
	start := len(p.b)
	moving := p.moving
	p.moving = true
	if code {
		p.raw(`\LoreInline{`)
		p.codeText(term)
		p.raw("}")
	} else {
		p.text(term)
	}
	p.moving = moving
	// What has a meaning to makeindex stands behind a quotation mark. Braces
	// must pair up for it, whatever stands before them.
	printed := indexQuotes.Replace(string(p.b[start:]))
	p.b = append(p.b[:start], printed...)
}

var indexQuotes = strings.NewReplacer(`"`, `""`, "@", `"@`, "!", `"!`, "|", `"|`, `\{`, `\textbraceleft{}`, `\}`, `\textbraceright{}`)

// cut returns the beginning of s, at most n bytes.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// sortKey returns what a term is sorted by: its letters and digits in lower
// case.
func sortKey(term string) string {
	key := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == ' ' {
			return unicode.ToLower(r)
		}
		return -1
	}, term)
	if key = strings.TrimSpace(key); key == "" {
		return "0" // signs first
	}
	return key
}
