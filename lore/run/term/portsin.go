package term

import (
	"regexp"
	"slices"
	"strconv"
)

// portText finds what names a port in listings and transcripts: ":8080" that
// is not the end of a time or a number, "localhost 1079" and the same with
// the loopback's address. nc and its kin take the port after -p or -l.
var portText = regexp.MustCompile(`(?:(?:^|[^0-9A-Za-z_:]|localhost|[^0-9][0-9]{1,3}(?:\.[0-9]{1,3}){3}|\]):|(?:localhost|127\.0\.0\.1|::1)\s+|\bnc(?:\s+-[a-zA-Z]+)*\s+)([0-9]{2,5})(?:[^0-9.:]|\.?$|\.[^0-9]|:[^0-9])`)

// PortsIn gives the ports that a text names, in ascending order, each once:
// those that a plain session must have for itself. It would rather find one
// too many.
func PortsIn(text string) []int {
	var ports []int
	for _, m := range portText.FindAllStringSubmatch(text+"\n", -1) {
		if n, err := strconv.Atoi(m[1]); err == nil && n > 0 && n < 1<<16 {
			ports = append(ports, n)
		}
	}
	slices.Sort(ports)
	return slices.Compact(ports)
}
