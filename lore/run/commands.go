package run

import (
	"path"
	"strings"
)

// A command is one simple command of a command line: words as the shell splits
// them, as far as that can be told without running it.
type command []string

// commands splits a command line at its operators. Words whose value only the
// shell knows are kept as they are written.
func commands(line string) (list []command) {
	var words command
	var word strings.Builder
	in := false
	end := func() {
		if in {
			words = append(words, word.String())
		}
		word.Reset()
		in = false
	}
	finish := func() {
		end()
		if len(words) > 0 {
			list = append(list, words)
		}
		words = nil
	}
	for i := 0; i < len(line); i++ {
		switch c := line[i]; c {
		case ' ', '\t':
			end()
		case '\n', ';', '|', '&', '(', ')':
			finish()
		case '#':
			if in {
				word.WriteByte(c)
				continue
			}
			finish()
			for i < len(line) && line[i] != '\n' {
				i++
			}
		case '<', '>':
			end()
		case '\\':
			if i++; i < len(line) && line[i] != '\n' {
				word.WriteByte(line[i])
				in = true
			}
		case '\'', '"':
			in = true
			for i++; i < len(line) && line[i] != c; i++ {
				if c == '"' && line[i] == '\\' && i+1 < len(line) {
					i++
				}
				word.WriteByte(line[i])
			}
		default:
			word.WriteByte(c)
			in = true
		}
	}
	finish()
	return list
}

// name is the program that c starts, behind variables that are set for it and
// words such as time.
func (c command) name() (name string, args []string) {
	for i, w := range c {
		before, _, isSetting := strings.Cut(w, "=")
		if isSetting && isName(before) {
			continue
		}
		switch w {
		case "time", "exec", "command", "!", "then", "do", "else", "if", "while", "sudo", "env", "{":
			continue
		}
		return w, c[i+1:]
	}
	return "", nil
}

func isName(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != '_' && !('a' <= c|0x20 && c|0x20 <= 'z') && !(i > 0 && '0' <= c && c <= '9') {
			return false
		}
	}
	return s != ""
}

// goProgram returns the program that a go command is about: files of a folder,
// or the folder. The paths are as written.
func (c command) goProgram() (files []string, folder string, ok bool) {
	name, args := c.name()
	if name != "go" || len(args) == 0 {
		return nil, "", false
	}
	building := args[0] == "build" || args[0] == "install"
	if !building && args[0] != "run" {
		return nil, "", false
	}
	args = args[1:]
	if len(args) > 1 && args[0] == "-o" {
		args = args[2:]
	} else if len(args) > 0 && strings.HasPrefix(args[0], "-o=") {
		args = args[1:]
	}
	for len(args) > len(files) && strings.HasSuffix(args[len(files)], ".go") {
		files = append(files, args[len(files)])
	}
	switch {
	case len(files) > 0:
		return files, "", true
	case building && len(args) == 0:
		return nil, ".", true
	case len(args) > 0 && (args[0] == "." || strings.HasPrefix(args[0], "./") || strings.HasPrefix(args[0], "../")) && !strings.Contains(args[0], "..."):
		return nil, args[0], true
	}
	return nil, "", false
}

// cd returns the folder that c changes to.
func (c command) cd() (string, bool) {
	if name, args := c.name(); name == "cd" && len(args) == 1 && args[0] != "-" && !strings.HasPrefix(args[0], "~") {
		return args[0], true
	}
	return "", false
}

// inModule returns the path in the module of a path that is written in a folder
// of it.
func inModule(dir, name string) (string, bool) {
	if name == "" || path.IsAbs(name) || strings.ContainsAny(name, "\x00$`*?") {
		return "", false
	}
	name = path.Join(dir, name)
	if name == ".." || strings.HasPrefix(name, "../") {
		return "", false
	}
	return name, true
}
