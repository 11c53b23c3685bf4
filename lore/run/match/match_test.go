package match

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// «» stand around what is found in a line.
func TestFind(t *testing.T) {
	for _, c := range []struct {
		kinds string
		line  string
	}{
		{"time", "«2023/08/22 10:45:16» standard logger"},
		{"time", "my:«2023/08/22 10:45:16.904141» x"},
		{"time", "2023/13/22 «10:45:16» is a time of day still"},
		{"time", "2023-02-29 is no day, «2024-02-29» is"},
		{"time", "at «2012-10-31 15:50:13.793654 +0000 UTC»."},
		{"time", "«2012-10-31 15:50:13.793654 +0000 UTC m=+0.000012345», then"},
		{"time", "Date: «Mon, 02 Jan 2023 15:04:05 GMT»"},
		{"time", "Date: Tue, «02 Jan 2023 15:04:05» GMT was a Monday"},
		{"time", "«Wed Oct 10 09:53:11 UTC 2012»"},
		{"time", "«Thu Apr  5 18:00:15 2012»"},
		{"time", "-rw-r--r-- 1 mark mark 1319 «Oct  3 16:28» a.go"},
		{"time", "127.0.0.1 - - [«10/Oct/2000:13:55:36 -0700»] \"GET / HTTP/1.0\""},
		{"time", "«2014-04-15T18:00:15-07:00» «2014-04-15T18:00:15Z»"},
		{"time", "«6:00PM» and «6:00:01 PM» and «18:00»"},
		{"time", "25:00 10:60 main.go:12:30: x 1:2 10:45:16:9"},
		{"time", "v1.2.3 10.5 3 2023 12-34 Monday Jan"},
		{"time", "[«2024-01-02 03:04:05»] [GIN] «2024/01/02 - 03:04:05» |"},
		{"duration", "took «5ms», «1.5s» and «2h0m0.25s», «0s»"},
		{"duration", "5m2h 1h75m 1h61s 1.5h2m x5s 5sx 5 apples 1.2.3s"},
		{"duration", "«-3.2µs» «31 ns»/op «12 ms» «3 seconds» 3 secondary"},
		{"duration", "--- PASS: TestAbs («0.00s»)"},
		{"duration", "real	«0m2.245s»"},
		{"ptr", "«0xc000012028» +«0x1d» 0x 0xg x0x1 0x12345678901234567"},
		{"goroutine", "goroutine «18» [running]: goroutine x 18"},
		{"port", "127.0.0.1:«40123» localhost:«80» :«8080» [::]:«9000» port «22» Port: «23» http://a.b:«81»/"},
		{"port", "10:45 main.go:12 localhost:65536 localhost:080 200 x:12 web:«8080» a:b 1079"},
		{"pid", "pid «4711» PID=«1» process «22» nginx[«33»]: [1] 4711"},
		{"pid", "[1] «4711»"},
		{"pid", "   «12» pts/0"},
		{"pid", "x 12 pid 0 pid 99999999 pid012"},
		{"num", "«1» «-2» «3.5» «1e+06» x1 1x 007 «1.2.3» «v1.2.3» «go1.26» 1.2.3.4 go1 «5». («6»,«7») «0» 0x1f"},
		{"tmp", "file «/tmp/sample610887201» and /usr/tmp/x and «/var/folders/ab/cd/T/x1»."},
		{"tmp", "/tmp /tmp/ «C:\\Users\\me\\Temp\\x1»"},
		{"path", "at «/home/me/a.go»:12 in «./x/y» and «a/b.txt», not a.txt, 1/2 or http://x"},
		{"host", "«127.0.0.1» «localhost»:80 «example.com» me@«box» «::1» «fe80::1%eth0»"},
		{"host", "fmt.Println main.go 1.2.3 256.1.1.1 10:45:16 a.b( «web.local» :: is any [«::»]"},
		{"host", "http://«box»/x Host: «box2» hostname=«h»"},
		{"hash", "«6fa459ea-ee8a-4ca4-894e-db77e160355e» 6fa459ea-ee8a-0ca4-894e-db77e160355e"},
		{"hash", "«d41d8cd98f00b204e9800998ecf8427e» «2054777f» defaced 1234567 2054777 a1b2c3 «DEADBEEF01»"},
		{"hash", "example.com v1 «h1:5u1Xf4bGSg0Sh7rQq0aJ1lkVtLsy7Sx5mY7WJp0aQ3s=»"},
		{"time,duration,num", "«2023-01-02» took «5ms» for «7»"},
		{"tmp,path,num", "«/tmp/a1» «/etc/passwd» «3»"},
		{"host,port", "«127.0.0.1»:«8080»"},
	} {
		o := parseOptions(t, "vary="+c.kinds)
		line := strings.NewReplacer("«", "", "»", "").Replace(c.line)
		var b strings.Builder
		for _, p := range o.Vary.pieces(line) {
			if p.isHole {
				p.text = "«" + p.text + "»"
			}
			b.WriteString(p.text)
		}
		if b.String() != c.line {
			t.Errorf("%s:\n got  %s\n want %s", c.kinds, b.String(), c.line)
		}
	}
}

