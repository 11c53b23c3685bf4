package match

import (
	"net/netip"
	"strings"
)

// maxHost and maxPath are the longest names, in bytes, that are read as such.
const (
	maxHost = 253
	maxPath = 1024
)

// isFileRef reports whether s ends in the name of a source file, so that what
// follows behind a colon is a line and no port or time.
func isFileRef(s string) bool {
	dot := strings.LastIndexByte(s[max(0, len(s)-12):], '.')
	if dot < 0 {
		return false
	}
	return isSourceExt(s[max(0, len(s)-12):][dot+1:])
}

func isSourceExt(ext string) bool {
	switch ext {
	case "go", "py", "c", "h", "cc", "cpp", "rs", "js", "ts", "java", "rb", "sh", "s", "mod", "sum", "txt", "json", "yaml", "yml", "toml",
		"xml", "html", "xhtml", "md", "css", "tmpl", "log", "out", "test", "exe", "conf", "csv", "gz", "zip", "png":
		return true
	}
	return false
}

func isHostByte(c byte) bool { return isDigit(c) || isLetter(c) || c == '.' || c == '-' || c == '_' }

// isHostName reports whether s is labels of letters, digits and hyphens with
// points between. At least one letter is in it.
func isHostName(s string) bool {
	letter := false
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := range len(label) {
			letter = letter || isLetter(label[i])
		}
	}
	return letter
}

func isIPv4(s string) bool {
	if len(s) < len("0.0.0.0") || len(s) > len("255.255.255.255") {
		return false
	}
	a, err := netip.ParseAddr(s)
	return err == nil && a.Is4()
}

// findHost finds an IP address, "localhost", or a name that can be no file: with
// a domain, behind a word such as host, behind @ or ://, or all of a line.
func findHost(s string, at int) (v value, ok bool) {
	if at > 0 && (isHostByte(s[at-1]) || s[at-1] >= 0x80 || s[at-1] == ':' && at > 1 && (isHex(s[at-2]) || s[at-2] == ':')) {
		return v, false
	}
	if end := scanIPv6(s, at); end > 0 {
		return value{end: end}, true
	}
	end := at
	for end < len(s) && isHostByte(s[end]) && end-at <= maxHost {
		end++
	}
	for end > at && (s[end-1] == '.' || s[end-1] == '-') {
		end--
	}
	if end == at || end-at > maxHost || end < len(s) && s[end] >= 0x80 {
		return v, false
	}
	return value{end: end}, isHost(s, at, end)
}

func isHost(s string, at, end int) bool {
	name := s[at:end]
	if name == "localhost" || isIPv4(name) {
		return true
	}
	if !isHostName(name) {
		return false
	}
	before := s[:at]
	if strings.HasSuffix(before, "@") || strings.HasSuffix(before, "://") || behindWord(before, "host") || behindWord(before, "hostname") {
		return true
	}
	if strings.TrimSpace(s) == name && strings.ContainsAny(name, "-0123456789") { // as hostname prints it
		return !isFileRef(name)
	}
	if strings.HasSuffix(before, "/") || end < len(s) && s[end] == '(' || name[0] == '_' {
		return false
	}
	dot := strings.LastIndexByte(name, '.')
	return dot > 0 && isDomain(name[dot+1:]) && !isFileRef(name)
}

// isDomain reports whether s may be the last label of a name in the network.
// Letters in upper case are more likely a method of Go.
func isDomain(s string) bool {
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return len(s) >= 2
}

// scanIPv6 reads an IPv6 address and returns its end, or 0.
func scanIPv6(s string, at int) int {
	end, colons := at, 0
	for end < len(s) && end-at < 64 && (isHex(s[end]) || s[end] == ':' || s[end] == '.') {
		if s[end] == ':' {
			colons++
		}
		end++
	}
	if end < len(s) && s[end] == '%' && colons > 1 { // a zone
		for end++; end < len(s) && end-at < 64 && (isLetter(s[end]) || isDigit(s[end])); end++ {
		}
	}
	for end > at && s[end-1] == '.' {
		end--
	}
	if colons < 2 || !endsWord(s, end) || end-at == 2 && !strings.HasSuffix(s[:at], "[") { // "::" has other uses
		return 0
	}
	for _, cut := range []int{0, 1} { // "::1:" ends a clause
		if cut == 1 && (end == at || s[end-1] != ':') {
			break
		}
		if a, err := netip.ParseAddr(s[at : end-cut]); err == nil && a.Is6() {
			return end - cut
		}
	}
	return 0
}

// isPathByte reports whether c is part of a path. A path with blanks in it ends
// at the first one.
func isPathByte(c byte) bool {
	return isWordByte(c) || strings.IndexByte("/.-+@~%#=", c) >= 0
}

