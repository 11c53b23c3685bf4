//go:build linux || darwin

package term

import (
	"os"
	"strings"
)

// helperMark begins the first argument of a helper. See the package comment.
const helperMark = "lore-terminal:"

// init turns a process that this package started into the helper it is meant
// to be, before anything else of the program runs. No other process is
// touched by it.
func init() {
	if len(os.Args) < 2 {
		return
	}
	if name, ours := strings.CutPrefix(os.Args[1], helperMark); ours {
		os.Exit(runHelper(name, os.Args[2:]))
	}
}

func runHelper(name string, args []string) int {
	switch name {
	case "agent":
		return runAgent()
	case "go":
		return runGo(args)
	case "telnet":
		return runTelnet(args)
	case "nc":
		return runNetcat(args)
	}
	return 2
}
