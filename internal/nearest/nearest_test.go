package nearest

import (
	"slices"
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	words := []string{"Listen", "ListenPacket", "Listener", "Dial", "DialTimeout", "Conn", "Lines", "region", "lines", "highlight", "IP", "été"}
	for _, c := range []struct{ word, want string }{
		{"Listner", "Listener"},        // a letter missing
		{"Listenner", "Listener"},      // one too many
		{"Lisden", "Listen"},           // a wrong one
		{"Dail", "Dial"},               // neighbours swapped
		{"dial", "Dial"},               // case alone
		{"dIALtIMEOUT", "DialTimeout"}, // case alone, all through
		{"regoin", "region"},
		{"hightlight", "highlight"},
		{"line", "Lines"}, // as near as lines, and sorts first
		{"Dial", ""},      // what is right is no suggestion, and nothing else is near
		{"cancelling", ""},
		{"ip", "IP"},
		{"ap", ""},
		{"", ""},
		{"eté", "été"},
		{"Con", "Conn"},
		{strings.Repeat("x", 1000), ""},
	} {
		if got := Nearest(c.word, words); got != c.want {
			t.Errorf("Nearest(%q) = %q, want %q", c.word, got, c.want)
		}
	}
}

func TestNearestPrefersCaseToLetters(t *testing.T) {
	if got := Nearest("dial", []string{"dian", "Dial", "dia"}); got != "Dial" {
		t.Errorf("got %q, want Dial", got)
	}
}

func TestNearestIgnoresOrder(t *testing.T) {
	words := []string{"cart", "cast", "bart", "cat", "Cart", "chart"}
	slices.Sort(words)
	want := Nearest("carp", words)
	if want == "" {
		t.Fatal("nothing near carp")
	}
	for range 20 {
		words = append(words[1:], words[0])
		if got := Nearest("carp", words); got != want {
			t.Fatalf("order changes the answer: %q and %q", got, want)
		}
	}
}

// plain is the textbook distance, to compare with the one that stops early.
func plain(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			same := 1
			if a[i-1] == b[j-1] {
				same = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+same)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

func FuzzNearest(f *testing.F) {
	f.Add("Listner", "Listener", "Listen")
	f.Add("ab", "ba", "")
	f.Add("\xff\xfe", "é", "İ")
	f.Fuzz(func(t *testing.T, word, a, b string) {
		got := Nearest(word, []string{a, b})
		if got != Nearest(word, []string{b, a}) {
			t.Fatalf("order changes the answer for %q %q %q", word, a, b)
		}
		if got == "" {
			return
		}
		if got == word || got != a && got != b {
			t.Fatalf("Nearest(%q) = %q", word, got)
		}
		w, g := fold(nil, word), fold(nil, got)
		if n := plain(w, g); n > max(1, len(w)/3) {
			t.Fatalf("%q is %d slips from %q", got, n, word)
		}
		other := a
		if got == a {
			other = b
		}
		o := fold(nil, other)
		if other != "" && other != word && len(o) <= maxLen && len(other) <= 4*maxLen && plain(w, o) < plain(w, g) {
			t.Fatalf("%q is nearer to %q than %q", other, word, got)
		}
	})
}

func BenchmarkNearest(b *testing.B) {
	words := strings.Fields(strings.Repeat("Listen ListenPacket Dial Conn Addr ResolveTCPAddr LookupHost CanonicalHeaderKey ", 100))
	b.ReportAllocs()
	for b.Loop() {
		Nearest("ResolvTCPAdr", words)
	}
}
