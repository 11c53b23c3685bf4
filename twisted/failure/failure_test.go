package failure_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/lore-docs/lore/twisted/failure"
)

func readUsers() *failure.Failure {
	_, err := os.Open("no such file")
	return failure.New(err)
}

func TestNewRemembersItsCaller(t *testing.T) {
	f := readUsers()
	stack := f.Stack()
	if len(stack) < 2 || !strings.HasSuffix(stack[0].Function, ".readUsers") ||
		!strings.HasSuffix(stack[1].Function, ".TestNewRemembersItsCaller") {
		t.Fatalf("stack %v", stack)
	}
	if stack[0].Line == 0 || !strings.HasSuffix(stack[0].File, "failure_test.go") {
		t.Errorf("first frame %v", stack[0])
	}
	if last := stack[len(stack)-1].Function; strings.HasPrefix(last, "runtime.") {
		t.Errorf("stack ends in %s", last)
	}
	if f.When.IsZero() {
		t.Error("no time")
	}
}

func TestIsAnError(t *testing.T) {
	var err error = readUsers()
	if !errors.Is(err, fs.ErrNotExist) {
		t.Error("errors.Is does not see through")
	}
	var pathErr *fs.PathError
	if !errors.As(err, &pathErr) || pathErr.Path != "no such file" {
		t.Error("errors.As does not see through")
	}
	if err.Error() != pathErr.Error() {
		t.Errorf("text %q", err)
	}
}

func TestNewKeepsAFailure(t *testing.T) {
	f := readUsers()
	if failure.New(f) != f || failure.Bare(f) != f || failure.Returned(f, readUsers) != f {
		t.Error("a failure was wrapped again")
	}
	wrapped := failure.New(fmt.Errorf("users: %w", f))
	if wrapped.Error() != "users: "+f.Error() {
		t.Errorf("text %q", wrapped)
	}
	if wrapped.Stack()[0] != f.Stack()[0] || !wrapped.When.Equal(f.When) {
		t.Error("the place where it came about is lost")
	}
}

func TestNoError(t *testing.T) {
	var none *failure.Failure
	for _, f := range []*failure.Failure{failure.New(nil), failure.Bare(nil), failure.New(none)} {
		if !errors.Is(f, failure.ErrNone) {
			t.Errorf("%v", f.Err)
		}
	}
}

func TestBareHasNoStack(t *testing.T) {
	f := failure.Bare(io.EOF)
	if len(f.Stack()) != 0 || f.Err != io.EOF {
		t.Errorf("%v %v", f.Stack(), f.Err)
	}
	if f.Traceback() != "*errors.errorString: EOF\n" {
		t.Errorf("%q", f.Traceback())
	}
}

func parse() error { return errors.New("not a number") }

func TestReturnedNamesTheFunction(t *testing.T) {
	stack := failure.Returned(parse(), parse).Stack()
	if !strings.HasSuffix(stack[0].Function, ".parse") ||
		!strings.HasSuffix(stack[1].Function, ".TestReturnedNamesTheFunction") {
		t.Errorf("%v", stack)
	}
	var none func()
	for _, by := range []any{nil, none, 1} {
		if s := failure.Returned(parse(), by).Stack(); !strings.HasSuffix(s[0].Function, ".TestReturnedNamesTheFunction") {
			t.Errorf("by %v: %v", by, s)
		}
	}
}

func TestCheckAndTrap(t *testing.T) {
	f := readUsers()
	if got := f.Check(io.EOF, fs.ErrNotExist, fs.ErrInvalid); got != fs.ErrNotExist {
		t.Errorf("Check: %v", got)
	}
	if got := f.Check(io.EOF); got != nil {
		t.Errorf("Check of another error: %v", got)
	}
	if got := f.Trap(io.EOF, fs.ErrNotExist); got != fs.ErrNotExist {
		t.Errorf("Trap: %v", got)
	}
	defer func() {
		if v := recover(); failure.FromPanic(v) != f {
			t.Errorf("Trap of another error panicked with %v", v)
		}
	}()
	f.Trap(io.EOF)
}

func catch(f func()) (caught *failure.Failure) {
	defer func() { caught = failure.FromPanic(recover()) }()
	f()
	return nil
}

func index(s []int, i int) int { return s[i] }

