// Command lore builds howtos with their listings into a site.
//
//	lore build doc/        make the site in build/html
//	lore test doc/         prove its listings and transcripts
//	lore doc net/http.Get  say what an API name leads to
//	lore version
//
// Exit codes: 0 clean; 1 the documents have errors (warnings too under
// --strict), or the machine failed; 2 the command line or the settings are
// wrong; 3 a test failed; 4 a tool is missing, or there is no sandbox; 130
// interrupted.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// The exit codes.
const (
	exitClean       = 0
	exitFailed      = 1
	exitUsage       = 2
	exitTest        = 3
	exitTool        = 4
	exitInterrupted = 130
)

type cli struct {
	Build   buildCmd   `cmd:"" help:"Make the site of a folder of howtos."`
	Test    testCmd    `cmd:"" help:"Prove the listings and transcripts of a folder of howtos."`
	Doc     docCmd     `cmd:"" help:"Say what an API name leads to, or why it leads nowhere."`
	Version versionCmd `cmd:"" help:"Print the version of lore."`

	Color string `enum:"auto,always,never" default:"auto" help:"Colour messages: ${enum}." placeholder:"WHEN"`
}

// streams is where a command reads from and writes to.
type streams struct {
	out, err io.Writer
	color    bool // on err
	terminal bool // err is one
}

func main() { os.Exit(execute(os.Args[1:], os.Stdout, os.Stderr)) }

// execute runs one command line and returns the exit code.
func execute(args []string, stdout, stderr io.Writer) (code int) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends lore at once

	var c cli
	exited := -1
	parser, err := kong.New(&c,
		kong.Name("lore"), kong.Description("Howtos with code that is real: sites made of XHTML, Markdown and listings."),
		kong.Writers(stdout, stderr), kong.Exit(func(code int) { exited = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		panic(err) // the struct above is wrong
	}
	k, err := parser.Parse(args)
	if exited >= 0 {
		return exited // --help
	}
	if err != nil {
		fmt.Fprintf(stderr, "lore: %v\nlore: try lore --help\n", err)
		return exitUsage
	}
	s := newStreams(stdout, stderr, c.Color)
	err = k.Run(s, &ctx)
	return s.exit(ctx, err)
}

// A statusError ends the command with a code, after all has been said.
type statusError int

func (e statusError) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// A usageError is a mistake in the command line or in what it names.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// exit says what went wrong, if anything, and returns the exit code.
func (s *streams) exit(ctx context.Context, err error) int {
	var status statusError
	var usage usageError
	switch {
	case err == nil:
		return exitClean
	case errors.As(err, &status):
		return int(status)
	case ctx.Err() != nil:
		fmt.Fprintln(s.err, "lore: interrupted")
		return exitInterrupted
	case errors.As(err, &usage):
		fmt.Fprintf(s.err, "lore: %v\n", err)
		return exitUsage
	}
	fmt.Fprintf(s.err, "lore: %v\n", err)
	return exitFailed
}
