package program

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// bodies are programs of the kinds that tutorials have, each with its imports.
var bodies = []struct{ imports, body string }{
	{"fmt", `fmt.Println("hello", @)`},
	{"fmt strings", `fmt.Println(strings.Repeat("ab", @))`},
	{"errors fmt", `err := fmt.Errorf("n %d: %w", @, errors.New("x")); fmt.Println(errors.Unwrap(err))`},
	{"fmt os strconv", `n, err := strconv.Atoi("@"); if err != nil { os.Exit(1) }; fmt.Println(n)`},
	{"fmt sync time", `var wg sync.WaitGroup; for i := range @ % 5 { wg.Go(func() { time.Sleep(time.Millisecond); fmt.Println(i) }) }; wg.Wait()`},
	{"encoding/json fmt os", `type T struct{ A int ` + "`json:\"a\"`" + ` }; b, _ := json.Marshal(T{@}); os.Stdout.Write(b); fmt.Println()`},
	{"fmt regexp", `re := regexp.MustCompile("p([a-z]+)ch"); fmt.Println(re.MatchString("peach"), @)`},
	{"bufio fmt os strings", `s := bufio.NewScanner(strings.NewReader("a\nb")); for s.Scan() { fmt.Fprintln(os.Stderr, s.Text(), @) }`},
	{"context fmt time", `ctx, cancel := context.WithTimeout(context.Background(), time.Second); defer cancel(); <-ctx.Done(); fmt.Println(ctx.Err(), @)`},
	{"fmt net/http", `http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, @) }); http.ListenAndServe(":8090", nil)`},
	{"fmt net", `l, err := net.Listen("tcp", ":0"); if err == nil { fmt.Println(l.Addr(), @) }`},
	{"os text/template", `template.Must(template.New("x").Parse("{{.}}")).Execute(os.Stdout, @)`},
	{"crypto/sha256 fmt", `fmt.Printf("%x\n", sha256.Sum256([]byte("@")))`},
	{"encoding/xml fmt", `type P struct{ XMLName xml.Name; B int }; b, _ := xml.MarshalIndent(P{B: @}, "", " "); fmt.Println(string(b))`},
	{"fmt math/rand/v2 slices", `s := []int{rand.IntN(9), @}; slices.Sort(s); fmt.Println(s)`},
	{"flag fmt", `n := flag.Int("n", @, "number"); flag.Parse(); fmt.Println(*n)`},
	{"log/slog os", `slog.New(slog.NewTextHandler(os.Stdout, nil)).Info("hello", "n", @)`},
}

// writeListings makes a module of n programs, a folder each.
func writeListings(tb testing.TB, n int) (dir string, listings []Listing) {
	tb.Helper()
	dir = tb.TempDir()
	writeFile(tb, filepath.Join(dir, "go.mod"), "module example.com/listings\n\ngo 1.25\n")
	for i := range n {
		b := bodies[i%len(bodies)]
		var text strings.Builder
		text.WriteString("package main\n\nimport (\n")
		for name := range strings.FieldsSeq(b.imports) {
			fmt.Fprintf(&text, "\t%q\n", name)
		}
		fmt.Fprintf(&text, ")\n\nfunc helper%d(s []int) (sum int) {\n\tfor _, x := range s {\n\t\tsum += x\n\t}\n\treturn sum\n}\n\n", i)
		fmt.Fprintf(&text, "func main() {\n\t_ = helper%d([]int{%d})\n", i, i)
		fmt.Fprintf(&text, "\t%s\n}\n", strings.ReplaceAll(b.body, "@", fmt.Sprint(i)))
		file := fmt.Sprintf("p%02d/main.go", i)
		writeFile(tb, filepath.Join(dir, file), text.String())
		listings = append(listings, Listing{File: file, Level: Build})
	}
	return dir, listings
}

func checkListings(tb testing.TB, cfg Config, listings []Listing) []*Result {
	tb.Helper()
	c, err := New(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	defer c.Close()
	results := checkAll(tb, c, planOf(tb, c, listings).Programs)
	for _, r := range results {
		if r.Status != Passed {
			tb.Fatalf("%s: %s %s %v", r.Program.Files, r.Status, r.Reason, r.Findings)
		}
	}
	return results
}

const numListings = 85

// BenchmarkCheck is the first look at 85 listings, with the standard library
// in the build cache: parse, types and vet.
func BenchmarkCheck(b *testing.B) {
	needGo(b)
	for b.Loop() {
		b.StopTimer()
		dir, listings := writeListings(b, numListings)
		b.StartTimer()
		checkListings(b, Config{Dir: dir}, listings)
	}
}

// BenchmarkCheckAgain is the same where the imports were seen before.
func BenchmarkCheckAgain(b *testing.B) {
	needGo(b)
	dir, listings := writeListings(b, numListings)
	cfg := Config{Dir: dir, CacheDir: b.TempDir()}
	checkListings(b, cfg, listings)
	for b.Loop() {
		checkListings(b, cfg, listings)
	}
}

// BenchmarkKeys is a run that finds that nothing changed. No process starts.
func BenchmarkKeys(b *testing.B) {
	needGo(b)
	dir, listings := writeListings(b, numListings)
	for b.Loop() {
		c, err := New(Config{Dir: dir})
		if err != nil {
			b.Fatal(err)
		}
		for _, p := range planOf(b, c, listings).Programs {
			if _, err := p.Key(Vet); err != nil {
				b.Fatal(err)
			}
		}
		c.Close()
	}
}

// BenchmarkBuild links 85 listings that were never linked.
func BenchmarkBuild(b *testing.B) {
	needGo(b)
	for b.Loop() {
		b.StopTimer()
		dir, listings := writeListings(b, numListings)
		out := b.TempDir()
		c := newChecker(b, Config{Dir: dir})
		programs := planOf(b, c, listings).Programs
		b.StartTimer()
		results, err := c.Build(context.Background(), programs, out)
		if err != nil {
			b.Fatal(err)
		}
		for _, r := range results {
			if r.Status != Passed {
				b.Fatal(r.Findings)
			}
		}
	}
}

// BenchmarkGoVet and BenchmarkGoBuild are the plain commands on such listings.
func BenchmarkGoVet(b *testing.B) { goCommand(b, "vet", "./...") }

func BenchmarkGoBuild(b *testing.B) {
	goCommand(b, "build", "-o", b.TempDir()+string(filepath.Separator), "./...")
}

func goCommand(b *testing.B, args ...string) {
	needGo(b)
	for b.Loop() {
		b.StopTimer()
		dir, _ := writeListings(b, numListings)
		cmd := exec.Command("go", args...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off")
		b.StartTimer()
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
	}
}
