// Package engine finds the programs that judge lore's output in tests, and
// runs those that judge web pages. A test says what it needs:
//
//	chromium := engine.Need(t, engine.Chromium)
//
// Where the program is missing, the test is skipped and tells how to install
// it. With LORE_ENGINES=required in the environment, as in .ci/run, it fails.
package engine

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// An Engine is a program, or a file of a tool, that lore does not ship.
type Engine struct {
	name     string
	install  string   // what to type to get it
	programs []string // names on PATH, the best first
	npm      string   // a path in node_modules, in place of programs
}

// The engines that tests of this module use. [Program] makes others.
var (
	Chromium  = Program("Chromium", "apt-get install chromium", "chromium", "chromium-browser", "google-chrome")
	Node      = Program("Node.js", "apt-get install nodejs npm", "node")
	Java      = Program("Java", "apt-get install default-jre-headless", "java")
	XMLLint   = Program("xmllint", "apt-get install libxml2-utils", "xmllint")
	PDFToText = Program("pdftotext", "apt-get install poppler-utils", "pdftotext")
	PDFToPPM  = Program("pdftoppm", "apt-get install poppler-utils", "pdftoppm")
	LuaLaTeX  = Program("LuaLaTeX", "apt-get install texlive-luatex texlive-latex-extra fonts-dejavu-core fonts-texgyre", "lualatex")
	EPUBCheck = Program("EPUBCheck", "apt-get install epubcheck", "epubcheck")
	Mandoc    = Program("mandoc", "apt-get install mandoc", "mandoc")
	Hugo      = Program("Hugo", "go install github.com/gohugoio/hugo@latest", "hugo")

	NuChecker     = npmTool("the Nu HTML checker", "vnu-jar/build/dist/vnu.jar")
	HTMLValidator = npmTool("html-validate", "html-validate/bin/html-validate.mjs")
	AxeCore       = npmTool("axe-core", "axe-core/axe.min.js")
	Puppeteer     = npmTool("puppeteer-core", "puppeteer-core/package.json")
)

// Program returns an engine that is one of the named programs on PATH. The
// title and the command that installs it are for messages.
func Program(title, install string, programs ...string) Engine {
	return Engine{name: title, install: install, programs: programs}
}

func npmTool(title, path string) Engine {
	return Engine{name: title, install: "bash .ci/run engines", npm: path}
}

// String returns the title of the engine.
func (e Engine) String() string { return e.name }

// Find returns the path of the engine. The error tells how to install it.
func Find(e Engine) (string, error) {
	if e.npm != "" {
		path := filepath.Join(NPMDir(), "node_modules", filepath.FromSlash(e.npm))
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	for _, program := range e.programs {
		if path, err := exec.LookPath(program); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("%s is not installed; install: %s", e.name, e.install)
}

// Need returns the path of the engine. Without the engine it skips the test,
// or fails it where engines are required.
func Need(tb testing.TB, e Engine) string {
	tb.Helper()
	path, err := Find(e)
	if err == nil {
		return path
	}
	switch value := os.Getenv("LORE_ENGINES"); value {
	case "required":
		tb.Fatal(err)
	case "":
		tb.Skip(err)
	default:
		tb.Fatalf("LORE_ENGINES is %q; want \"required\" or nothing", value)
	}
	return ""
}

// NPMDir returns the folder that .ci/run installs npm tools in: LORE_NPM, or
// lore-ci/npm in the user's cache.
func NPMDir() string {
	if dir := os.Getenv("LORE_NPM"); dir != "" {
		return dir
	}
	cache := os.Getenv("XDG_CACHE_HOME")
	if cache == "" {
		cache = filepath.Join(os.Getenv("HOME"), ".cache")
	}
	return filepath.Join(cache, "lore-ci", "npm")
}

// scripts returns the folder of the module's browser scripts.
func scripts() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "testdata", "check"), nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("no go.mod above the working directory")
		}
		dir = up
	}
}
