package apilinks

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

const corpus = "../../shared/data/lore-corpus"

// corpusRefs reads the API references of the old Python howtos.
func corpusRefs(t *testing.T) (refs []Ref) {
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("the corpus of old howtos is not here: ", corpus)
	}
	err := filepath.WalkDir(corpus, func(file string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(file, "html") {
			return err
		}
		f, err := os.Open(file)
		if err != nil {
			return err
		}
		defer f.Close()
		refs = append(refs, readRefs(f)...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return refs
}

func readRefs(r io.Reader) (refs []Ref) {
	z := html.NewTokenizer(r)
	for {
		switch z.Next() {
		case html.ErrorToken:
			return refs
		case html.StartTagToken:
			api, base := false, ""
			for _, a := range z.Token().Attr {
				api = api || a.Key == "class" && a.Val == "API"
				if a.Key == "base" {
					base = a.Val
				}
			}
			if api && z.Next() == html.TextToken {
				refs = append(refs, Ref{base, z.Token().Data})
			}
		}
	}
}

func TestCorpusIsForeign(t *testing.T) {
	needGo(t)
	refs := corpusRefs(t)
	if len(refs) < 200 {
		t.Fatalf("only %d references read", len(refs))
	}
	// Within a module that has a package called twisted, too.
	inside := writeModule(t, map[string]string{
		"go.mod":                "module example.com/lore\n\ngo 1.21\n",
		"twisted/twisted.go":    "package twisted\n\nfunc Start() {}\n\nfunc internet() {}\n",
		"twisted/spread/pb.go":  "package spread\n\nfunc Root() {}\n",
		"twisted/reactor/pb.go": "package reactor\n",
	})
	t.Setenv("GOWORK", "off")
	for _, dir := range []string{outside(t), inside} {
		x := New(Config{Dir: dir})
		if err := x.Load(t.Context(), refs); err != nil {
			t.Fatal(err)
		}
		for _, r := range refs {
			_, err := x.Resolve(r.Base, r.Name)
			var f *ForeignError
			if !errors.As(err, &f) {
				t.Errorf("%q %q: %T %v, want a ForeignError", r.Base, r.Name, err, err)
			}
		}
	}
	t.Logf("%d references, all foreign", len(refs))
}

func TestForeignOrGo(t *testing.T) {
	needGo(t)
	x := New(Config{Dir: outside(t)})
	for _, name := range []string{
		"twisted.internet.reactor", "twisted.internet.protocol|Protocol.connectionMade", "Protocol.connectionMade",
		"twisted.|pb.PBClientFactory", "defer.Deferred", "Versioned", "os.path.join", "os.path", "std::vector", "Array#each",
		"reactor.callLater", "twisted.names", "usage", "lore-mode", "pb.Root.remote_echo", "été.printemps",
	} {
		_, err := resolve(t, x, name)
		var f *ForeignError
		if !errors.As(err, &f) {
			t.Errorf("%s: %T %v, want a ForeignError", name, err, err)
		}
	}
	for _, name := range []string{"net.Dail", "net.dail", "pb.Root", "time.sleep", "Client.Do", "net.conn"} {
		_, err := resolve(t, x, name)
		var u *UnknownError
		if !errors.As(err, &u) {
			t.Errorf("%s: %T %v, want an UnknownError", name, err, err)
		}
	}
}

func TestForeignPatterns(t *testing.T) {
	needGo(t)
	x := New(Config{Dir: outside(t), Patterns: []Pattern{
		{"", "https://docs.example/%s.html"},
		{"twisted", "https://twisted.example/api/%s"},
		{"twisted.web", "https://web.example/{path}/{name}#{anchor}"},
		{"net/http", "https://mirror.example/{path}?n={name}#{anchor}"},
	}})
	for name, want := range map[string]string{
		"twisted.internet.reactor":      "https://twisted.example/api/twisted.internet.reactor",
		"twisted.web|resource.Resource": "https://web.example/twisted.web.resource/Resource#Resource",
		"twisted.web.server":            "https://web.example/twisted.web.server/",
		"twistedmatrix.thing.other":     "https://docs.example/twistedmatrix.thing.other.html",
		"pb.Root":                       "https://docs.example/pb.Root.html",
		"bar|baz":                       "https://docs.example/bar.baz.html",
		"Versioned":                     "https://docs.example/Versioned.html",
		`x::y"><script>`:                "https://docs.example/x::y%22%3E%3Cscript%3E.html",
		"net/http.Client.Do":            "https://mirror.example/net/http?n=Client.Do#Client.Do",
		"net/http/httptest.Server":      "https://mirror.example/net/http/httptest?n=Server#Server",
		"net/http":                      "https://mirror.example/net/http?n=",
		"net.Dial":                      "https://pkg.go.dev/net#Dial",
	} {
		s, err := resolve(t, x, name)
		if err != nil || s.URL != want {
			t.Errorf("%s: %s, %v; want %s", name, s.URL, err, want)
		}
	}
	if _, err := resolve(t, x, "net.Listner"); err == nil {
		t.Error("a pattern hides a misspelt Go name")
	}
}

func TestDefaultURL(t *testing.T) {
	needGo(t)
	t.Setenv("GOWORK", "off")
	x := New(Config{Dir: writeModule(t, demo), DefaultURL: "https://go.example/{path}@{version}/{name}?full=%s", Patterns: []Pattern{
		{"example.com/dep/...", "https://dep.example/{version}/{path}#{anchor}"},
	}})
	for name, want := range map[string]string{
		"net.Dial":              "https://go.example/net/Dial?full=net.Dial",
		"example.com/demo.Root": "https://go.example/example.com/demo/Root?full=example.com/demo.Root",
		"wire.Conn":             "https://dep.example/v2.3.4/example.com/dep/v2/wire#Conn",
	} {
		if s, err := resolve(t, x, name); err != nil || s.URL != want {
			t.Errorf("%s: %s, %v; want %s", name, s.URL, err, want)
		}
	}
}