func TestFromPanic(t *testing.T) {
	if f := catch(func() {}); f != nil {
		t.Errorf("no panic: %v", f)
	}

	f := catch(func() { panic("out of paper") })
	var p *failure.PanicError
	if !errors.As(f, &p) || p.Value != "out of paper" || f.Error() != "panic: out of paper" {
		t.Errorf("%v", f)
	}

	f = catch(func() { panic(io.EOF) })
	if f.Err != io.EOF {
		t.Errorf("the error of a panic is %v", f.Err)
	}
}

func TestStackOfAPanic(t *testing.T) {
	for name, panics := range map[string]func(){
		"index":  func() { index(nil, 3) },
		"nil":    func() { var p *[4]int; index(p[:], 3) },
		"direct": func() { panic(1) },
		"nested": func() {
			defer func() { panic(recover()) }()
			index(nil, 3)
		},
	} {
		stack := catch(panics).Stack()
		if first := stack[0].Function; !strings.Contains(first, "TestStackOfAPanic") && !strings.HasSuffix(first, ".index") {
			t.Errorf("%s: the stack begins with %s", name, first)
		}
	}
	if first := catch(func() { index(nil, 3) }).Stack()[0].Function; !strings.HasSuffix(first, ".index") {
		t.Errorf("the stack begins with %s", first)
	}
}

func TestTexts(t *testing.T) {
	f := failure.New(fmt.Errorf("users: %w", errors.Join(fs.ErrNotExist, io.EOF)))
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"Traceback": {f.Traceback(), []string{"*fmt.wrapError: users: file does not exist\nEOF\n",
			"twisted/failure_test.TestTexts\n\t/", "/failure_test.go:"}},
		"Brief":    {f.Brief(), []string{"*fmt.wrapError: users: ", "\tfailure_test.go:", " failure_test.TestTexts\n"}},
		"Detailed": {f.Detailed(), []string{"failure at 2", "  *errors.joinError: ", "    *errors.errorString: EOF\n", "runtime.goexit"}},
		"%+v":      {fmt.Sprintf("%+v", f), []string{f.Traceback()}},
		"%v":       {fmt.Sprintf("<%v>", f), []string{"<users: file does not exist\nEOF>"}},
		"%q":       {fmt.Sprintf("%q", failure.Bare(io.EOF)), []string{`"EOF"`}},
		"%-5s":     {fmt.Sprintf("<%-5s>", failure.Bare(io.EOF)), []string{"<EOF  >"}},
	} {
		for _, want := range c.want {
			if !strings.Contains(c.text, want) {
				t.Errorf("%s lacks %q:\n%s", name, want, c.text)
			}
		}
	}
}

func TestDetailedIsBounded(t *testing.T) {
	err := io.EOF
	for range 1000 {
		err = fmt.Errorf("%w", err)
	}
	if n := strings.Count(failure.Bare(err).Detailed(), "EOF\n"); n != 100 {
		t.Errorf("%d lines", n)
	}
}

func TestJSON(t *testing.T) {
	f := failure.New(fmt.Errorf("users: %w", fs.ErrNotExist))
	data, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	var back failure.Failure
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if back.Error() != f.Error() || !back.When.Equal(f.When) {
		t.Errorf("got %v of %v", &back, back.When)
	}
	if got, want := back.Traceback(), f.Traceback(); got != strings.Replace(want, "*fmt.wrapError", "*failure.RemoteError", 1) {
		t.Errorf("traceback\n%s, want\n%s", got, want)
	}
	if back.Check(&failure.RemoteError{Type: "*errors.errorString", Text: "file does not exist"}) == nil {
		t.Error("what the error wrapped is lost")
	}
	again, err := json.Marshal(&back)
	if err != nil || string(again) != string(data) {
		t.Errorf("written again: %s\nwant %s (%v)", again, data, err)
	}
	if err := json.Unmarshal([]byte(`{"stack": 3}`), &back); err == nil {
		t.Error("nonsense was read")
	}
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		failure.New(io.EOF)
	}
}

func BenchmarkBare(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		failure.Bare(io.EOF)
	}
}

func reportFor() *failure.Failure { return failure.NewSkip(io.EOF, 1) }

func TestNewSkip(t *testing.T) {
	for name, f := range map[string]*failure.Failure{
		"1": reportFor(),
		"0": failure.NewSkip(io.EOF, 0),
	} {
		if top := f.Stack()[0]; !strings.HasSuffix(top.Function, ".TestNewSkip") {
			t.Errorf("skip %s: the stack begins with %s", name, top.Function)
		}
	}
	inner := failure.New(io.EOF)
	if failure.NewSkip(inner, 1) != inner {
		t.Error("a failure is not returned as it is")
	}
}
