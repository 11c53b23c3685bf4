package html_test

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/lore-docs/lore/apilinks"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/listing"
	"github.com/lore-docs/lore/lore/site"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
	"github.com/lore-docs/lore/lore/xhtml"
)

// build reads the pages of a folder, and all that they refer to, as package
// lore does, and returns them ready to be written.
func build(t testing.TB, files fs.FS, in site.Input, sink diag.Sink) []site.View {
	t.Helper()
	var pages []string
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if path.Ext(name) == ".xhtml" {
			pages = append(pages, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	loader := listing.NewLoader(listing.Config{FS: files})
	code := map[*tree.Document][]*listing.Code{}
	for _, name := range pages {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		doc := xhtml.Reader{}.Read(source.New(name, string(data)), sink)
		code[doc] = loader.Load(doc, path.Dir(name), sink)
		in.Sources = append(in.Sources, site.Source{Path: name, Doc: doc})
	}
	in.Module = files
	s := site.Collect(in, sink)
	site.Number(s, sink)
	var views []site.View
	var facts []*site.Facts
	for _, p := range s.Pages {
		f := site.Resolve(s, p, site.Deps{Code: code[p.Doc], API: api}, sink)
		facts = append(facts, f)
		views = append(views, site.View{Site: s, Page: p, Facts: f})
	}
	site.Gather(s, facts, sink)
	return views
}

// api knows the names that begin with "net.".
func api(base, name string) (apilinks.Symbol, error) {
	if full := strings.TrimPrefix(base+"."+name, "."); strings.HasPrefix(full, "net.") {
		return apilinks.Symbol{URL: "https://pkg.go.dev/net#" + full[4:], Signature: "func " + full[4:] + "()", Synopsis: "It does \"it\" & more."}, nil
	}
	return apilinks.Symbol{}, errors.New("no such name")
}

func viewOf(t *testing.T, views []site.View, path string) site.View {
	t.Helper()
	i := slices.IndexFunc(views, func(v site.View) bool { return v.Page.Path == path })
	if i < 0 {
		t.Fatalf("no page %s", path)
	}
	return views[i]
}
