package apilinks

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestExplain(t *testing.T) {
	needGo(t)
	t.Setenv("GOWORK", "off")
	dir := writeModule(t, demo)
	x := New(Config{Dir: dir})
	for _, c := range []struct {
		name string
		want []string
	}{
		{"reactor.Loop.Shut", []string{
			"method example.com/demo/reactor.Loop.Shut\n", "  func (c *Conn) Shut()\n", "  Shut shuts.\n",
			"  declared as example.com/dep/v2/wire.Conn.Shut\n", "  https://pkg.go.dev/example.com/dep/v2/wire@v2.3.4#Conn.Shut\n",
			"  module example.com/dep/v2 v2.3.4\n", filepath.Join("third", "dep", "wire", "wire.go") + ":8\n",
		}},
		{"net.Dial", []string{"function net.Dial\n", "  standard library\n", "dial.go:"}},
		{"reactor.Lop", []string{
			"\"Lop\" is not in package example.com/demo/reactor\n", "  did you mean \"reactor.Loop\"\n", "  not in package example.com/demo/reactor\n",
			"  looked in standard library of go", "  looked in module example.com/demo in " + dir, "  looked in module example.com/dep/v2 v2.3.4 in ",
		}},
		{"twisted.internet.reactor", []string{"\"twisted.internet.reactor\" is no Go name\n"}},
		{"rand.Int", []string{"fits crypto/rand.Int, math/rand.Int and math/rand/v2.Int\n"}},
	} {
		e, err := x.Explain(t.Context(), "", c.name)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range c.want {
			if !strings.Contains(e.String(), want) {
				t.Errorf("%s: no %q in\n%s", c.name, want, e)
			}
		}
	}
}

func TestExplainWithoutGo(t *testing.T) {
	e, err := New(Config{Dir: t.TempDir(), GoCommand: filepath.Join(t.TempDir(), "go")}).Explain(t.Context(), "", "net.Dial")
	if err != nil || !strings.Contains(e.String(), "there is no go command") {
		t.Errorf("%s %v", e, err)
	}
}