func TestMatchLine(t *testing.T) {
	for _, c := range []struct {
		words, want, got string
		ok               bool
	}{
		{"", "a", "a", true},
		{"", "a", "b", false},
		{"", "a  \t", "a", true},
		{"", "a", "a \r", true},
		{"", "  a", "a", false},
		{"", "", "", true},
		{"", "working...done", "working...done", true},
		{"", "working...done", "working hard, done", true},
		{"", "working...done", "working", false},
		{"", "a...b...c", "a b c", true},
		{"", "a...b...c", "abc", true},
		{"", "a...b...c", "acb", false},
		{"", "...c", "abc", true},
		{"", "...c", "abcd", false},
		{"", "a…", "abc", true},
		{"", "a...", "a", true},
		{"", "ab...b", "ab", false},
		{"", "....", "....", true},
		{"", "a....", "abc", false},
		{"", "f(x ...int)", "f(x ...int)", true},
		{"", "ä...ü", "äöü", true},
		{"space=fold", "a   b", "a\tb", true},
		{"space=fold", "a b", "ab", false},
		{"space=fold", "  a", "a  ", true},
		{"vary=time", "2023-01-02 x", "2026-12-31 x", true},
		{"vary=time", "2023-01-02 x", "2026-13-31 x", false},
		{"vary=time", "2023-01-02 x", "2026/12/31 x", false},
		{"vary=time", "10:45:16.5 x", "10:45:17 x", true},
		{"vary=time", "10:45:16 x", "10:45:17.5 x", false},
		{"vary=time", "at 2012-09-23 11:29:56.487625 -0700 PDT", "at 2026-11-22 16:09:14.1 +0000 UTC m=+0.500123456", true},
		{"vary=time", "Mon, 02 Jan 2023 15:04:05 GMT", "Tue, 02 Jan 2023 15:04:05 GMT", false},
		{"vary=duration", "took 5ms", "took 1.2s", true},
		{"vary=duration", "took 5ms", "took 5 ms", false},
		{"vary=duration", "took 5 seconds", "took 7 seconds", true},
		{"vary=duration", "took 5 seconds", "took 7 minutes", false},
		{"vary=port", "localhost:8080", "localhost:1", true},
		{"vary=port", "localhost:8080", "localhost:70000", false},
		{"vary=num", "n 5", "n -5", true},
		{"vary=num", "n 5", "n 5.5", false},
		{"vary=num", "n 5.5", "n 5", true},
		{"vary=num", "n 5", "n x", false},
		{"vary=tmp", "/tmp/sample12345", "/tmp/sample9", true},
		{"vary=tmp", "/tmp/sample12345", "/var/folders/a/b/T/sample9", true},
		{"vary=tmp", "/tmp/sample12345", "/tmp/lore1/sample9", true},
		{"vary=tmp", "/tmp/sample12345", "/tmp/simple123", false},
		{"vary=tmp", "/tmp/sample12345", "/home/sample12345", false},
		{"vary=tmp", "/tmp/a12", "/tmp/a13", false},
		{"vary=tmp", "/tmp/go-build12345/b001/x", "/tmp/go-build45/b001/x", true},
		{"vary=tmp", "/tmp/go-build12345/b001/x", "/tmp/go-build45/b002/x", false},
		{"vary=path", "/home/me/x.go:1", "/root/x.go:1", true},
		{"vary=path", "/home/me/x.go:1", "/root/y.go:1", false},
		{"vary=path", "/home/me", "/root", true},
		{"vary=goroutine", "goroutine 18 [running]:", "goroutine 7 [running]:", true},
		{"vary=goroutine", "goroutine 1 [running]:", "goroutine 7 [running]:", false},
		{"vary=hash", "x 2054777f", "x a5b6c7d8", true},
		{"vary=hash", "x 2054777f", "x a5b6c7d", false},
		{"vary=host", "from 10.0.0.1", "from ::1", true},
		{"vary=host", "from 10.0.0.1", "from 10.0.0.256", false},
		{"vary=num", "a ... 5", "a long way to 7", true},
		{"vary=num", "... 5 x", "1 2 x", true},
	} {
		r := Match([]string{c.want}, []string{c.got}, parseOptions(t, c.words), nil)
		if r.OK != c.ok {
			t.Errorf("%s: %q and %q: %v", c.words, c.want, c.got, r.OK)
		}
	}
}

