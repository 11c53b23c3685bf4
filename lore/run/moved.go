package run

import (
	"context"
	"fmt"
	"net"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/lore-docs/lore/lore/run/term"
)

// moves returns the ports that a session lets others take the place of, with
// the one that is to, or 0 where any will do.
func (s *session) moves() map[int]int {
	moves := map[int]int{}
	for _, st := range s.all() {
		for _, p := range st.o.Ports {
			if p.Auto || p.Move != 0 {
				moves[p.Number] = p.Move
			}
		}
	}
	return moves
}

// openMoved opens a session without a sandbox whose page lets ports be moved,
// once the working folder says the new ones.
func (x *execution) openMoved(ctx context.Context, files []copyFile) (*term.Session, error) {
	x.moved = map[int]int{}
	for from, to := range x.s.moves() {
		if to == 0 {
			var err error
			if to, err = freePort(); err != nil {
				return nil, err
			}
		}
		x.moved[from] = to
	}
	for _, f := range files {
		text := x.move(string(f.data))
		if base := path.Base(f.name); text == string(f.data) || base == "go.mod" || base == "go.sum" {
			continue
		}
		x.movedImport = x.movedImport || !x.inProgram(f.name)
		if err := os.WriteFile(filepath.Join(x.dir, filepath.FromSlash(f.name)), []byte(text), f.mode); err != nil {
			return nil, err
		}
	}
	c := x.config()
	c.Mode = term.Plain
	return term.Open(ctx, c)
}

// inProgram reports whether a file is one of a program of the session, and so
// not one that those import.
func (x *execution) inProgram(name string) bool {
	return !strings.HasSuffix(name, ".go") || slices.ContainsFunc(x.s.programs, func(n int) bool {
		p := x.plan.Of[n]
		return p.Main() && slices.Contains(p.Files, name)
	})
}

// freePort finds a port that nobody listens on.
func freePort() (int, error) {
	l, err := net.Listen("tcp", ":0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// move puts the new ports in the place of the old ones, wherever they stand as
// numbers of their own.
func (x *execution) move(text string) string {
	if len(x.moved) == 0 {
		return text
	}
	var b strings.Builder
	for len(text) > 0 {
		n := 0
		for n < len(text) && isWordByte(text[n]) {
			n++
		}
		word := text[:n]
		if number, err := strconv.Atoi(word); err == nil && x.moved[number] != 0 && strconv.Itoa(number) == word {
			word = strconv.Itoa(x.moved[number])
		}
		b.WriteString(word)
		for n < len(text) && !isWordByte(text[n]) {
			b.WriteByte(text[n])
			n++
		}
		text = text[n:]
	}
	return b.String()
}

func isWordByte(c byte) bool {
	return c == '_' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// ports are those that the session has to have for itself where it has no
// sandbox: those that its text names, those that its blocks do, and in the
// place of moved ones the new.
func (x *execution) ports(text string) []int {
	ports := term.PortsIn(text)
	for _, st := range x.s.all() {
		for _, p := range st.o.Ports {
			ports = append(ports, p.Number)
		}
	}
	moves := x.s.moves()
	ports = slices.DeleteFunc(ports, func(port int) bool { _, moved := moves[port]; return moved })
	for _, to := range x.moved {
		ports = append(ports, to)
	}
	return ports
}
