package match

import "strings"

// A durationUnit is a unit of time, large ones first.
type durationUnit struct {
	name  string
	rank  int // only smaller units may follow
	below int // the number must be below that behind a larger unit, 0 for any
}

var durationUnits = []durationUnit{
	{"ns", 6, 1000}, {"µs", 5, 1000}, {"μs", 5, 1000}, {"us", 5, 1000}, {"ms", 4, 1000}, {"h", 1, 0}, {"m", 2, 60}, {"s", 3, 60},
}

// The forms of a duration.
const (
	joinedUnits uint32 = iota // 1h2.5s
	spacedUnit                // 12 ms
	namedUnit                 // 12 seconds; the form's higher bits say which
)

// findDuration finds a duration as package time prints it, or one number with
// its unit behind a blank.
func findDuration(s string, at int) (v value, ok bool) {
	start := at
	if at < len(s) && (s[at] == '-' || s[at] == '+') {
		at++
	}
	if !startsNumber(s, start) || at >= len(s) || !isDigit(s[at]) {
		return v, false
	}
	end := scanNumber(s, at)
	if end < 0 {
		return v, false
	}
	if end < len(s) && s[end] == ' ' {
		return spacedDuration(s, end+1)
	}
	end = scanUnits(s, at)
	return value{end: end, form: joinedUnits}, end > 0
}

// scanUnits reads numbers and units, each unit smaller than the one before.
func scanUnits(s string, at int) (end int) {
	rank, count := 0, 0
	for at < len(s) && isDigit(s[at]) {
		end := scanNumber(s, at)
		if end < 0 || end == len(s) {
			return -1
		}
		unit, ok := unitAt(s[end:])
		if !ok || unit.rank <= rank {
			return -1
		}
		if whole := digitRun(s, at); count > 0 && unit.below > 0 && !isBelow(s[at:at+whole], unit.below) {
			return -1
		}
		isWhole := strings.IndexByte(s[at:end], '.') < 0
		rank, at, count = unit.rank, end+len(unit.name), count+1
		if !isWhole {
			break // a fraction is only in the last one
		}
	}
	if count == 0 || !endsWord(s, at) {
		return -1
	}
	return at
}

func unitAt(s string) (durationUnit, bool) {
	for _, u := range durationUnits {
		if strings.HasPrefix(s, u.name) {
			return u, true
		}
	}
	return durationUnit{}, false
}

var spacedUnits = []string{
	"ns", "µs", "μs", "us", "ms", "s", "sec", "secs", "min", "mins",
	"nanoseconds", "microseconds", "milliseconds", "seconds", "second", "minutes", "minute", "hours", "hour",
}

// spacedDuration reads the unit behind a number and a blank.
func spacedDuration(s string, at int) (v value, ok bool) {
	n := at
	for n < len(s) && (isLetter(s[n]) || s[n] >= 0x80) && n-at < 16 {
		n++
	}
	for i, name := range spacedUnits {
		if s[at:n] != name || !endsWord(s, n) {
			continue
		}
		form := spacedUnit
		if len(name) > 2 { // a program that writes the word writes no other
			form = namedUnit | uint32(i)<<8
		}
		return value{end: n, form: form}, true
	}
	return v, false
}

// isBelow reports whether digits are a number below the limit.
func isBelow(digits string, limit int) bool {
	n := 0
	for i := range len(digits) {
		if n = n*10 + int(digits[i]-'0'); n >= limit {
			return false
		}
	}
	return true
}

// maxNumber is the longest number, in bytes, that is read as one.
const maxNumber = 40

// scanNumber reads digits, and a fraction behind a point. It returns its end,
// -1 if the number is too long or goes on behind a second point.
func scanNumber(s string, at int) int {
	n := digitRun(s[:min(len(s), at+maxNumber+1)], at)
	if n == 0 || n > maxNumber {
		return -1
	}
	at += n
	if at+1 < len(s) && s[at] == '.' && isDigit(s[at+1]) {
		n = digitRun(s[:min(len(s), at+2+maxNumber)], at+1)
		if n > maxNumber {
			return -1
		}
		at += 1 + n
		if at+1 < len(s) && s[at] == '.' && isDigit(s[at+1]) {
			return -1 // 1.2.3 is no number
		}
	}
	return at
}

// startsNumber reports whether a number or its sign may begin at s[at:].
func startsNumber(s string, at int) bool {
	if !startsWord(s, at) {
		return false
	}
	if at > 0 && s[at-1] == '.' && (at == 1 || isDigit(s[at-2])) {
		return false // within 1.2.3
	}
	if at < len(s) && (s[at] == '-' || s[at] == '+') {
		return at == 0 || s[at-1] != '-' && s[at-1] != '+' && s[at-1] != ')'
	}
	return true
}

// The forms of a number.
const (
	whole   uint32 = iota // 42
	decimal               // 0.5, 1e+06
	version               // 1.2.3, go1.26
)

// findNum finds a number: whole, with a fraction, or with an exponent; or that
// of a version.
func findNum(s string, at int) (v value, ok bool) {
	if end := scanVersion(s, at); end > 0 {
		return value{end: end, form: version}, true
	}
	start := at
	if at < len(s) && (s[at] == '-' || s[at] == '+') {
		at++
	}
	if !startsNumber(s, start) || at >= len(s) || !isDigit(s[at]) {
		return v, false
	}
	end := scanNumber(s, at)
	if end < 0 {
		return v, false
	}
	form := whole
	if strings.IndexByte(s[at:end], '.') >= 0 {
		form = decimal
	}
	if n := exponent(s, end); n > 0 {
		end, form = end+n, decimal
	}
	if form == whole && end-at > 1 && s[at] == '0' || !endsWord(s, end) {
		return v, false
	}
	return value{end: end, form: form}, true
}