func TestMatchLines(t *testing.T) {
	for _, c := range []struct {
		words, want, got string
		ok               bool
	}{
		{"", "a b c", "a b c", true},
		{"", "a b c", "a b", false},
		{"", "a b", "a b c", false},
		{"", "a ... c", "a c", true},
		{"", "a ... c", "a x y c c", true},
		{"", "a ... c", "a x", false},
		{"", "... b c ... b d", "b b c x b d", true},
		{"", "... b c ... b d", "b b c x b c", false},
		{"", "... a a b", "a a a b", true},
		{"", "... a b a c ...", "a b a b a c", true},
		{"", "...", "", true},
		{"", "... ...", "x y z", true},
		{"", "a ...", "", false},
		{"", "", "", true},
		{"", "a", "a _ _", true},
		{"", "a _ _", "a", true},
		{"", "a _ b", "a b", false},
		{"order=any", "a b a", "a a b", true},
		{"order=any", "a b a", "a b b", false},
		{"order=any", "a b", "b a c", false},
		{"order=any", "a ... b", "b x a y", true},
		{"order=any", "a…b ab", "ab axb", true},
		{"order=any", "a…b ab ab", "ab axb", false},
		{"order=any", "a… a…b abc…", "abcd ab acb", true},
		{"order=any", "a _ b", "b a", true},
	} {
		split := func(s string) []string {
			lines := strings.Fields(s)
			for i := range lines {
				if lines[i] == "_" {
					lines[i] = ""
				}
			}
			return lines
		}
		r := Match(split(c.want), split(c.got), parseOptions(t, c.words), nil)
		if r.OK != c.ok {
			t.Errorf("%s: %q and %q: %v", c.words, c.want, c.got, r.OK)
		}
		if !r.OK && (r.Mismatch == nil || r.Edits == nil) {
			t.Errorf("%s: %q and %q: no explanation", c.words, c.want, c.got)
		}
	}
}

// Patterns of order=any find the pairs whose values agree.
func TestAnyOrderCaptures(t *testing.T) {
	o := parseOptions(t, "vary=hash order=any")
	want := []string{"start aaaa1111", "start bbbb2222", "end aaaa1111", "end bbbb2222 twice"}
	got := []string{"end dddd4444", "start cccc3333", "end cccc3333 twice", "start dddd4444"}
	var c Captures
	if r := Match(want, got, o, &c); !r.OK {
		t.Fatal(r.Mismatch)
	}
	if got := c.Substitute("curl localhost/aaaa1111?x=bbbb2222"); got != "curl localhost/dddd4444?x=cccc3333" {
		t.Error(got)
	}
	got[2] = "end dddd4444 twice"
	if r := Match(want, got, o, nil); r.OK || r.Mismatch.Kind != Disagrees {
		t.Errorf("%+v", r.Mismatch)
	}
}

