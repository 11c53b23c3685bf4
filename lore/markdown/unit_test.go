package markdown

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/lore-docs/lore/lore/source"
)

func TestIsAPIName(t *testing.T) {
	for _, s := range strings.Fields(`net/http.Client.Do net/http.Client net/http http.Client http.Client.Do *bytes.Buffer bytes.Buffer
		github.com/BurntSushi/toml.Decode github.com/BurntSushi/toml golang.org/x/net/html gopkg.in/yaml.v3 gopkg.in/yaml.v3.Node
		encoding/json.Marshal lore/tree.Document a.B math/rand/v2.N`) {
		if !isAPIName(s) {
			t.Errorf("%q is no name", s)
		}
	}
	for _, s := range []string{
		"", "foo", "x", " ", "1", "v1.2.3", "main.go", "and/or", "y/n", "text/html", "TCP/IP", "path/to/file", "README.MD", "e.g.",
		"docs/README.MD", "Client.Do", "http.client", "net/http.client", "fmt", "*fmt", "*net/http", "Fig.A", "http.Client.Do.It.Now.x",
		"www.example.com/page", "example.com/page.html", "https://example.com/a.B", "a b.C", "a..B", ".B", "a.", "/a.B", "a//b.C",
		"http.Client.", "a.B c", "-a.B", "a.B-", "example.com",
	} {
		if isAPIName(s) {
			t.Errorf("%q is a name", s)
		}
	}
}

// TestStandard holds that the list has packages of the standard library only.
func TestStandard(t *testing.T) {
	out, err := exec.Command("go", "list", "std").Output()
	if err != nil {
		t.Skipf("go list std: %v", err)
	}
	for path := range strings.FieldsSeq(standard) {
		if !strings.Contains("\n"+string(out), "\n"+path+"\n") {
			t.Errorf("there is no package %s", path)
		}
	}
}

func TestReadAttributes(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`{#fig-loop}`, `id="fig-loop"`},
		{`{#a .b .c} rest`, `id="a" class="b" class="c"`},
		{`{ width=50% title="a \"b\" \\ c" x='it' }`, `width="50%" title="a \"b\" \\ c" x="it"`},
		{`{k="a}b"}`, `k="a}b"`},
		{`{#übung}`, `id="übung"`},
		{`{}`, ``}, {`{a}`, ``}, {`{#}`, ``}, {`{.}`, ``}, {`{#a`, ``}, {`{k="a}`, ``}, {`{#a.b c}`, ``}, {`{=x}`, ``}, {`x{#a}`, ``}, {`{#a"b"}`, ``},
	} {
		attrs, n := readAttributes(c.in)
		var got []string
		for _, a := range attrs {
			got = append(got, a.name+`="`+strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(a.value)+`"`)
			if raw := c.in[a.start:a.end]; !strings.Contains(raw, a.value) && !strings.Contains(raw, `\`) {
				t.Errorf("%s: the value %q is at %q", c.in, a.value, raw)
			}
		}
		if s := strings.Join(got, " "); s != c.want || (n > 0) != (c.want != "") {
			t.Errorf("%s: got %s, length %d, want %s", c.in, s, n, c.want)
		}
	}
}

func TestUnescape(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"plain", "plain"}, {`\*a\*`, "*a*"}, {`\a\\`, `\a\`}, {`\`, `\`}, {"&amp;&lt;&copy;", "&<©"}, {"&#65;&#x42;&#X43;", "ABC"},
		{"&nosuch; & &; &amp", "&nosuch; & &; &amp"}, {"&#0;&#xD800;&#1;", "\ufffd\ufffd\ufffd"}, {"&#x110000;", "\ufffd"},
		{"&#12345678;", "&#12345678;"}, {"&#+5;&#;", "&#+5;&#;"}, {`\&amp;`, "&amp;"}, {"&ngE;", "≧̸"},
	} {
		if got := unescape(c.in); got != c.want {
			t.Errorf("unescape(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestURLLength(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"https://go.dev/doc/, and", "https://go.dev/doc/"}, {"http://a.b/c_(d))", "http://a.b/c_(d)"}, {"https://a.b.", "https://a.b"},
		{"https://a.b/?q=1&x=y;", "https://a.b/?q=1&x=y;"}, {"https://a.b/x&amp;", "https://a.b/x"}, {"http://localhost:80/", ""},
		{"https://a.b/c[^1]", "https://a.b/c"}, {"https://a.b:8080/x?!", "https://a.b:8080/x"}, {"https://", ""}, {"https://.", ""},
		{"https://a.b<c", "https://a.b"}, {"https://a.b/c\"", "https://a.b/c"},
	} {
		scheme := strings.Index(c.in, "//") + 2
		if got := c.in[:urlLength([]byte(c.in), scheme)]; got != c.want {
			t.Errorf("%q: got %q, want %q", c.in, got, c.want)
		}
	}
}

func TestReadInfo(t *testing.T) {
	s := `go file=a.go caption="a \"b\"" lines=1-3 {#x .y} flag k=`
	in := readInfo(s, 100)
	if in.lang.name != "go" || in.open >= 0 || len(in.attrs) != 2 {
		t.Errorf("got %+v", in)
	}
	want := []string{"file=a.go", `caption=a "b"`, "lines=1-3", "flag=", "k="}
	for i, w := range in.words {
		if got := w.name + "=" + w.value; got != want[i] {
			t.Errorf("word %d is %s, want %s", i, got, want[i])
		}
		if name := s[w.at-100 : w.at-100+len(w.name)]; name != w.name {
			t.Errorf("the word %s is at %q", w.name, name)
		}
	}
	if in := readInfo(`file=x`, 0); in.lang.name != "" || len(in.words) != 1 {
		t.Errorf("without a language: %+v", in)
	}
}

func TestBodyOffsets(t *testing.T) {
	const page = "\ufeffone\r\ntwo\rthree\xff\x00four\r\nfive"
	f := source.New("x.md", page)
	b := newBody(f, 3, false)
	if want := "one\ntwo\nthree\ufffd\ufffdfour\nfive"; b.text != want {
		t.Fatalf("got %q, want %q", b.text, want)
	}
	for _, word := range []string{"one", "two", "three", "four", "five"} {
		i := strings.Index(b.text, word)
		if got := f.Slice(b.span(i, i+len(word))); got != word {
			t.Errorf("%q is at %q", word, got)
		}
	}
	if b.at(1<<20) != int32(len(page)) || b.at(-1) != 3 {
		t.Error("offsets outside the body are not moved to its ends")
	}
}

func TestCutFrontMatter(t *testing.T) {
	for _, c := range []struct{ in, text, rest string }{
		{"---\na: b\n---\nx", "a: b\n", "x"}, {"--- \r\na: b\r\n...\r\nx", "a: b\r\n", "x"}, {"+++\na=1\n+++", "a=1\n", ""},
		{"---\n\n---\n", "", "---\n\n---\n"}, {"---\n---\n", "", ""}, {"---", "", "---"}, {"--\na\n--\n", "", "--\na\n--\n"},
		{"---\nno end", "", "---\nno end"}, {"x\n---\n", "", "x\n---\n"}, {" ---\na: b\n---\n", "", " ---\na: b\n---\n"},
	} {
		m := cutFrontMatter(c.in, 0)
		if m.text != c.text || c.in[m.end:] != c.rest {
			t.Errorf("%q: got %q and %q", c.in, m.text, c.in[m.end:])
		}
	}
}
