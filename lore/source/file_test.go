package source

import (
	"strings"
	"testing"
)

func TestPosition(t *testing.T) {
	f := New("a.xhtml", "one\ntwo\r\nthrée\rx")
	for _, c := range []struct {
		off  int32
		want string
	}{
		{0, "a.xhtml:1:1"}, {3, "a.xhtml:1:4"}, {4, "a.xhtml:2:1"}, {8, "a.xhtml:2:5"},
		{9, "a.xhtml:3:1"}, {14, "a.xhtml:3:6"}, {16, "a.xhtml:4:1"}, {17, "a.xhtml:4:2"},
		{99, "a.xhtml:4:2"}, {-5, "a.xhtml:1:1"},
	} {
		if got := f.Position(c.off).String(); got != c.want {
			t.Errorf("Position(%d) = %s, want %s", c.off, got, c.want)
		}
	}
}

func TestLine(t *testing.T) {
	f := New("a", "one\ntwo\r\n\rx")
	for n, want := range []string{"", "one", "two", "", "x", ""} {
		if got := f.Line(n); got != want {
			t.Errorf("Line(%d) = %q, want %q", n, got, want)
		}
	}
	if got := f.Lines(); got != 4 {
		t.Errorf("Lines() = %d, want 4", got)
	}
	if got := New("", "").Lines(); got != 1 {
		t.Errorf("an empty file has %d lines, want 1", got)
	}
}

func TestSliceClips(t *testing.T) {
	f := New("a", "hello")
	for _, c := range []struct {
		s    Span
		want string
	}{{Span{1, 3}, "el"}, {Span{-2, 99}, "hello"}, {Span{4, 2}, ""}, {Span{9, 12}, ""}} {
		if got := f.Slice(c.s); got != c.want {
			t.Errorf("Slice(%v) = %q, want %q", c.s, got, c.want)
		}
	}
}

func BenchmarkPosition(b *testing.B) {
	f := New("a", strings.Repeat("a line of some forty bytes, more or less\n", 1000))
	for b.Loop() {
		f.Position(30000)
	}
}

// TestByteOrderMark holds that the mark moves no column.
func TestByteOrderMark(t *testing.T) {
	f := New("a", "\uFEFFone\r\ntwo")
	for off, want := range map[int32]string{0: "a:1:1", 3: "a:1:1", 5: "a:1:3", 8: "a:2:1", 99: "a:2:4"} {
		if got := f.Position(off).String(); got != want {
			t.Errorf("offset %d is at %s, want %s", off, got, want)
		}
	}
	if f.Line(1) != "one" || New("b", "\uFEFF").Position(0).String() != "b:1:1" {
		t.Errorf("line 1 is %q", f.Line(1))
	}
}
