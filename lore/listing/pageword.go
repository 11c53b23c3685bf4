package listing

import (
	"io/fs"
	"strings"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/tree"
)

// checkPageWords reports what is wrong with the words that a page says of all
// its sessions. Each is one value.
func (p *page) checkPageWords() {
	for _, w := range p.doc.Meta.Words {
		switch w.Name {
		case "needs":
			p.checkValue(w, ruleOf("needs"))
		case "env": // not a list: the value may have blanks
			if !isSetting(w.Value) {
				p.reportWord(w, newFault(diag.WordValue, "env is %q; wanted a setting such as TZ=UTC", w.Value))
			}
		case "files":
			p.checkFiles(w)
		}
	}
}

// checkFiles holds that what is to be copied is there, in the module.
func (p *page) checkFiles(w tree.Word) {
	from, to := CutFiles(w.Value)
	for _, address := range []string{from, to} {
		if _, bad := resolve(p.dir, address); bad != nil {
			p.reportWord(w, *bad)
			return
		}
	}
	name, _ := resolve(p.dir, from)
	if link, target, out := escape(p.loader.cfg.FS, name); out {
		p.reportWord(w, newFault(diag.ListingOutside, "files names %q, where link %q leads out of the module, to %q", from, link, target))
		return
	}
	if _, err := fs.Stat(p.loader.cfg.FS, name); err != nil {
		p.reportWord(w, newFault(diag.ListingMissing, "files names %q, which does not exist", from).didYouMean(p.loader.nearestFile(p.dir, name)))
	}
}

// CutFiles takes the value of the word files apart: "testdata/guests -> data".
// A path alone is copied to where it is.
func CutFiles(value string) (from, to string) {
	value = strings.ReplaceAll(value, "→", "->")
	from, to, moved := strings.Cut(value, "->")
	from, to = strings.TrimSpace(from), strings.TrimSpace(to)
	if !moved {
		to = from
	}
	return from, to
}