// scanVersion reads 1.2.3, v1.2.3 or go1.26 and returns its end, 0 without one.
func scanVersion(s string, at int) (end int) {
	if at >= len(s) || !startsWord(s, at) || at > 0 && s[at-1] == '.' {
		return 0
	}
	least := 3
	rest := strings.TrimPrefix(s[at:], "v")
	if after, ok := strings.CutPrefix(s[at:], "go"); ok {
		rest, least = after, 2
	}
	end = len(s) - len(rest)
	for parts := 1; ; parts++ {
		n := digitRun(s[:min(len(s), end+6)], end)
		if n == 0 || n > 5 {
			return 0
		}
		end += n
		if end+1 < len(s) && s[end] == '.' && isDigit(s[end+1]) {
			end++
			continue
		}
		if parts < least || parts > 3 || !endsWord(s, end) {
			return 0
		}
		return end
	}
}

func exponent(s string, at int) int {
	if at+2 >= len(s) || s[at] != 'e' && s[at] != 'E' || s[at+1] != '+' && s[at+1] != '-' {
		return 0
	}
	n := digitRun(s[:min(len(s), at+2+4)], at+2)
	if n < 2 || n > 3 {
		return 0
	}
	return 2 + n
}

// findPtr finds an address or offset: 0x and up to 16 digits.
func findPtr(s string, at int) (v value, ok bool) {
	if !startsWord(s, at) || !strings.HasPrefix(s[at:], "0x") {
		return v, false
	}
	n := at + 2
	for n < len(s) && isHex(s[n]) && n-at <= 2+16 {
		n++
	}
	return value{end: n}, n-at > 2 && n-at <= 2+16 && endsWord(s, n)
}

// findGoroutine finds the number behind "goroutine ".
func findGoroutine(s string, at int) (v value, ok bool) {
	if !strings.HasSuffix(s[:at], "goroutine ") {
		return v, false
	}
	return wholeNumber(s, at, 1, 1<<31-1)
}

// findPort finds the number of a port behind a host and a colon, or behind the
// word port.
func findPort(s string, at int) (v value, ok bool) {
	if at == 0 || at >= len(s) || !isDigit(s[at]) {
		return v, false
	}
	v, ok = wholeNumber(s, at, 0, 65535)
	if !ok || v.end < len(s) && s[v.end] == ':' { // 10:45:16, main.go:1:2
		return v, false
	}
	before := s[:at]
	return v, behindWord(before, "port") || before[at-1] == ':' && endsInHost(before[:at-1], v.end-at)
}

// endsInHost reports whether a host that a port may follow stands at the end of
// s. The port has so many digits: behind one word of letters few are no port.
func endsInHost(s string, digits int) bool {
	start := len(s)
	for start > 0 && len(s)-start < maxHost && isHostByte(s[start-1]) {
		start--
	}
	host := s[start:]
	switch {
	case host == "":
		return s == "" || strings.IndexByte(" \t\"'([=]*/@,", s[len(s)-1]) >= 0
	case host == "localhost" || isIPv4(host):
		return true
	case isFileRef(host) || !isHostName(host):
		return false
	}
	return strings.IndexByte(host, '.') > 0 || digits >= 4
}

// findPID finds the number of a process behind the word pid or process, in
// brackets behind a name as in a log, or in front of the other columns of ps.
func findPID(s string, at int) (v value, ok bool) {
	v, ok = wholeNumber(s, at, 1, 1<<22)
	if !ok {
		return v, false
	}
	before := s[:at]
	inBrackets := strings.HasSuffix(before, "[") && len(before) > 1 && isLetter(before[len(before)-2]) &&
		v.end < len(s) && s[v.end] == ']'
	inFront := strings.Trim(before, " ") == "" && v.end < len(s) && s[v.end] == ' '
	return v, inBrackets || inFront || behindWord(before, "pid") || behindWord(before, "process") || isJob(before)
}

// isJob reports whether s is what a shell prints before the process of a job.
func isJob(s string) bool {
	return len(s) >= 4 && s[0] == '[' && digitRun(s, 1) == len(s)-3 && s[len(s)-2:] == "] "
}

// behindWord reports whether s ends in the word, in any case, and something that
// may stand between a word and its number: blanks, ':', '=', '#'.
func behindWord(s, word string) bool {
	trimmed := strings.TrimRight(s[max(0, len(s)-len(word)-8):], " \t:=#\"'")
	if len(trimmed) < len(word) || !strings.EqualFold(trimmed[len(trimmed)-len(word):], word) {
		return false
	}
	return startsWord(trimmed, len(trimmed)-len(word))
}

// wholeNumber reads a number without a sign in a range.
func wholeNumber(s string, at, low, high int) (v value, ok bool) {
	n := digitRun(s[:min(len(s), at+12)], at)
	if n == 0 || n > 10 || n > 1 && s[at] == '0' || !startsNumber(s, at) || !endsWord(s, at+n) {
		return v, false
	}
	if at+n+1 < len(s) && s[at+n] == '.' && isDigit(s[at+n+1]) {
		return v, false
	}
	if isBelow(s[at:at+n], low) || !isBelow(s[at:at+n], high+1) {
		return v, false
	}
	return value{end: at + n}, true
}
