package lore

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lore-docs/lore/lore/run"
)

// shown are programs of the kinds that tutorials have: their imports, what main
// does and what that prints. @ stands for a number.
var shown = []struct{ imports, body, output string }{
	{"fmt", `fmt.Println("hello", @)`, "hello @"},
	{"fmt strings", `fmt.Println(strings.ToUpper("ab"), @)`, "AB @"},
	{"errors fmt", `err := fmt.Errorf("n %d: %w", @, errors.New("x")); fmt.Println(err)`, "n @: x"},
	{"fmt sync", `var wg sync.WaitGroup; wg.Go(func() { fmt.Println("worker", @) }); wg.Wait()`, "worker @"},
	{"encoding/json fmt", `b, _ := json.Marshal(map[string]int{"a": @}); fmt.Println(string(b))`, `{"a":@}`},
	{"fmt regexp", `re := regexp.MustCompile("p([a-z]+)ch"); fmt.Println(re.MatchString("peach"), @)`, "true @"},
	{"context fmt time", `ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond); defer cancel(); <-ctx.Done(); fmt.Println(ctx.Err(), @)`, "context deadline exceeded @"},
	{"fmt net/http", `fmt.Println(http.StatusText(404), @)`, "Not Found @"},
	{"os text/template", `template.Must(template.New("x").Parse("{{.}}\n")).Execute(os.Stdout, @)`, "@"},
	{"fmt slices", `s := []int{@, 1000, 7}; slices.Sort(s); fmt.Println(s[2])`, "1000"},
	{"flag fmt", `n := flag.Int("n", @, "number"); flag.Parse(); fmt.Println(*n)`, "@"},
	{"log os", `log.SetOutput(os.Stdout); log.SetFlags(0); log.Print("logged ", @)`, "logged @"},
}

const numShown = 85

// writeShown makes a module of programs that no build has seen, a folder and a
// page each.
func writeShown(b *testing.B) (dir string) {
	b.Helper()
	dir = b.TempDir()
	put := func(name, text string) {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			b.Fatal(err)
		}
	}
	put("go.mod", "module example.test/m\n\ngo 1.25\n")
	for i := range numShown {
		p := shown[i%len(shown)]
		number := strings.NewReplacer("@", fmt.Sprint(i))
		text := "// Program p is of " + fmt.Sprint(time.Now().UnixNano()) + ".\npackage main\n\nimport (\n"
		for name := range strings.FieldsSeq(p.imports) {
			text += fmt.Sprintf("\t%q\n", name)
		}
		text += ")\n\nfunc main() {\n\t" + strings.ReplaceAll(number.Replace(p.body), "; ", "\n\t") + "\n}\n"
		put(fmt.Sprintf("doc/p%02d/main.go", i), text)
		put(fmt.Sprintf("doc/p%02d.md", i), fmt.Sprintf("# Program %d\n\n```go file=p%02d/main.go\n```\n\n```console\n$ go run ./p%02d\n%s\n```\n", i, i, i, number.Replace(p.output)))
	}
	return dir
}

// BenchmarkListings takes 85 small programs that were never built through lore
// test, and through the commands of Go that do as much: go vet, and one go build
// with all programs run after it. The standard library is in the build cache.
//
//	go test ./lore -run xxx -bench Listings -benchtime 3x
func BenchmarkListings(b *testing.B) {
	benchmarkShown(b, "vet/lore", func(b *testing.B, dir, cache string) { proveShown(b, dir, cache, run.LevelVet) })
	benchmarkShown(b, "vet/go", func(b *testing.B, dir, cache string) { goShown(b, dir, "vet", "./...") })
	benchmarkShown(b, "run/lore", func(b *testing.B, dir, cache string) { proveShown(b, dir, cache, run.LevelCompare) })
	benchmarkShown(b, "run/go", func(b *testing.B, dir, cache string) {
		goShown(b, dir, "build", "-o", cache+string(filepath.Separator), "./...")
		for i := range numShown {
			if err := exec.Command(filepath.Join(cache, fmt.Sprintf("p%02d", i))).Run(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("again/lore", func(b *testing.B) {
		dir, cache := writeShown(b), b.TempDir()
		proveShown(b, dir, cache, run.LevelCompare)
		for b.Loop() {
			proveShown(b, dir, cache, run.LevelCompare)
		}
	})
}

func benchmarkShown(b *testing.B, name string, f func(b *testing.B, dir, cache string)) {
	b.Run(name, func(b *testing.B) {
		if _, err := exec.LookPath("go"); err != nil {
			b.Skip(err)
		}
		for b.Loop() {
			b.StopTimer()
			dir, cache := writeShown(b), b.TempDir()
			b.StartTimer()
			f(b, dir, cache)
		}
	})
}

func proveShown(b *testing.B, dir, cache string, level run.Level) {
	result, err := Test(context.Background(), TestConfig{Config: Config{Dir: filepath.Join(dir, "doc"), CacheDir: cache}, Level: level})
	if err != nil {
		b.Fatal(err)
	}
	if errors, warnings := result.Diagnostics.Count(); errors+warnings > 0 {
		b.Fatal(result.Diagnostics)
	}
}

func goShown(b *testing.B, dir string, args ...string) {
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
}
