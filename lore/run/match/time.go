package match

import (
	"strings"
	"time"
)

// timeLayouts are the ways to write a time that are known, in the notation of
// package time. Of two that fit the one that covers more text is taken. "?"
// begins a part that may be missing.
var timeLayouts = compileLayouts([]string{
	"2006-01-02 15:04:05.9 -0700 MST?mono", // Time.String
	"2006-01-02 15:04:05.9 -0700",
	"2006-01-02 15:04:05.9Z07:00",
	"2006-01-02 15:04:05.9",
	"2006-01-02 15:04",
	"2006-01-02T15:04:05.9Z07:00", // RFC 3339
	"2006-01-02T15:04:05.9-0700",
	"2006-01-02T15:04:05.9",
	"2006-01-02T15:04",
	"20060102T150405Z",
	"20060102-150405",
	"2006/01/02 15:04:05.9", // package log
	"2006/01/02 15:04",
	"2006/01/02 - 15:04:05.9",
	"2006-01-02",
	"2006/01/02",
	"2006.01.02",
	"01/02/2006 15:04:05.9",
	"01/02/2006",
	"Mon, 02 Jan 2006 15:04:05 MST", // HTTP
	"Mon, 2 Jan 2006 15:04:05 MST",
	"Mon, 02 Jan 2006 15:04:05 -0700",
	"Mon, 2 Jan 2006 15:04:05 -0700",
	"Monday, 02-Jan-06 15:04:05 MST",
	"Mon, 02-Jan-2006 15:04:05 MST",
	"Mon Jan _2 15:04:05 2006",
	"Mon Jan _2 15:04:05.9 MST 2006", // date
	"Mon _2 Jan 15:04:05 MST 2006",
	"Mon Jan 02 15:04:05 -0700 2006",
	"Mon Jan _2 15:04:05 PM MST 2006",
	"Mon 02 Jan 2006 15:04:05 PM MST", // date, elsewhere
	"Mon 02 Jan 2006 15:04:05 MST",
	"Mon Jan _2 2006 15:04:05 GMT-0700",
	"02/Jan/2006:15:04:05 -0700", // access logs
	"02/Jan/2006 15:04:05",
	"02 Jan 06 15:04 MST",
	"02 Jan 06 15:04 -0700",
	"02 Jan 2006 15:04:05.9",
	"02 Jan 2006",
	"2 January 2006",
	"2 Jan 2006",
	"Monday, January 2, 2006",
	"Mon, Jan 2, 2006",
	"January 2, 2006",
	"Jan 2, 2006",
	"Jan 2, 2006 at 3:04pm (MST)",
	"Jan _2 15:04:05.9", // syslog
	"Jan _2 15:04",      // ls -l
	"Jan _2  2006",
	"15:04:05.9 MST",
	"15:04:05.9",
	"3:04:05 PM",
	"3:04 PM",
	"3:04PM",
	"3:04pm",
	"15:04",
})

// A timePart is one element of a layout: a letter for a field, or literal text.
type timePart struct {
	field byte // 0 for text
	text  string
}

// The elements of layouts, long ones first, and what stands for them.
var timeElements = []struct {
	text  string
	field byte
}{
	{"January", 'B'}, {"Monday", 'A'}, {"Z07:00", 'z'}, {"-0700", 'o'}, {"?mono", 'm'}, {"2006", 'Y'}, {"Jan", 'b'}, {"Mon", 'a'},
	{"MST", 'Z'}, {".9", 'f'}, {"01", 'M'}, {"02", 'd'}, {"_2", 'e'}, {"15", 'H'}, {"04", 'N'}, {"05", 'S'}, {"06", 'y'}, {"PM", 'P'}, {"pm", 'p'},
	{"2", 'D'}, {"3", 'h'},
}

func compileLayouts(layouts []string) [][]timePart {
	compiled := make([][]timePart, len(layouts))
	for i, layout := range layouts {
		compiled[i] = compileLayout(layout)
	}
	return compiled
}

func compileLayout(layout string) (parts []timePart) {
next:
	for layout != "" {
		for _, e := range timeElements {
			if rest, ok := strings.CutPrefix(layout, e.text); ok {
				parts, layout = append(parts, timePart{field: e.field}), rest
				continue next
			}
		}
		parts, layout = append(parts, timePart{text: layout[:1]}), layout[1:]
	}
	return parts
}

// fractionBit is set in the form of a time that has a fraction of a second. The
// other bits number its layout.
const fractionBit = 1 << 16

// findTime finds the time that covers most of s[at:].
func findTime(s string, at int) (best value, ok bool) {
	if !startsTime(s, at) {
		return best, false
	}
	if end := scanUnix(s, at); end > 0 {
		return value{end: end, form: unixForm | uint32(end-at)}, true
	}
	digit := isDigit(s[at])
	for i, layout := range timeLayouts {
		if digit == strings.Contains("aAbB", string(layout[0].field)) {
			continue // names begin with letters
		}
		end, frac, fits := scanTime(layout, s, at)
		if fits && end > best.end {
			best = value{end: end, form: uint32(i)}
			if frac {
				best.form |= fractionBit
			}
		}
	}
	return best, best.end > 0
}