// scanPath reads an absolute path, one from ./ ../ or ~/, one with a slash in it,
// or one of Windows. It returns its end, or 0.
func scanPath(s string, at int) int {
	if at >= len(s) || at > 0 && (isPathByte(s[at-1]) && s[at-1] != '=' || s[at-1] == '\\') {
		return 0
	}
	windows := at+2 < len(s) && isLetter(s[at]) && s[at+1] == ':' && s[at+2] == '\\'
	end := at
	if windows {
		end += 3
	}
	for end < len(s) && end-at <= maxPath && (isPathByte(s[end]) || windows && s[end] == '\\') {
		end++
	}
	if end-at > maxPath {
		return 0
	}
	for end > at && s[end-1] == '.' { // the end of a sentence
		end--
	}
	if !windows && strings.IndexByte(s[at:end], '/') < 0 || !hasLetter(s[at:end]) {
		return 0
	}
	return end
}

func hasLetter(s string) bool {
	for i := range len(s) {
		if isLetter(s[i]) || s[i] >= 0x80 {
			return true
		}
	}
	return false
}

// findPath finds a path.
func findPath(s string, at int) (v value, ok bool) {
	end := scanPath(s, at)
	if end == 0 || at > 0 && s[at-1] == ':' && strings.HasPrefix(s[at:], "//") {
		return v, false // an address
	}
	return value{end: end}, true
}

// samePath reports whether the path got can stand for shown. The folder may
// differ; the name of a file with an extension is the file.
func samePath(shown, got string) bool {
	base := baseName(shown)
	return strings.LastIndexByte(base, '.') <= 0 || base == baseName(got)
}

func baseName(path string) string {
	return path[strings.LastIndexAny(path, `/\`)+1:]
}

// tmpRoots are where temporary files lie.
var tmpRoots = []string{"/tmp/", "/var/tmp/", "/private/tmp/", "/dev/shm/", "/var/folders/", "/private/var/folders/"}

// findTmp finds a path below a folder for temporary files.
func findTmp(s string, at int) (v value, ok bool) {
	end := scanPath(s, at)
	if end == 0 || tmpRest(s[at:end]) == "" {
		return v, false
	}
	return value{end: end}, true
}

// tmpRest returns the part of a path below the folder for temporary files, ""
// if the path lies elsewhere.
func tmpRest(path string) string {
	for _, root := range tmpRoots {
		rest, ok := strings.CutPrefix(path, root)
		if !ok {
			continue
		}
		if strings.HasSuffix(root, "folders/") {
			_, rest, _ = strings.Cut(rest, "/T/")
		}
		return strings.TrimRight(rest, "/")
	}
	if i := strings.Index(path, `\Temp\`); i > 0 {
		return path[i+len(`\Temp\`):]
	}
	return ""
}

// sameTmp reports whether the temporary file got can stand for shown: the names
// are the same but for what was made up. The folder for temporary files itself
// may lie deeper.
func sameTmp(shown, got string) bool {
	a := strings.FieldsFunc(tmpRest(shown), isSlash)
	b := strings.FieldsFunc(tmpRest(got), isSlash)
	if len(b) < len(a) {
		return false
	}
	for i, name := range b[len(b)-len(a):] {
		if !sameTmpName(a[i], name) {
			return false
		}
	}
	return true
}

func isSlash(r rune) bool { return r == '/' || r == '\\' }

// sameTmpName reports whether two names differ only where a random part is: in
// a run of five digits or more, or behind mktemp's point.
func sameTmpName(a, b string) bool {
	if a == b {
		return true
	}
	if i := strings.LastIndexByte(a, '.'); i >= 0 && isRandom(a[i+1:]) && len(a) == len(b) && a[:i+1] == b[:i+1] {
		return isRandom(b[i+1:])
	}
	for a != "" && b != "" {
		n, m := digitRun(a, 0), digitRun(b, 0)
		switch {
		case n == 0 && m == 0:
			if a[0] != b[0] {
				return false
			}
			n, m = 1, 1
		case n >= 5 && m >= 1 && m <= 20 && n <= 20, n == m && a[:n] == b[:m]:
		default:
			return false
		}
		a, b = a[n:], b[m:]
	}
	return a == b
}

// isRandom reports whether s looks like what mktemp makes up.
func isRandom(s string) bool {
	if len(s) < 6 || len(s) > 16 {
		return false
	}
	for i := range len(s) {
		if !isWordByte(s[i]) || s[i] >= 0x80 || s[i] == '_' {
			return false
		}
	}
	return true
}
