package script

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lore-docs/lore/highlight"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/markdown"
	"github.com/lore-docs/lore/lore/run/match"
	"github.com/lore-docs/lore/lore/source"
	"github.com/lore-docs/lore/lore/tree"
	"github.com/lore-docs/lore/lore/xhtml"
)

func TestIsJobNotice(t *testing.T) {
	for line, want := range map[string]bool{
		"[1] 4711":                        true,
		"[12] 4711 ":                      true,
		"[1]+  Done                    x": true,
		"[1]-  Exit 3                  x": true,
		"[1]   Running                 x": true,
		"[2]+  Segmentation fault      x": true,
		"[1]+  Donex":                     false,
		"[1] 4711 is prime":               false,
		"[1]4711":                         false,
		"[]+  Done":                       false,
		"[1 2 3]":                         false,
		"[1]":                             false,
		"1 4711":                          false,
		"":                                false,
	} {
		if got := IsJobNotice(line); got != want {
			t.Errorf("IsJobNotice(%q) = %v", line, got)
		}
	}
}

// A notice is only dropped where there are jobs.
func TestNoticeWithoutJobs(t *testing.T) {
	steps, _ := Parse("$ ./pairs\n[1] 4711\n", nil)
	if len(steps[0].Want) != 1 || steps[0].Notices != nil {
		t.Errorf("%+v", steps)
	}
}

func TestStatus(t *testing.T) {
	for _, c := range []struct {
		word     string
		code     int
		signaled bool
		want     bool
	}{
		{"0", 0, false, true}, {"0", 1, false, false}, {"0", 0, true, false},
		{"3", 3, false, true}, {"3", 2, false, false},
		{"any", 7, false, true}, {"any", 0, true, true},
		{"signal", 130, false, true}, {"signal", 2, true, true}, {"signal", 1, false, false}, {"signal", 0, false, false},
	} {
		s, err := ParseStatus(c.word)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Allows(c.code, c.signaled); got != c.want {
			t.Errorf("exit=%s allows %d, %v: %v", c.word, c.code, c.signaled, got)
		}
	}
	if f := (Status{Kind: Failure}); f.Allows(0, false) || !f.Allows(1, false) || !f.Allows(0, true) {
		t.Error("failure allows what it should not, or the other way round")
	}
	for _, word := range []string{"", "-1", "256", "yes", "1.5"} {
		if _, err := ParseStatus(word); err == nil {
			t.Errorf("exit=%s was taken", word)
		}
	}
}

