package program

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// A process that is to end has killDelay to close its pipes.
const killDelay = 5 * time.Second

// maxOutput is how much of what a process prints is kept, in bytes.
const maxOutput = 64 << 20

// passed are the environment variables that the go command gets. All others
// would make outcomes depend on who runs the check, and some, such as GOFLAGS
// with -toolexec, run programs.
var passed = []string{
	"PATH", "HOME", "TMPDIR", "TMP", "TEMP", "XDG_CACHE_HOME", "XDG_CONFIG_HOME",
	"GOROOT", "GOPATH", "GOCACHE", "GOMODCACHE", "GOENV",
	"USERPROFILE", "LOCALAPPDATA", "APPDATA", "SYSTEMROOT", "SystemRoot", "COMSPEC", "PATHEXT",
	"GOEXPERIMENT", "GOAMD64", "GOARM", "GOARM64",
}

// passedToCgo come in addition where C is compiled.
var passedToCgo = []string{"CC", "CXX", "CGO_CFLAGS", "CGO_CPPFLAGS", "CGO_CXXFLAGS", "CGO_LDFLAGS", "PKG_CONFIG", "PKG_CONFIG_PATH"}

// goEnv is the environment of the go command: no network, no other toolchain,
// no flags from outside.
func goEnv(cgo bool) []string {
	env := pick(passed)
	enabled := "CGO_ENABLED=0"
	if cgo {
		env = append(env, pick(passedToCgo)...)
		enabled = "CGO_ENABLED=1"
	}
	return append(env, enabled, "GO111MODULE=on", "GOFLAGS=", "GOWORK=off", "GOTOOLCHAIN=local",
		"GOPROXY=off", "GOSUMDB=off", "GOVCS=*:off", "GODEBUG=", "LC_ALL=C")
}

func pick(names []string) (env []string) {
	for _, name := range names {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// envKey names what of the environment can change an outcome.
func envKey(cgo bool) string {
	names := []string{"GOEXPERIMENT", "GOAMD64", "GOARM", "GOARM64"}
	if cgo {
		names = slices.Concat(names, passedToCgo)
	}
	return fmt.Sprintf("cgo=%t %q", cgo, pick(names))
}

// A command is a process to run.
type command struct {
	file  string
	args  []string
	dir   string
	env   []string
	stdin string
}

// run runs a process and all that it starts to its end. The error is nil
// however the process exits, as long as it ran.
func (r command) run(ctx context.Context) (stdout, stderr string, ok bool, err error) {
	cmd := exec.CommandContext(ctx, r.file, r.args...)
	cmd.Dir, cmd.Env = r.dir, r.env
	cmd.WaitDelay = killDelay
	killGroup(cmd)
	var out, errs limited
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(r.stdin), &out, &errs
	err = cmd.Run()
	if ctx.Err() != nil {
		return "", "", false, context.Cause(ctx)
	}
	if cmd.ProcessState == nil {
		return "", "", false, fmt.Errorf("run %s: %w", r.file, err)
	}
	return out.String(), errs.String(), err == nil, nil
}

// limited keeps the first maxOutput bytes.
type limited struct{ bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	l.Buffer.Write(p[:min(len(p), max(0, maxOutput-l.Len()))])
	return len(p), nil
}