// A match that fails captures nothing, and one that succeeds does.
func TestCaptures(t *testing.T) {
	o := parseOptions(t, "vary=port,pid,time,num")
	var c Captures
	Match([]string{"localhost:4000", "x"}, []string{"localhost:5000", "y"}, o, &c)
	if len(c.got) != 0 {
		t.Errorf("captured %v", c.got)
	}
	lines := func(s ...string) []string { return s }
	for _, step := range []struct {
		want, got string
		ok        bool
	}{
		{"localhost:4000", "localhost:5000", true},
		{"localhost:4000", "localhost:5001", false},
		{"localhost:4001", "localhost:5000", false},
		{"localhost:4001", "localhost:5001", true},
		{"pid 4000", "pid 5002", true}, // other kinds are other things
		{"10:45:16 a", "10:45:17 a", true},
		{"10:45:16 a", "10:45:18 a", true}, // a second is shown twice and printed in two
		{"10:45:16.123456 a", "10:45:18.654321 a", true},
		{"10:45:16.123456 a", "10:45:18.654322 a", false},
		{"n 5", "n 6", true},
		{"n 5", "n 7", true},
	} {
		if r := Match(lines(step.want), lines(step.got), o, &c); r.OK != step.ok {
			t.Errorf("%q and %q: %v", step.want, step.got, r.OK)
		}
	}
	if got := c.Substitute("kill 4000; curl :4001/14000 x4001"); got != "kill 5000; curl :5001/14000 x4001" && got != "kill 5002; curl :5001/14000 x4001" {
		t.Error(got)
	}
	if got := (&Captures{}).Substitute("kill 4000"); got != "kill 4000" {
		t.Error(got)
	}
}

func TestUnused(t *testing.T) {
	o := parseOptions(t, "vary=time,num space=fold order=any")
	ok := Result{OK: true, Vary: HolesOf(Time), FoldSpace: true}
	if got := o.Unused(ok, Result{OK: true}); !slices.Equal(got, []string{"vary=num", "order=any"}) {
		t.Error(got)
	}
	if got := o.Unused(ok, Result{}); got != nil {
		t.Errorf("after a failure: %v", got)
	}
}

func TestHoleNames(t *testing.T) {
	for h := range numHoles {
		if got, ok := ParseHole(h.String()); !ok || got != h {
			t.Errorf("%s reads as %s", h, got)
		}
	}
	if _, ok := ParseHole("times"); ok {
		t.Error("times is no kind")
	}
}

func TestScreenLines(t *testing.T) {
	for _, c := range []struct{ output, want string }{
		{"a\r\nb\r\n", "a|b"},
		{"a\nb", "a|b"},
		{"a\n\nb\n", "a||b"},
		{"", ""},
		{"10%\r50%\r100%\n", "100%"},
		{"100%\r50%\n", "50%%"},
		{"abc\b\bx\n", "axc"},
		{"\b\ba\n", "a"},
		{"\x1b[31mred\x1b[0m \x1b]0;title\aend\x1b[K\n", "red end"},
		{"\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\\x1b(B\x1b7\n", "link"},
		{"\x1b[", ""},
		{"\x1b", ""},
		{"bell\a nul\x00 del\x7f\n", "bell nul del"},
		{"a\tb\t\n", "a\tb"},
		{"bad \xff\xfe\n", "bad \ufffd\ufffd"},
		{"ä\bo\n", "o"},
	} {
		if got := strings.Join(Lines(c.output), "|"); got != c.want {
			t.Errorf("%q shows as %q, wanted %q", c.output, got, c.want)
		}
	}
}

func TestMatcher(t *testing.T) {
	var c Captures
	m := NewMatcher([]string{"Name: bob", "hello bob", "...", "listening on :4000", ""}, parseOptions(t, "vary=port"), &c)
	type state struct {
		reached int
		dead    bool
	}
	check := func(want state) {
		t.Helper()
		reached := 0
		for m.Reached(reached+1) && reached < 4 {
			reached++
		}
		if got := (state{reached, m.Dead()}); got != want {
			t.Errorf("%+v, wanted %+v", got, want)
		}
	}
	check(state{0, false})
	if m.Waits(0, "Name: ", "Nam") || !m.Waits(0, "Name: ", "Name: ") || m.Waits(1, "", "") {
		t.Error("waits for the wrong thing")
	}
	m.Feed("Name: bob")
	check(state{1, false})
	m.Feed("hello bob")
	check(state{3, false})
	m.Feed("noise")
	check(state{3, false})
	if m.Ready() {
		t.Error("ready too early")
	}
	m.Feed("listening on :5000")
	check(state{4, false})
	if !m.Ready() || !m.Done().OK || !m.Done().OK || c.Substitute("x :4000") != "x :5000" {
		t.Error("not done")
	}
	m.Feed("more noise")
	if !m.Ready() || m.Dead() || m.Done().OK {
		t.Error("what was reached stays reached, but the lines match no more")
	}
	m = NewMatcher([]string{"a", "b"}, Options{}, nil)
	m.Feed("a")
	m.Feed("x")
	if !m.Dead() || m.Ready() || m.Done().OK {
		t.Error("not dead")
	}
	m = NewMatcher(nil, Options{}, nil)
	m.Feed("")
	if !m.Ready() || m.Dead() || !m.Done().OK {
		t.Error("blank lines are something")
	}
	m = NewMatcher([]string{"a", "b"}, Options{AnyOrder: true}, nil)
	m.Feed("b")
	if m.Reached(1) || m.Dead() {
		t.Error("a has not appeared")
	}
	m.Feed("a")
	if !m.Ready() || !m.Done().OK {
		t.Error("both have appeared")
	}
	m.Feed("c")
	if !m.Dead() {
		t.Error("c is not expected")
	}
}

