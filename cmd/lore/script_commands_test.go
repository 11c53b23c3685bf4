package main

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// commands are what the scripts can do beside testscript's own.
var commands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"report":       report,
	"pages":        pages,
	"write":        write,
	"grow":         grow,
	"marks":        marks,
	"exits":        exits,
	"unprivileged": unprivileged,
	"interrupt":    interrupt,
}

// exits runs lore and wants an exit code: exits 1 build doc.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec("lore", args[1:]...)
	checkCode(ts, want, err)
}

func checkCode(ts *testscript.TestScript, want int, err error) {
	got := 0
	if exit, ok := err.(*exec.ExitError); ok {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// report compares what was said with a file in which the time is TIME.
func report(ts *testscript.TestScript, neg bool, args []string) {
	got := regexp.MustCompile(`\(\d+\.\d s\)`).ReplaceAllString(ts.ReadFile("stderr"), "(TIME)")
	if want := ts.ReadFile(args[0]); got != want {
		ts.Fatalf("got\n%s\nwant\n%s", got, want)
	}
}

var proofMark = regexp.MustCompile(`<span class="lore-proof[^>]*><svg.*?</svg>(\w+)[^<]*(?:<span class="lore-with"> with (go1)\.\d+</span>)?`)

// marks holds that a page of a site has marks of these words on its listings, in
// this order: marks page.html Tested,go1 Compiles,go1.
func marks(ts *testscript.TestScript, neg bool, args []string) {
	var got []string
	for _, m := range proofMark.FindAllStringSubmatch(ts.ReadFile(args[0]), -1) {
		got = append(got, strings.TrimSuffix(m[1]+","+m[2], ","))
	}
	if !slices.Equal(got, args[1:]) {
		ts.Fatalf("marks %q, want %q", got, args[1:])
	}
}

// unprivileged is exits for a user whom permissions stop, whoever runs the test.
func unprivileged(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if os.Geteuid() != 0 {
		exits(ts, neg, args)
		return
	}
	setpriv := []string{"--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all", "lore"}
	checkCode(ts, want, ts.Exec("setpriv", append(setpriv, args[1:]...)...))
}

// pages writes so many pages into a folder: pages 3000 doc.
func pages(ts *testscript.TestScript, neg bool, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	for i := range n {
		text := fmt.Sprintf("# Page %d\n\n%s\n", i, strings.Repeat("Some words of a page. ", 200))
		ts.Check(os.WriteFile(ts.MkAbs(fmt.Sprintf("%s/p%04d.md", args[1], i)), []byte(text), 0o666))
	}
}

// write writes a file of the bytes that Go's quoting tells: write a.md '"x\r\n"'.
func write(ts *testscript.TestScript, neg bool, args []string) {
	text, err := strconv.Unquote(args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o666))
}

// grow makes a file so many megabytes large: grow a.md 40.
func grow(ts *testscript.TestScript, neg bool, args []string) {
	n, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	ts.Check(os.Truncate(ts.MkAbs(args[0]), n<<20))
}

// interrupt starts lore, sends it an interrupt once a file is there, and wants
// exit code 130: interrupt FILE build doc.
func interrupt(ts *testscript.TestScript, neg bool, args []string) {
	self, err := os.Executable()
	ts.Check(err)
	cmd := exec.Command(self, args[1:]...)
	cmd.Args[0] = "lore"
	cmd.Dir, cmd.Env = ts.MkAbs("."), append(os.Environ(), "TESTSCRIPT_COMMAND=lore")
	var out strings.Builder
	cmd.Stderr = &out
	ts.Check(cmd.Start())
	defer cmd.Process.Kill()
	for range 1000 {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			break
		}
		time.Sleep(time.Millisecond)
	}
	ts.Check(cmd.Process.Signal(syscall.SIGINT))
	checkCode(ts, exitInterrupted, cmd.Wait())
	ts.Logf("%s", out.String())
}

// goEnv returns a setting of the go command.
func goEnv(name string) string { return goSettings()[name] }

var goSettings = sync.OnceValue(func() map[string]string {
	settings := map[string]string{}
	out, err := exec.Command("go", "env").Output()
	if err != nil {
		return settings
	}
	for line := range strings.Lines(string(out)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		settings[strings.TrimPrefix(name, "set ")] = strings.Trim(value, `'"`)
	}
	return settings
})
