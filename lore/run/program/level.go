package program

import (
	"fmt"
	"strings"
)

// A Level is how far code is taken. Each level includes those before it.
type Level uint8

// The levels. Auto is Vet for Go that has a package clause, else Parse.
const (
	Auto Level = iota
	Parse
	Check
	Vet
	Build
)

var levelNames = [...]string{"auto", "parse", "check", "vet", "build"}

// String returns the name of l as users write it.
func (l Level) String() string {
	if int(l) < len(levelNames) {
		return levelNames[l]
	}
	return fmt.Sprintf("level %d", uint8(l))
}

// ParseLevel returns the level called name, other than Auto.
func ParseLevel(name string) (Level, error) {
	for l := Parse; l <= Build; l++ {
		if l.String() == name {
			return l, nil
		}
	}
	return Auto, fmt.Errorf("no level %q; wanted %s", name, strings.Join(levelNames[Parse:], ", "))
}
