package apilinks

import (
	"context"
	"errors"
	"testing"
)

func FuzzResolve(f *testing.F) {
	needGo(f)
	for _, s := range []string{
		"net.Dial", "net/http|Client.Do", "net/http.(*Client).Do", "*bytes.Buffer", "rand.Int", "net.Listner", "twisted.internet.reactor",
		"http.Server.TLSConfig.MinVersion", "atomic.Pointer[map[K][]V].Load", "builtin.error.Error", "...", "/", "|", "a/./b", "../../etc/passwd",
		"net/|.", "net..Dial", "(*).", "(", "[", "é.É", "\xff.\x00", "encoding.json.Marshal", "net/http.|Client", "vendor/golang.org/x/net/dns", "Client.Do",
	} {
		r := ref(s)
		f.Add(r.Base, r.Name)
	}
	dir := outside(f)
	loaded := New(Config{Dir: dir, Patterns: []Pattern{{"py", "https://example.com/%s"}}})
	if err := loaded.Load(context.Background(), []Ref{{"", "net.Dail"}, {"net/http", "Client.Do"}, {"", "len"}, {"", "rand.Int"}}); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, base, name string) {
		s, err := loaded.Resolve(base, name)
		check(t, s, err)
		if again, aerr := loaded.Resolve(base, name); again != s || (aerr == nil) != (err == nil) {
			t.Fatalf("%q %q: %v %v, then %v %v", base, name, s, err, again, aerr)
		}
		// With leave to load, every reference gets an outcome.
		x := New(Config{Dir: dir})
		x.now.Store(loaded.now.Load())
		if err := x.Load(context.Background(), []Ref{{base, name}}); err != nil {
			t.Fatal(err)
		}
		s, err = x.Resolve(base, name)
		check(t, s, err)
		var u *UnavailableError
		if errors.As(err, &u) {
			t.Fatalf("%q %q: %v", base, name, err)
		}
		var unknown *UnknownError
		if errors.As(err, &unknown) && unknown.Nearest != "" {
			fixed := unknown.Fixed
			if err := x.Load(context.Background(), []Ref{fixed}); err != nil {
				t.Fatal(err)
			}
			if _, err := x.Resolve(fixed.Base, fixed.Name); err != nil {
				t.Fatalf("%q %q: suggestion %q: %v", base, name, fixed, err)
			}
		}
	})
}

// check holds what is so of every outcome.
func check(t *testing.T, s Symbol, err error) {
	t.Helper()
	if err == nil {
		if s.Kind == 0 || s.URL == "" || s.String() == "" {
			t.Fatalf("incomplete symbol %+v", s)
		}
		return
	}
	var unknown *UnknownError
	var ambiguous *AmbiguousError
	var foreign *ForeignError
	var unavailable *UnavailableError
	if !errors.As(err, &unknown) && !errors.As(err, &ambiguous) && !errors.As(err, &foreign) && !errors.As(err, &unavailable) {
		t.Fatalf("%T is no error of this package", err)
	}
	if err.Error() == "" {
		t.Fatalf("%T says nothing", err)
	}
}