func TestParseWords(t *testing.T) {
	word := func(name, value string) tree.Word { return tree.Word{Name: name, Value: value} }
	got := ParseWords([]tree.Word{
		word("vary", "time, port nonsense"), word("order", "any"), word("space", "fold"), word("exit", "3"),
		word("timeout", "20s"), word("term", "2"), word("session", "x"), word("dir", "a/b"), word("sh", "posix"),
		word("env", "A=1,B=2"), word("os", "linux darwin"), word("go>", "=1.24"), word("go", ">=1.25"), word("go", "1.26"),
		word("needs", "psql,net"), word("port", "1079→auto 80->8080,bad,0"), word("skip", "why not"), word("check", "no"),
		word("why", "it is old"), word("bless", "no"), word("of", "a.go"), word("with", "b.go,c.go"), word("run", ""),
		word("input", "moshez"), word("unknown", "x"),
	})
	want := Options{
		Match: match.Options{Vary: match.HolesOf(match.Time, match.Port), AnyOrder: true, FoldSpace: true},
		Exit:  &Status{Kind: Code, Code: 3}, Timeout: 20 * time.Second, Term: 2, Session: "x", Dir: "a/b", Shell: "posix",
		Env: []string{"A=1", "B=2"}, OS: []string{"linux", "darwin"}, Go: []string{">=1.24", ">=1.25", "1.26"},
		Needs: []string{"psql", "net"}, Ports: []Port{{Number: 1079, Auto: true}, {Number: 80, Move: 8080}},
		Skip: "why not", NoCheck: true, Why: "it is old", NoBless: true, Of: "a.go", With: []string{"b.go", "c.go"}, Run: true,
		Input: []string{"moshez"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got := ParseWords([]tree.Word{word("exit", "many"), word("timeout", "-1s"), word("term", "0"), word("order", "no")}); !reflect.DeepEqual(got, Options{}) {
		t.Errorf("bad values gave %+v", got)
	}
}

func TestLines(t *testing.T) {
	lines, problems := Lines("a\n\n$ b\n\n", []tree.Range{{Start: 0, End: 1}})
	want := []Line{{Text: "a", No: 1, Typed: true, Input: "a"}, {No: 2, At: 2}, {Text: "$ b", No: 3, At: 3}}
	if !slices.Equal(lines, want) || problems != nil {
		t.Errorf("got %+v, %v", lines, problems)
	}
}

// Line ends of any kind, and none at the end.
func TestLineEnds(t *testing.T) {
	for _, text := range []string{"$ a\nb\n$ c", "$ a\r\nb\r\n$ c\r\n"} {
		steps, _ := Parse(text, nil)
		if len(steps) != 2 || steps[0].Command != "a" || steps[0].Want[0].Text != "b" || steps[1].Command != "c" || steps[1].Line != 3 {
			t.Errorf("%q: %+v", text, steps)
		}
	}
	if steps, problems := Parse("", nil); steps != nil || problems != nil {
		t.Errorf("no text: %v, %v", steps, problems)
	}
}

// Each line of a block is found on its page, in both dialects, whatever stands
// around it and however it is written.
func TestSourceSpan(t *testing.T) {
	const page = "<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>t</title></head><body><h1>t</h1>\r\n" +
		"<pre class=\"shell\">$ echo &lt;&amp;&gt;\n&lt;&amp;&gt;\n\n    $ <kbd>x</kbd> &#8230;\nlast</pre>\n" +
		"<pre class=\"shell\">\n    $ cat\n    <kbd>hello</kbd>\n    hello</pre><!-- lore:setup\n$ one\ntwo\n--></body></html>\n"
	f := source.New("a.xhtml", page)
	var list diag.List
	doc := xhtml.Reader{}.Read(f, &list)
	check(t, f, doc, [][]string{
		{"$ echo &lt;&amp;&gt;", "&lt;&amp;&gt;", "", "$ <kbd>x</kbd> &#8230;", "last"},
		{"$ cat", "<kbd>hello</kbd>", "hello"},
		{"$ one", "two"},
	})
	const text = "# t\n\n- item\n\n  ```console dir=x\n  $ echo a\n  a\n\n  $ b\n  ```\n\n> ```console\n> $ c\n> d\n> ```\n"
	f = source.New("a.md", text)
	doc = markdown.Reader{}.Read(f, &list)
	check(t, f, doc, [][]string{{"$ echo a", "a", "", "$ b"}, {"> $ c", "> d"}})
}

func check(t *testing.T, f *source.File, doc *tree.Document, want [][]string) {
	t.Helper()
	if len(doc.Listings) != len(want) {
		t.Fatalf("%s: %d listings", f.Name, len(doc.Listings))
	}
	for i := range doc.Listings {
		l := &doc.Listings[i]
		for n, text := range want[i] {
			span := SourceSpan(f, l, n+1)
			if got := f.Text[span.Start:span.End]; got != text && strings.TrimPrefix(text, "> ") != got {
				t.Errorf("%s: listing %d line %d is %q, wanted %q", f.Name, i, n+1, got, text)
			}
			if line := SourceLine(f, l, n+1); line != f.Position(span.Start).Line {
				t.Errorf("%s: listing %d line %d: SourceLine %d, span at %s", f.Name, i, n+1, line, f.Position(span.Start))
			}
		}
	}
}

// What is highlighted as a command begins a step, and every step begins with
// what is highlighted as one.
func TestAgreesWithHighlight(t *testing.T) {
	text := "$ a\n% b\nroot# c\n(env) $ d\n$e\n # f\nme@host:~$ g\n$\n$ cat <<X\n$ h\nX\n$ i 'j\n$ k\n$ l\n> m\n$ n |\n> o\n"
	var want []int
	for i, line := range (highlight.Transcript{}).Lines(strings.Split(text, "\n")) {
		if line.Part == highlight.CommandPart {
			want = append(want, i+1)
		}
	}
	steps, _ := Parse(text, nil)
	var got []int
	for _, s := range steps {
		got = append(got, s.Line)
	}
	if !slices.Equal(got, want) {
		t.Errorf("steps at %v, highlighted %v", got, want)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"$ a &\n[1] 2\n$ b \\\n> c\nd\n^C\nx\n", "$ cat <<EOF\na\nEOF\n", "$ echo 'a\nb'\n", "x\n$ if a; then\n> b\n> fi\n",
		"$ echo \"$(a `b` ((\n", "^Cx\n^D\n\n$ #\n$\n", "$ case x in a) b;; esac\n", "$ a<<-\"E F\" <<'G'\n\tE F\nG\nout", "$ \\", "$ a\r\nb\r\n",
	} {
		f.Add(s, uint8(3), uint8(2))
	}
	f.Fuzz(func(t *testing.T, text string, at, length uint8) {
		typed := []tree.Range{{Start: int32(at), End: int32(at) + int32(length)}, {Start: int32(at) + int32(length), End: int32(at) + 2*int32(length)}}
		steps, problems := Parse(text, typed)
		lines := strings.Count(text, "\n") + 1
		last := 0
		for _, s := range steps {
			if s.Line <= last && s.Kind != More || s.End < s.Line || s.End > lines {
				t.Fatalf("step from line %d to %d after line %d of %d", s.Line, s.End, last, lines)
			}
			last = s.End
			for _, l := range append(slices.Clone(s.Want), s.Notices...) {
				if l.No < s.Line || l.No > lines {
					t.Fatalf("line %d in the step at %d", l.No, s.Line)
				}
				if !strings.HasPrefix(text[l.At:], l.Text) {
					t.Fatalf("line %d is %q, but %q stands there", l.No, l.Text, text[l.At:])
				}
				if l.Typed && !strings.HasPrefix(l.Text, l.Lead+l.Input) {
					t.Fatalf("%q is not %q and %q", l.Text, l.Lead, l.Input)
				}
			}
			for _, l := range s.Want {
				last = max(last, l.No)
			}
		}
		for _, p := range problems {
			if p.Line < 1 || p.Line > lines || int(p.Range.End) > len(text) || p.Range.Start > p.Range.End {
				t.Fatalf("problem %+v", p)
			}
		}
	})
}

// Bad input that could make a reader look ahead again and again.
func TestParseIsLinear(t *testing.T) {
	for name, unit := range map[string]string{
		"quotes": "$ echo 'a\n", "documents": "$ cat <<X\n", "loops": "$ for i in\n> x\n", "brackets": "$ ((((\n(((\n", "slashes": "$ \\\n\\\n",
		"prompts": "> a\n", "many documents": "<<A ", "nested": "if ",
	} {
		text := func(n int) string { return "$ " + strings.Repeat(unit, n) }
		small, large := text(1000), text(8000)
		if !isLinear(func() { Parse(small, nil) }, func() { Parse(large, nil) }) {
			t.Errorf("%s: takes ever longer", name)
		}
	}
}

// isLinear reports whether the second function, which has eight times as much to
// do, takes clearly less than 64 times as long. On a busy machine it may take
// several attempts to see.
func isLinear(small, large func()) bool {
	least := [2]time.Duration{time.Hour, time.Hour}
	for range 30 {
		for i, f := range []func(){small, large} {
			start := time.Now()
			f()
			least[i] = min(least[i], time.Since(start))
		}
		if least[1] < 24*least[0]+5*time.Millisecond {
			return true
		}
	}
	return false
}

func BenchmarkParse(b *testing.B) {
	text := strings.Repeat("$ go run ./finger02 &\n$ telnet localhost 1079\nTrying 127.0.0.1...\nConnected to localhost.\n"+
		"Escape character is '^]'.\nmoshez\nNo such user\nConnection closed by foreign host.\n\n", 100)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Parse(text, nil)
	}
}