// Output that makes a matcher which tries again and again take ever longer: eight
// times as much takes about eight times as long.
func TestMatchIsLinear(t *testing.T) {
	repeat := func(n int, lines ...string) []string { return slices.Repeat(lines, n) }
	varied := Options{Vary: allHoles}
	for name, c := range map[string]struct {
		want []string
		got  func(n int) []string
		o    Options
	}{
		"gaps":      {append(repeat(20, "...", "a"), "b"), func(n int) []string { return repeat(n, "a") }, Options{}},
		"blocks":    {[]string{"...", "a", "a", "a", "a", "a", "a", "b", "..."}, func(n int) []string { return repeat(n, "a") }, Options{}},
		"elisions":  {[]string{strings.Repeat("a...", 50) + "b"}, func(n int) []string { return []string{strings.Repeat("a", n)} }, Options{}},
		"values":    {[]string{strings.Repeat("1 ", 50) + "x"}, func(n int) []string { return []string{strings.Repeat("2 ", n) + "y"} }, varied},
		"paths":     {[]string{".../a/b x"}, func(n int) []string { return []string{strings.Repeat("/a/b", n)} }, varied},
		"hosts":     {[]string{"... a.example y"}, func(n int) []string { return []string{strings.Repeat("a.b-", n)} }, varied},
		"addresses": {[]string{"... ::1 y"}, func(n int) []string { return []string{strings.Repeat(":a:", n)} }, varied},
		"times":     {[]string{"... 10:45 y"}, func(n int) []string { return []string{strings.Repeat("10:45 ", n)} }, varied},
		"digits":    {[]string{"... 10 y"}, func(n int) []string { return []string{strings.Repeat("1", n)} }, varied},
		"lines":     {repeat(2, "a", "b", "..."), func(n int) []string { return repeat(n, "b", "c") }, Options{}},
		"any order": {repeat(10, "a…", "b…", "…"), func(n int) []string { return repeat(n, "ab", "ba") }, Options{AnyOrder: true}},
		"edits":     {repeat(20, "a", "b", "c"), func(n int) []string { return repeat(n, "c", "a", "d") }, Options{}},
	} {
		small, large := c.got(800), c.got(6400)
		if !isLinear(func() { Match(c.want, small, c.o, nil) }, func() { Match(c.want, large, c.o, nil) }) {
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
		if least[1] < 24*least[0]+20*time.Millisecond {
			return true
		}
	}
	return false
}

// Patterns that all lines fit, and lines that fit in no way that their values
// agree, are given up in time.
func TestAnyOrderGivesUp(t *testing.T) {
	o := Options{AnyOrder: true, Vary: allHoles}
	want := slices.Repeat([]string{"x 2054777f", "x 3054777f", "x 4054777f"}, 5)
	got := slices.Repeat([]string{"x a054777f", "x b054777f", "x c054777f", "x d054777f", "x e054777f"}, 3)
	if r := Match(want, got, o, nil); r.OK || r.Mismatch.Kind != Disagrees {
		t.Errorf("%+v", r.Mismatch)
	}
}

func FuzzMatch(f *testing.F) {
	for _, s := range [][3]string{
		{"a\n...\nb", "a\nx\nb", "vary=time"}, {"a...b", "acb", "space=fold"}, {"2023-01-02 10:45:16 x\nlocalhost:8080", "2024-01-02 10:45:16 x\nlocalhost:8081", "vary=time,port"},
		{"a\nb\nb…", "b\na\nbc", "order=any"}, {"/tmp/a123 0xc000012028 6fa459ea-ee8a-4ca4-894e-db77e160355e\n...\n5ms", "x", "vary=tmp,ptr,hash,num,duration,pid,goroutine,host,path order=any space=fold"},
		{"pid 12\npid 12", "pid 13\npid 14", "vary=pid"}, {"Thu Apr  5 18:00:15 2012\n::1", "Thu Apr  5 18:00:15 2012\nfe80::1%e", "vary=time,host"},
		{"", "\r\n\x1b[1mx\b\n", ""}, {"...\n...\n", "", "order=any"},
	} {
		f.Add(s[0], s[1], s[2])
	}
	f.Fuzz(func(t *testing.T, page, output, words string) {
		if len(page) > 2000 || len(output) > 4000 {
			return
		}
		want, got := textLines(page), Lines(output)
		o := looseOptions(words)
		if r := Match(got, got, Options{}, nil); !r.OK {
			t.Fatalf("%q does not match itself: %s", got, r.Mismatch)
		}
		r := Match(want, got, o, nil)
		m := NewMatcher(want, o, nil)
		for _, line := range trimBlank(got) {
			m.Feed(line)
		}
		if r.OK && !o.AnyOrder && (!m.Ready() || m.Dead()) {
			t.Fatalf("%q and %q match, but the Matcher says ready %v, dead %v", want, got, m.Ready(), m.Dead())
		}
		if m.Done().OK != r.OK {
			t.Fatalf("%q and %q: Match says %v, Done %v", want, got, r.OK, !r.OK)
		}
		if !r.OK {
			checkMismatch(t, r, want, got)
		}
		changes := Bless(want, got, o, nil)
		if r.OK != (len(changes) == 0) {
			t.Fatalf("%q and %q: match %v, changes %v", want, got, r.OK, changes)
		}
		if again := Match(Apply(want, changes), got, o, nil); !again.OK {
			t.Fatalf("%q and %q: blessed %q does not match: %s", want, got, Apply(want, changes), again.Mismatch)
		}
	})
}

func checkMismatch(t *testing.T, r Result, want, got []string) {
	t.Helper()
	m := r.Mismatch
	if m.Want < 0 || m.Want > len(want) || m.Got < 0 || m.Got > len(got) {
		t.Fatalf("%q and %q: %+v", want, got, m)
	}
	if m.WantCol > len(m.WantText) || m.GotCol > len(m.GotText) || m.WantCol < 0 || m.GotCol < 0 {
		t.Fatalf("%q and %q: columns %+v", want, got, m)
	}
	_ = m.String() + m.Hint.String()
}

// looseOptions reads words and leaves out those that are none.
func looseOptions(words string) (o Options) {
	for word := range strings.FieldsSeq(words) {
		if h, ok := ParseHole(word); ok {
			o.Vary = o.Vary.With(h)
		}
		if rest, ok := strings.CutPrefix(word, "vary="); ok {
			for name := range strings.SplitSeq(rest, ",") {
				if h, ok := ParseHole(name); ok {
					o.Vary = o.Vary.With(h)
				}
			}
		}
		o.AnyOrder = o.AnyOrder || word == "order=any"
		o.FoldSpace = o.FoldSpace || word == "space=fold"
	}
	return o
}

func BenchmarkMatch(b *testing.B) {
	var want, got []string
	for i := range 100 {
		want = append(want, fmt.Sprintf("2023/08/22 10:45:16 request %d", i))
		got = append(got, fmt.Sprintf("2026/11/22 16:09:%02d request %d", i%60, i))
	}
	for name, c := range map[string]struct {
		want, got []string
		o         Options
	}{
		"equal":   {want, want, Options{}},
		"vary":    {want, got, Options{Vary: HolesOf(Time, Port)}},
		"gap":     {[]string{want[0], "...", want[99]}, want, Options{}},
		"order":   {want, append(slices.Clone(want[50:]), want[:50]...), Options{AnyOrder: true}},
		"explain": {want, got, Options{}},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Match(c.want, c.got, c.o, nil)
			}
		})
	}
}
