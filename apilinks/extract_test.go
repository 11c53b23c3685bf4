package apilinks

import (
	"bytes"
	"context"
	"go/ast"
	"go/build"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// docNames lists what go/doc shows of a package: kind by name.
func docNames(t *testing.T, dir, path string) map[string]Kind {
	p, err := build.Default.ImportDir(dir, 0)
	if err != nil {
		return nil
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range append(p.GoFiles, p.CgoFiles...) {
		f, err := parser.ParseFile(fset, filepath.Join(dir, name), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	d, err := doc.NewFromFiles(fset, files, path)
	if err != nil {
		t.Fatal(err)
	}
	names := make(map[string]Kind)
	values := func(kind Kind, list []*doc.Value) {
		for _, v := range list {
			for _, n := range v.Names {
				if token.IsExported(n) {
					names[n] = kind
				}
			}
		}
	}
	funcs := func(kind Kind, prefix string, list []*doc.Func) {
		for _, f := range list {
			names[prefix+f.Name] = kind
		}
	}
	values(KindConst, d.Consts)
	values(KindVar, d.Vars)
	funcs(KindFunc, "", d.Funcs)
	for _, typ := range d.Types {
		names[typ.Name] = KindType
		values(KindConst, typ.Consts)
		values(KindVar, typ.Vars)
		funcs(KindFunc, "", typ.Funcs)
		funcs(KindMethod, typ.Name+".", typ.Methods)
		for _, spec := range typ.Decl.Specs {
			members(spec.(*ast.TypeSpec), names)
		}
	}
	return names
}

func members(spec *ast.TypeSpec, names map[string]Kind) {
	var list *ast.FieldList
	kind := KindField
	switch t := spec.Type.(type) {
	case *ast.StructType:
		list = t.Fields
	case *ast.InterfaceType:
		list, kind = t.Methods, KindMethod
	default:
		return
	}
	for _, f := range list.List {
		for _, id := range f.Names {
			if id.IsExported() {
				names[spec.Name.Name+"."+id.Name] = kind
			}
		}
	}
}

// TestKnowsWhatGoDocKnows asks for every name that go/doc has of the standard
// library, and for where pkg.go.dev, which is made with go/doc, shows it.
func TestKnowsWhatGoDocKnows(t *testing.T) {
	needGo(t)
	x := New(Config{Dir: outside(t)})
	if _, err := resolve(t, x, "zork.Zork"); err == nil { // loads the list of packages
		t.Fatal("zork is a package")
	}
	k := x.now.Load()
	var refs []Ref
	want := make(map[Ref]Kind)
	for i, path := range k.short.paths {
		if path == "builtin" || (testing.Short() || raceDetector) && i%10 != 0 {
			continue
		}
		for name, kind := range docNames(t, filepath.Join(k.tool.goroot, "src", filepath.FromSlash(path)), path) {
			r := Ref{path, name}
			want[r] = kind
			refs = append(refs, r)
		}
	}
	if err := x.Load(context.Background(), refs); err != nil {
		t.Fatal(err)
	}
	for r, kind := range want {
		s, err := x.Resolve(r.Base, r.Name)
		if err != nil {
			t.Errorf("%v: %v", r, err)
			continue
		}
		if url := "https://pkg.go.dev/" + r.Base + "#" + r.Name; s.Kind != kind || s.URL != url {
			t.Errorf("%v: %v %s, want %v %s", r, s.Kind, s.URL, kind, url)
		}
		if s.Signature == "" || strings.ContainsAny(s.Signature+s.Synopsis, "\n\t") {
			t.Errorf("%v: signature %q, synopsis %q", r, s.Signature, s.Synopsis)
		}
	}
	t.Logf("%d names", len(want))
}

// TestSignaturesAreGoDoc compares with what go doc prints.
func TestSignaturesAreGoDoc(t *testing.T) {
	needGo(t)
	x := New(Config{Dir: outside(t)})
	for _, name := range []string{"net.Dial", "net/http.Client.Do", "io.EOF", "net/http.HandlerFunc", "slices.SortFunc", "strings.Map", "go/ast.Inspect", "sync.OnceValue"} {
		s, err := resolve(t, x, name)
		if err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command("go", "doc", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(out, []byte("\n"+s.Signature+"\n")) {
			t.Errorf("%s: %q is not in\n%s", name, s.Signature, out)
		}
	}
}

func TestOneLine(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"func F(a int) error", "func F(a int) error"},
		{"func F(\n\ta int,\n\tb string, // why\n) (\n\terr error,\n)", "func F(a int, b string) (err error)"},
		{"struct {\n\tA int /* x */\n\tB   string\n}", "struct { A int; B string }"},
		{"map[string]int{\n\t\"a  b\": 1,\n\t\"// c\": 2,\n}", `map[string]int{ "a  b": 1, "// c": 2 }`},
		{"interface{\n\tA()\n\n\t// B is\n\tB()\n}", "interface{ A(); B() }"},
		{"x +\n\ty", "x + y"},
		{"`raw\n  text`", "`raw\n  text`"},
		{"'\\''  + \"\\\"\"", "'\\'' + \"\\\"\""},
		{"\"open", "\"open"},
		{"/* open", ""},
		{"", ""},
	} {
		if got := oneLine(c.in); got != c.want {
			t.Errorf("oneLine(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestUnlink(t *testing.T) {
	for in, want := range map[string]string{
		"Dial is like [net.Dial] and [*Dialer.Dial].": "Dial is like net.Dial and *Dialer.Dial.",
		"It uses [encoding/json] here.":               "It uses encoding/json here.",
		"F returns a[i] and x[Y], [sic] but [0].":     "F returns a[i] and x[Y], [sic] but [0].",
		"[Open":        "[Open",
		"[] and [[A]]": "[] and [A]",
	} {
		if got := unlink(in); got != want {
			t.Errorf("unlink(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzExtract(f *testing.F) {
	f.Add("package p\n\n// F is [G].\nfunc (t *T[K]) F() {}\n\ntype T[K any] struct { A struct{ B int }; E }\n")
	f.Add("package p\ntype I interface { ~int | string; M(); J }\nconst (\n\tA = iota\n\tB\n)\nvar x, Y = 1\n")
	f.Add("package p\nfunc (")
	f.Add("package p\ntype T = (((((*p.X)))))\nfunc (T) M()\nfunc () N()\nfunc (a, b T) O()")
	for _, name := range []string{"extract.go", "module.go"} {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := extract("example.com/p", []sourceFile{{"p.go", []byte(text)}})
		if p == nil {
			return
		}
		var e encoder
		e.pkg(p)
		d, err := unseal(e.seal())
		if err != nil {
			t.Fatal(err)
		}
		if q := d.pkg(); d.err != nil || !samePkg(p, q) {
			t.Fatalf("%+v comes back from the cache as %+v, %v", p, q, d.err)
		}
		// Every name that is there can be looked up.
		k := &knowledge{tool: &toolchain{}, modules: &modules{}, short: &shortNames{}, pkgs: map[string]*entry{p.path: {path: p.path, pkg: p}}}
		for _, d := range p.decls {
			l := lookup{cfg: &Config{}, k: k, ref: Ref{p.path, d.name}}
			l.resolve()
		}
	})
}

func samePkg(p, q *pkg) bool {
	if len(p.decls)+len(q.decls) == 0 {
		p.decls, q.decls = nil, nil
	}
	if len(p.hidden)+len(q.hidden) == 0 {
		p.hidden, q.hidden = nil, nil
	}
	return reflect.DeepEqual(p, q)
}

func FuzzDecode(f *testing.F) {
	var e encoder
	e.pkg(extract("p", []sourceFile{{"p.go", []byte("package p\n\n// F does.\nfunc F() {}\n\ntype T struct{ F int; E }\n")}}))
	f.Add(e.Bytes())
	f.Add([]byte{})
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Fuzz(func(t *testing.T, payload []byte) {
		(&decoder{s: string(payload)}).pkg()
		(&decoder{s: string(payload)}).toolchain()
		unseal(payload)
	})
}
