package match

import "strings"

// findHash finds a UUID, the digest of a module as in go.sum, or hex digits that
// can be no word and no number: of the length of a usual digest, or of seven and
// more with digits as well as letters among them.
//
// The form is the length, so that a value stands only for one as long; for a
// UUID it is the version and variant.
func findHash(s string, at int) (v value, ok bool) {
	if !startsWord(s, at) || at > 0 && s[at-1] == '-' && (at > 1 && isHex(s[at-2])) {
		return v, false
	}
	if v, ok := findUUID(s, at); ok {
		return v, true
	}
	if rest, ok := strings.CutPrefix(s[at:], "h1:"); ok {
		if n := base64Run(rest); n == 43 && len(rest) > n && rest[n] == '=' {
			return value{end: at + len("h1:") + n + 1, form: 1 << 16}, true
		}
		return v, false
	}
	n, upper, lower, digits := at, false, false, false
	for n < len(s) && isHex(s[n]) && n-at <= 128 {
		c := s[n]
		upper, lower, digits = upper || 'A' <= c && c <= 'F', lower || 'a' <= c && c <= 'f', digits || isDigit(c)
		n++
	}
	length := n - at
	if !endsWord(s, n) || isGroup(s, n) || upper && lower || length < 7 || length > 128 {
		return v, false
	}
	mixed := digits && (upper || lower)
	switch length {
	case 32, 40, 48, 56, 64, 96, 128:
		mixed = true
	}
	form := uint32(length)
	if upper {
		form |= 1 << 17
	}
	return value{end: n, form: form}, mixed
}

// isGroup reports whether s[at:] is "-", four digits and "-", so that what stands
// before it is the beginning of something like a UUID.
func isGroup(s string, at int) bool {
	if at+6 > len(s) || s[at] != '-' || s[at+5] != '-' {
		return false
	}
	return isHex(s[at+1]) && isHex(s[at+2]) && isHex(s[at+3]) && isHex(s[at+4])
}

func findUUID(s string, at int) (v value, ok bool) {
	const length = len("xxxxxxxx-xxxx-Vxxx-Nxxx-xxxxxxxxxxxx")
	if at+length > len(s) || !endsWord(s, at+length) {
		return v, false
	}
	for i := range length {
		c := s[at+i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return v, false
			}
		default:
			if !isHex(c) {
				return v, false
			}
		}
	}
	version, variant := s[at+14], s[at+19]
	if strings.IndexByte("12345678", version) < 0 || strings.IndexByte("89abAB", variant) < 0 {
		return v, false
	}
	return value{end: at + length, form: 1<<18 | uint32(version)}, true
}

func base64Run(s string) int {
	n := 0
	for n < len(s) && n < 64 && (isLetter(s[n]) || isDigit(s[n]) || s[n] == '+' || s[n] == '/') {
		n++
	}
	return n
}
