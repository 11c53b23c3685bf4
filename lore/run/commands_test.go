package run

import (
	"reflect"
	"testing"
)

func TestCommands(t *testing.T) {
	for line, want := range map[string][]command{
		"go run . &":                      {{"go", "run", "."}},
		`echo 'a b' "c $d" e\ f`:          {{"echo", "a b", "c $d", "e f"}},
		"cd x && go build -o y; ./y | wc": {{"cd", "x"}, {"go", "build", "-o", "y"}, {"./y"}, {"wc"}},
		"cat < in > out # why":            {{"cat", "in", "out"}},
		"echo 'open":                      {{"echo", "open"}},
		"a \\\n b\nc":                     {{"a", "b"}, {"c"}},
		"":                                nil,
	} {
		if got := commands(line); !reflect.DeepEqual(got, want) {
			t.Errorf("commands(%q) = %q, want %q", line, got, want)
		}
	}
}

func TestGoProgram(t *testing.T) {
	for line, want := range map[string]struct {
		files  []string
		folder string
		ok     bool
	}{
		"go run a.go b.go c":        {[]string{"a.go", "b.go"}, "", true},
		"X=1 time go run ./x arg":   {nil, "./x", true},
		"go build":                  {nil, ".", true},
		"go build -o bin/x ./cmd/x": {nil, "./cmd/x", true},
		"go build ./...":            {},
		"go run -race .":            {},
		"go run example.test/x@v1":  {},
		"go test ./x":               {},
		"golang run .":              {},
	} {
		files, folder, ok := commands(line)[0].goProgram()
		if !reflect.DeepEqual(files, want.files) || folder != want.folder || ok != want.ok {
			t.Errorf("goProgram of %q = %q %q %v", line, files, folder, ok)
		}
	}
}

func FuzzCommands(f *testing.F) {
	f.Add(`go run 'a b' && cd "x\"y" ; echo $(date) # c`)
	f.Fuzz(func(t *testing.T, line string) {
		for _, c := range commands(line) {
			c.goProgram()
			c.cd()
			for _, w := range c {
				inModule("doc", w)
			}
		}
	})
}