// acceptTime reads a time in the layout of the form. A fraction of a second
// that ends in zeros is often printed without them, or not at all.
func acceptTime(form uint32, s string, at int) (end int, ok bool) {
	if !startsTime(s, at) {
		return 0, false
	}
	if form&unixForm != 0 {
		end := scanUnix(s, at)
		return end, end > 0 && uint32(end-at) == form&^unixForm
	}
	layout := form &^ fractionBit
	end, frac, ok := scanTime(timeLayouts[layout], s, at)
	if !ok && isDate(timeLayouts[layout]) {
		for _, other := range timeLayouts {
			if end, _, ok := scanTime(other, s, at); ok && isDate(other) {
				return end, true
			}
		}
	}
	return end, ok && (!frac || form&fractionBit != 0)
}

// isDate reports whether a layout is one of those that the command date has,
// depending on the language of the machine.
func isDate(layout []timePart) bool {
	fields := ""
	for _, part := range layout {
		fields += string(part.field)
	}
	return strings.HasPrefix(fields, "a\x00") && !strings.HasPrefix(fields, "a\x00\x00") &&
		strings.Contains(fields, "Y") && strings.Contains(fields, "S") && strings.Contains(fields, "Z")
}

// unixForm is set in the form of a time since 1970. The other bits are the
// number of its digits.
const unixForm = 1 << 17

// scanUnix reads a time since 1970 in seconds, or thousandths, millionths or
// billionths of one, between 2001 and 2096. It returns its end, 0 if there is
// none.
func scanUnix(s string, at int) (end int) {
	n := digitRun(s[:min(len(s), at+20)], at)
	switch n {
	case 10, 13, 16, 19:
	default:
		return 0
	}
	if s[at] < '1' || s[at] > '3' || !endsTime(s, at+n) || at > 0 && s[at-1] == ':' {
		return 0
	}
	return at + n
}

// startsTime reports whether a time may begin at s[at:]: with a digit or a name,
// and not in the middle of something longer.
func startsTime(s string, at int) bool {
	if at >= len(s) || !isDigit(s[at]) && (s[at] < 'A' || s[at] > 'Z') || !startsWord(s, at) {
		return false
	}
	if at == 0 || !isDigit(s[at]) {
		return true
	}
	switch s[at-1] {
	case '.', '-', '/':
		return false
	case ':': // "my:2023/08/22", but not "main.go:12:30"
		return at == 1 || !isDigit(s[at-2]) && !isFileRef(s[:at-1])
	}
	return true
}

// A clock is what was read of a time.
type clock struct {
	year, month, day, hour int
	weekday                int // from 0 for Sunday, -1 for none
	frac                   bool
}

// scanTime reads a time in a layout and checks that it is one: no month 13, no
// 30 February, and the day of the week that the date has.
func scanTime(layout []timePart, s string, at int) (end int, frac, ok bool) {
	c := clock{year: -1, month: -1, day: -1, weekday: -1, hour: -1}
	for _, part := range layout {
		if part.field == 0 {
			if !strings.HasPrefix(s[at:], part.text) {
				return 0, false, false
			}
			at++
			continue
		}
		n := c.field(part.field, s[at:])
		if n < 0 {
			return 0, false, false
		}
		at += n
	}
	if !c.valid() || !endsTime(s, at) {
		return 0, false, false
	}
	return at, c.frac, true
}

// endsTime reports whether a time may end before s[at:].
func endsTime(s string, at int) bool {
	if !endsWord(s, at) {
		return false
	}
	if at+1 < len(s) && isDigit(s[at+1]) {
		switch s[at] {
		case ':', '.', ',', '/', '-':
			return s[at] == ',' && !isDigit(s[at-1])
		}
	}
	return true
}

// field reads one field from the beginning of s and returns its length, -1 if it
// is not there.
func (c *clock) field(field byte, s string) int {
	switch field {
	case 'Y':
		return number(s, 4, 0, 9999, &c.year)
	case 'y':
		return number(s, 2, 0, 99, new(int))
	case 'M':
		return number(s, 2, 1, 12, &c.month)
	case 'd':
		return number(s, 2, 1, 31, &c.day)
	case 'D':
		return shortNumber(s, 1, 31, &c.day)
	case 'e':
		if strings.HasPrefix(s, " ") {
			if number(s[1:], 1, 1, 9, &c.day) < 0 {
				return -1
			}
			return 2
		}
		return number(s, 2, 10, 31, &c.day)
	case 'H':
		return number(s, 2, 0, 23, &c.hour)
	case 'h':
		return shortNumber(s, 1, 12, new(int))
	case 'N':
		return number(s, 2, 0, 59, new(int))
	case 'S':
		return number(s, 2, 0, 60, new(int)) // a leap second
	case 'f':
		return c.fraction(s)
	}
	return c.name(field, s)
}

