package term

import (
	"regexp"
	"strings"
)

// A shell tells about its jobs on the same terminal that programs print on.
// started is its line when a job starts, ended when it is over; both are
// looked for only where the shell can have written them, since a program may
// print a line that looks the same.
var (
	started = regexp.MustCompile(`\[\d+\] \d+\n`)
	ended   = regexp.MustCompile(`(?m)^\[\d+\] ?[-+ ] +(?:Running|Done|Exit|Stopped|Terminated|Killed|Hangup|Interrupt|Quit|` +
		`Aborted|Abort|Segmentation fault|Broken pipe|User defined signal \d|Trace/breakpoint trap|Bus error|Floating point exception)\b.*\n`)
	exitStatus = regexp.MustCompile(`^\[\d+\] ?[-+ ] +(?:Done|Exit)\(?(?:[ (](\d+))?`)
)

// cutStarted takes the notice of a new job out of the output of the command
// that started it.
func cutStarted(out string, notices *[]string) string {
	at := started.FindStringIndex(out)
	if at == nil {
		return out
	}
	*notices = append(*notices, strings.TrimSuffix(out[at[0]:at[1]], "\n"))
	return out[:at[0]] + out[at[1]:]
}

// cutEnded takes the notices of ended jobs out.
func cutEnded(out string, notices *[]string) string {
	if !strings.Contains(out, "[") {
		return out
	}
	return ended.ReplaceAllStringFunc(out, func(line string) string {
		*notices = append(*notices, strings.TrimSuffix(line, "\n"))
		return ""
	})
}

// cutEcho takes the first echo of a typed line out, and gives what came
// before it and after.
func cutEcho(shown, line string) (before, after string) {
	if before, after, found := strings.Cut(shown, line+"\n"); found {
		return before, after
	}
	return "", shown
}
