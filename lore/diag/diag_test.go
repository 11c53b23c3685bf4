package diag

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/lore-docs/lore/lore/source"
)

func at(f *source.File, word string) source.Span {
	i := strings.Index(f.Text, word)
	return source.Span{Start: int32(i), End: int32(i + len(word))}
}

func TestPrint(t *testing.T) {
	long := strings.Repeat("many words before it ", 12) + "WRONG" + strings.Repeat(" and many after it", 12)
	f := source.New("doc/finger.md", "one\n\tWe get a `net.Listner`, whose only job\nbell \a and \u202e turn\n漢字 wrong\n"+long+"\n")
	for _, c := range []struct {
		name string
		d    Diagnostic
		want string
	}{
		{"hint", New(APIUnknown, f, at(f, "net.Listner"), "net.Listner is not in package net").DidYouMean("net.Listener"), `
doc/finger.md:2:12: error[api-unknown]: net.Listner is not in package net
    2 |     We get a ~net.Listner~, whose only job
      |               ^^^^^^^^^^^ did you mean net.Listener?
`},
		{"controls", New(Encoding, f, at(f, "bell \a and \u202e"), "odd \x1b[31m"), `
doc/finger.md:3:1: error[encoding]: odd ␛[31m
    3 | bell ␇ and \u202e turn
      | ^^^^^^^^^^^^^^^^^
`},
		{"wide", New(TitleMissing, f, at(f, "wrong"), "no"), `
doc/finger.md:4:8: warning[title-missing]: no
    4 | 漢字 wrong
      |      ^^^^^
`},
		{"note", New(XMLNesting, f, at(f, "one"), "mismatched </div>; expected </p>").WithNote(f, at(f, "job"), "<p> opened here"), `
doc/finger.md:1:1: error[xml-nesting]: mismatched </div>; expected </p>
    1 | one
      | ^^^
    doc/finger.md:2:37: <p> opened here
    2 |     We get a ~net.Listner~, whose only job
      |                                        ^^^
`},
		{"empty file", New(Config, source.New("lore.toml", ""), source.Span{}, "no").WithHint("write one"), `
lore.toml:1:1: error[config]: no
      = write one
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b strings.Builder
			if err := (Printer{}).Print(&b, List{c.d}); err != nil {
				t.Fatal(err)
			}
			want := strings.ReplaceAll(strings.TrimPrefix(c.want, "\n"), "~", "`")
			if got := b.String(); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
	t.Run("long line", func(t *testing.T) {
		var b strings.Builder
		_ = Printer{}.Print(&b, List{New(LinkPage, f, at(f, "WRONG"), "no")})
		lines := strings.Split(b.String(), "\n")
		if width(lines[1]) > excerptWidth+12 || strings.Index(lines[1], "WRONG")-2*strings.Count(lines[1][:20], "…") != strings.Index(lines[2], "^") {
			t.Errorf("got\n%s", b.String())
		}
	})
}

func TestSortRemovesRepeats(t *testing.T) {
	a, b := source.New("a", "xxxx"), source.New("b", "xxxx")
	one := New(LinkPage, b, source.Span{Start: 1, End: 2}, "m")
	l := List{one, New(LinkPage, a, source.Span{Start: 3, End: 4}, "m"), one, New(LinkPage, a, source.Span{Start: 1, End: 2}, "m")}
	l.Sort()
	var got []string
	for _, d := range l {
		got = append(got, d.String())
	}
	want := "a:1:2: m (link-page)|a:1:4: m (link-page)|b:1:2: m (link-page)"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("got %s", s)
	}
	if e, w := l.Count(); e != 3 || w != 0 {
		t.Errorf("Count = %d, %d", e, w)
	}
}

func TestWithNoteDoesNotShare(t *testing.T) {
	f := source.New("a", "x")
	base := New(LinkPage, f, source.Span{}, "m").WithNote(f, source.Span{}, "0")
	one, two := base.WithNote(f, source.Span{}, "1"), base.WithNote(f, source.Span{}, "2")
	if one.Notes[1].Message != "1" || two.Notes[1].Message != "2" {
		t.Errorf("notes are shared: %v %v", one.Notes, two.Notes)
	}
}

func TestJSON(t *testing.T) {
	f := source.New("a.md", "one\ntwo\n")
	got, err := json.Marshal(New(LinkPage, f, at(f, "two"), "m").DidYouMean("x").WithNote(f, at(f, "one"), "n"))
	want := `{"file":"a.md","line":2,"column":1,"endLine":2,"endColumn":4,"severity":"error","code":"link-page","message":"m",` +
		`"hint":"did you mean x?","notes":[{"file":"a.md","line":1,"column":1,"endLine":1,"endColumn":4,"message":"n"}]}`
	if err != nil || string(got) != want {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestCodesAreDescribed(t *testing.T) {
	seen := map[Code]bool{}
	for _, info := range Codes() {
		if seen[info.Code] || info.Summary == "" || !strings.HasSuffix(info.Summary, ".") {
			t.Errorf("code %q is there twice or has no sentence", info.Code)
		}
		seen[info.Code] = true
	}
	if _, ok := Lookup("no-such-code"); ok {
		t.Error("an unknown code is found")
	}
}

func FuzzPrint(f *testing.F) {
	f.Add("a\tb\x00\xff", int32(1), int32(3))
	f.Fuzz(func(t *testing.T, text string, start, end int32) {
		var b strings.Builder
		_ = Printer{}.Print(&b, List{New(LinkPage, source.New("a", text), source.Span{Start: start, End: end}, "%s", text)})
		if i := strings.IndexFunc(b.String(), func(r rune) bool { return r != '\n' && unsafeRune(r) }); i >= 0 {
			t.Errorf("unsafe character in %q", b.String())
		}
	})
}
