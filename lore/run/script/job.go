package script

import "strings"

// IsJobNotice reports whether a line is what an interactive shell says of its
// jobs: "[1] 4711" when one starts, "[1]+  Done  sleep 1" when one ends. The
// numbers are the shell's own, so pages are not held to them.
func IsJobNotice(line string) bool {
	rest, ok := strings.CutPrefix(line, "[")
	if !ok {
		return false
	}
	n := digits(rest)
	if n == 0 || n == len(rest) || rest[n] != ']' {
		return false
	}
	rest = rest[n+1:]
	if pid, ok := strings.CutPrefix(rest, " "); ok && digits(pid) > 0 && digits(pid) == len(strings.TrimRight(pid, " ")) {
		return true
	}
	if rest != "" && strings.IndexByte("+- ", rest[0]) >= 0 {
		rest = rest[1:]
	}
	if !strings.HasPrefix(rest, " ") {
		return false
	}
	rest = strings.TrimLeft(rest, " ")
	for _, state := range jobStates {
		if tail, ok := strings.CutPrefix(rest, state); ok && (tail == "" || tail[0] == ' ') {
			return true
		}
	}
	return false
}

var jobStates = []string{
	"Running", "Done", "Stopped", "Exit", "Terminated", "Killed", "Interrupt", "Hangup", "Quit", "Aborted",
	"Segmentation fault", "Broken pipe", "User defined signal 1", "User defined signal 2",
}

// digits returns how many digits s begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}
