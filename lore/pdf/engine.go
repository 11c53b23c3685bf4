package pdf

import (
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// ErrNoEngine means that a program is missing that makes PDFs. The error in
// whose chain it stands says how to install it.
var ErrNoEngine = errors.New("no LaTeX engine")

// A NoEngineError names the programs that were looked for and the Debian
// packages that have them. It is an ErrNoEngine.
type NoEngineError struct {
	Programs []string
	Packages []string
}

// Error says what is missing and how to get it.
func (e *NoEngineError) Error() string {
	return fmt.Sprintf("%s is not installed; on Debian and Ubuntu: apt-get install --no-install-recommends %s",
		strings.Join(e.Programs, " or "), strings.Join(e.Packages, " "))
}

// Unwrap returns ErrNoEngine.
func (e *NoEngineError) Unwrap() error { return ErrNoEngine }

// Packages are the Debian packages that a PDF needs.
func Packages() []string {
	return []string{"texlive-luatex", "texlive-latex-extra", "fonts-dejavu-core", "fonts-texgyre", "librsvg2-bin"}
}

// engines are the programs that can set lore's files, the best first.
var engines = []string{"lualatex", "xelatex"}

// Find returns the path of the engine called name; "" takes the best there is.
// The error is a NoEngineError.
func Find(name string) (string, error) {
	names := engines
	if name != "" {
		names = []string{name}
	}
	for _, n := range names {
		if path, err := exec.LookPath(n); err == nil {
			return path, nil
		}
	}
	packages := Packages()
	if name == "xelatex" {
		packages[0] = "texlive-xetex"
	}
	return "", &NoEngineError{names, packages}
}
