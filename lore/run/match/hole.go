package match

import (
	"iter"
	"strings"
)

// A Hole is a kind of value that differs from run to run.
type Hole uint8

// The kinds, in the order in which a text is tried as one.
const (
	Time      Hole = iota // a date, a time of day, or both
	Duration              // 1.5s, 2h0m0s, 0.003s, 31 ns
	Hash                  // a UUID, a digest in hex, go.sum's h1:, a commit of 7 digits or more
	Tmp                   // a path below a folder for temporary files
	Path                  // any other path of a file
	Host                  // a host name or IP address
	Ptr                   // 0xc000012028
	Goroutine             // the number behind "goroutine"
	Port                  // 0 to 65535 behind a host and ":", or behind "port"
	PID                   // a process behind "pid" or "process", or at the beginning of a line
	Num                   // any number
	numHoles
)

var holeNames = [numHoles]string{
	"time", "duration", "hash", "tmp", "path", "host", "ptr", "goroutine", "port", "pid", "num",
}

// String returns the name that authors write: "time".
func (h Hole) String() string { return holeNames[h] }

// ParseHole returns the kind with the name.
func ParseHole(name string) (h Hole, ok bool) {
	for i, n := range holeNames {
		if n == name {
			return Hole(i), true
		}
	}
	return 0, false
}

// Holes is a set of kinds.
type Holes uint16

const allHoles = Holes(1<<numHoles - 1)

// HolesOf returns the set of some kinds.
func HolesOf(kinds ...Hole) Holes {
	var s Holes
	for _, h := range kinds {
		s = s.With(h)
	}
	return s
}

// With returns s and h.
func (s Holes) With(h Hole) Holes { return s | 1<<h }

// Has reports whether h is in s.
func (s Holes) Has(h Hole) bool { return s&(1<<h) != 0 }

// All goes through the kinds of s.
func (s Holes) All() iter.Seq[Hole] {
	return func(yield func(Hole) bool) {
		for h := range numHoles {
			if s.Has(h) && !yield(h) {
				return
			}
		}
	}
}

// String returns the kinds as authors write them: "time,port".
func (s Holes) String() string {
	var names []string
	for h := range s.All() {
		names = append(names, h.String())
	}
	return strings.Join(names, ",")
}

// A value is a text that parses as some kind. Its form is what another value
// must share with it to stand in its place.
type value struct {
	end  int // offset behind it
	form uint32
}

// maxLine is the longest line, in bytes, in which values are looked for. Longer
// ones match as they are or by elisions.
const maxLine = 64 << 10

// find returns the value of kind h that begins at s[at:].
func (h Hole) find(s string, at int) (v value, ok bool) {
	switch h {
	case Time:
		return findTime(s, at)
	case Duration:
		return findDuration(s, at)
	case Hash:
		return findHash(s, at)
	case Tmp:
		return findTmp(s, at)
	case Path:
		return findPath(s, at)
	case Host:
		return findHost(s, at)
	case Ptr:
		return findPtr(s, at)
	case Goroutine:
		return findGoroutine(s, at)
	case Port:
		return findPort(s, at)
	case PID:
		return findPID(s, at)
	case Num:
		return findNum(s, at)
	}
	return value{}, false
}

// accept returns the end of the value that begins at s[at:] and can stand for
// shown, a value of kind h with that form.
func (h Hole) accept(shown string, form uint32, s string, at int) (end int, ok bool) {
	if h == Time {
		return acceptTime(form, s, at)
	}
	v, ok := h.find(s, at)
	if !ok || !sameForm(h, form, v.form) {
		return 0, false
	}
	got := s[at:v.end]
	switch h {
	case Tmp:
		ok = sameTmp(shown, got)
	case Path:
		ok = samePath(shown, got)
	case Goroutine:
		ok = (shown == "1") == (got == "1") // the first one is main's
	}
	return v.end, ok
}

// sameForm reports whether a value of the form got can stand for one of the
// form shown.
func sameForm(h Hole, shown, got uint32) bool {
	if h == Num && shown != version && got != version {
		return shown == decimal || got == whole // a fraction may come out even
	}
	return shown == got
}

// identifies reports whether equal values of kind h are the same thing, so that
// text, a value, must stand for the same value everywhere.
func (h Hole) identifies(text string) bool {
	switch h {
	case Time:
		return fraction(text) >= 6
	case Num:
		return countDigits(text) >= 6 && strings.Count(text, ".") < 2
	case Duration:
		return countDigits(text) >= 6
	case Ptr:
		return len(text) >= len("0x")+6 // not the +0x1d of a stack
	}
	return true
}

// distinguishes reports whether different values of kind h are different
// things, so that no two may stand for one.
func (h Hole) distinguishes(text string) bool {
	return h != Host && h.identifies(text) // one machine has many names
}

// isWordByte reports whether c is part of a word, so that no value begins or
// ends beside it.
func isWordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c >= 0x80
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

func isHex(c byte) bool { return isDigit(c) || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F' }

// startsWord reports whether no word goes on at s[at].
func startsWord(s string, at int) bool { return at == 0 || !isWordByte(s[at-1]) }

// endsWord reports whether the word before s[at] ends there.
func endsWord(s string, at int) bool { return at == len(s) || !isWordByte(s[at]) }

// digitRun returns how many digits stand at s[at:].
func digitRun(s string, at int) int {
	n := 0
	for at+n < len(s) && isDigit(s[at+n]) {
		n++
	}
	return n
}

func countDigits(s string) int {
	n := 0
	for i := range len(s) {
		if isDigit(s[i]) {
			n++
		}
	}
	return n
}

// fraction returns the number of digits behind the last point or comma.
func fraction(s string) int {
	for i := len(s) - 1; i > 0; i-- {
		if (s[i] == '.' || s[i] == ',') && isDigit(s[i-1]) {
			return digitRun(s, i+1)
		}
	}
	return 0
}