// name reads a field that is spelled in letters, and zones.
func (c *clock) name(field byte, s string) int {
	switch field {
	case 'B':
		return oneOf(s, 1, 12, func(i int) string { return time.Month(i).String() }, &c.month)
	case 'b':
		return oneOf(s, 1, 12, func(i int) string { return time.Month(i).String()[:3] }, &c.month)
	case 'A':
		return oneOf(s, 0, 6, func(i int) string { return time.Weekday(i).String() }, &c.weekday)
	case 'a':
		return oneOf(s, 0, 6, func(i int) string { return time.Weekday(i).String()[:3] }, &c.weekday)
	case 'P':
		return either(s, "AM", "PM")
	case 'p':
		return either(s, "am", "pm")
	case 'Z':
		return zoneName(s)
	case 'z':
		if strings.HasPrefix(s, "Z") {
			return 1
		}
		return zoneOffset(s, ":")
	case 'o':
		return zoneOffset(s, "")
	case 'm':
		return monotonic(s)
	}
	return -1
}

func (c *clock) valid() bool {
	if c.day > 0 && c.month > 0 {
		year := c.year
		if year < 0 {
			year = 2000 // a leap year
		}
		date := time.Date(year, time.Month(c.month), c.day, 0, 0, 0, 0, time.UTC)
		if date.Day() != c.day || c.weekday >= 0 && c.year >= 0 && int(date.Weekday()) != c.weekday {
			return false
		}
	}
	return true
}

// number reads a number of exactly so many digits.
func number(s string, digits, low, high int, into *int) int {
	if len(s) < digits {
		return -1
	}
	n := 0
	for i := range digits {
		if !isDigit(s[i]) {
			return -1
		}
		n = n*10 + int(s[i]-'0')
	}
	if n < low || n > high {
		return -1
	}
	*into = n
	return digits
}

// shortNumber reads a number of one or two digits without a zero before it.
func shortNumber(s string, low, high int, into *int) int {
	n := digitRun(s[:min(len(s), 3)], 0)
	if n < 1 || n > 2 || s[0] == '0' {
		return -1
	}
	return number(s, n, low, high, into)
}

// fraction reads a fraction of a second, which may be missing.
func (c *clock) fraction(s string) int {
	if len(s) < 2 || s[0] != '.' && s[0] != ',' || !isDigit(s[1]) {
		return 0
	}
	c.frac = true
	n := digitRun(s[:min(len(s), 12)], 1)
	if n > 9 {
		return -1
	}
	return 1 + n
}

func oneOf(s string, low, high int, name func(int) string, into *int) int {
	for i := low; i <= high; i++ {
		if strings.HasPrefix(s, name(i)) {
			*into = i
			return len(name(i))
		}
	}
	return -1
}

func either(s, a, b string) int {
	if strings.HasPrefix(s, a) || strings.HasPrefix(s, b) {
		return len(a)
	}
	return -1
}

// zoneNames are the abbreviations of zones that are taken for one.
var zoneNames = " UTC GMT Z EST EDT CST CDT MST MDT PST PDT AKST AKDT HST AST ADT NST NDT BST IST WET WEST CET CEST EET EEST MSK SAST EAT WAT CAT JST KST HKT SGT PHT WIB PKT AEST AEDT ACST ACDT AWST NZST NZDT BRT ART CLT "

// zoneName reads the abbreviation of a zone, or the number that stands in for
// one.
func zoneName(s string) int {
	n := 0
	for n < len(s) && n < 6 && 'A' <= s[n] && s[n] <= 'Z' {
		n++
	}
	if n > 0 && strings.Contains(zoneNames, " "+s[:n]+" ") {
		return n
	}
	if len(s) > 2 && (s[0] == '+' || s[0] == '-') {
		if n := digitRun(s[:min(len(s), 6)], 1); n == 2 || n == 4 {
			return 1 + n
		}
	}
	return -1
}

func zoneOffset(s, colon string) int {
	if s == "" || s[0] != '+' && s[0] != '-' {
		return -1
	}
	n := number(s[1:], 2, 0, 14, new(int))
	if n < 0 || !strings.HasPrefix(s[3:], colon) {
		return -1
	}
	if number(s[3+len(colon):], 2, 0, 59, new(int)) < 0 {
		return -1
	}
	return 1 + 2 + len(colon) + 2
}

// monotonic reads " m=+0.000012345", which Time.String adds for times of the
// running process.
func monotonic(s string) int {
	if !strings.HasPrefix(s, " m=+") && !strings.HasPrefix(s, " m=-") {
		return 0
	}
	n := len(" m=+")
	whole := digitRun(s[:min(len(s), n+20)], n)
	if whole == 0 || n+whole >= len(s) || s[n+whole] != '.' {
		return -1
	}
	frac := digitRun(s[:min(len(s), n+whole+1+12)], n+whole+1)
	if frac != 9 {
		return -1
	}
	return n + whole + 1 + frac
}
