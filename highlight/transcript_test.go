package highlight

import (
	"errors"
	"strings"
	"testing"
)

func TestTranscriptSplit(t *testing.T) {
	type line struct {
		text, prompt, rest string
		part               Part
	}
	const (
		out  = OutputPart
		cmd  = CommandPart
		cont = ContinuationPart
	)
	for _, c := range []struct {
		name  string
		rules Transcript
		lines []line
	}{
		{"prompts", Transcript{}, []line{
			{"$ ls", "$ ", "ls", cmd},
			{"$  ls", "$ ", " ls", cmd},
			{"$", "$", "", cmd},
			{"$ ", "$ ", "", cmd},
			{"$\r", "$", "\r", cmd},
			{"% ls\r", "% ", "ls\r", cmd},
			{"$ls", "", "$ls", out},
			{" $ ls", "", " $ ls", out},
			{"# ls", "", "# ls", out},
			{"", "", "", out},
		}},
		{"root", Transcript{Root: true}, []line{
			{"# id", "# ", "id", cmd},
			{"#", "#", "", cmd},
			{"#!/bin/sh", "", "#!/bin/sh", out},
			{"$ id", "$ ", "id", cmd},
		}},
		{"hosts", Transcript{}, []line{
			{"root# id", "root# ", "id", cmd},
			{"root% id", "root% ", "id", cmd},
			{"rooter% id", "", "rooter% id", out},
			{"me@web:~/x$ id", "me@web:~/x$ ", "id", cmd},
			{"me@web#", "me@web#", "", cmd},
			{"me@$ id", "", "me@$ id", out},
			{"@web$ id", "", "@web$ id", out},
			{"[me@web x]# id", "[me@web x]# ", "id", cmd},
			{"[me@web x] $ id", "[me@web x] $ ", "id", cmd},
			{"[ok] $ id", "", "[ok] $ id", out},
			{"[me@web", "", "[me@web", out},
			{"(venv) $ id", "(venv) $ ", "id", cmd},
			{"(venv) me@web:~$ id", "(venv) me@web:~$ ", "id", cmd},
			{"(venv", "", "(venv", out},
		}},
		{"continued", Transcript{}, []line{
			{"> out", "", "> out", out},
			{`$ a \`, "$ ", `a \`, cmd},
			{`  b \`, "", `  b \`, cont},
			{`> c \`, "> ", `c \`, cont},
			{`$ d`, "", "$ d", cont},
			{"> e", "", "> e", out},
			{">f", "", ">f", out},
			{`$ h \\`, "$ ", `h \\`, cmd},
			{`i \`, "", `i \`, out},
			{"j", "", "j", out},
			{"$ k \\\r", "$ ", "k \\\r", cmd},
			{"l", "", "l", cont},
		}},
		{"open", Transcript{}, []line{
			{"$ for i in 1 2", "$ ", "for i in 1 2", cmd},
			{"> do echo $i", "> ", "do echo $i", cont},
			{"> done", "> ", "done", cont},
			{"> 1", "", "> 1", out},
			{"$ echo 'a", "$ ", "echo 'a", cmd},
			{"b' |", "", "b' |", cont},
			{"wc -l", "", "wc -l", cont},
			{"2", "", "2", out},
			{"$ cat <<EOF", "$ ", "cat <<EOF", cmd},
			{"$ a", "", "$ a", cont},
			{"EOF", "", "EOF", cont},
			{"a", "", "a", out},
			{"$ cat <<EOF", "$ ", "cat <<EOF", cmd},
			{"> b", "> ", "b", cont},
			{"> EOF", "> ", "EOF", cont},
			{"b", "", "b", out},
			{"$ echo 'never closed", "$ ", "echo 'never closed", cmd},
			{"out", "", "out", out},
			{"$ ls", "$ ", "ls", cmd},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var texts []string
			for _, l := range c.lines {
				texts = append(texts, l.text)
			}
			for i, got := range c.rules.Lines(texts) {
				if l := c.lines[i]; got.Part != l.part || got.Prompt != l.prompt || got.Rest != l.rest {
					t.Errorf("line %d, %q: got %d %q %q, want %d %q %q",
						i+1, l.text, got.Part, got.Prompt, got.Rest, l.part, l.prompt, l.rest)
				}
			}
		})
	}
}

func TestCommandComment(t *testing.T) {
	for command, want := range map[string]string{
		"ls # c": "# c", "# c": "# c", "ls#c": "", `echo '# c'`: "", `echo "\"# c"`: "",
		"echo \\# c": "", `echo 'a\' # c`: "# c", "a\t#": "#", `\`: "", "": "", "`a #b` #c": "#c",
	} {
		if got := command[commentStart(command):]; got != want {
			t.Errorf("%q: got %q, want %q", command, got, want)
		}
	}
}

func FuzzSessions(f *testing.F) {
	f.Add("$ a \\\n> b # c\n...\n[x@y] # d\r\n>>> x = '''\n... '''\nTraceback (\nE")
	f.Add("@@ -1,2 +1 @@\n--- a\n+++ b\n\\ No\n\n(a) root# x")
	f.Fuzz(func(t *testing.T, text string) {
		for _, lang := range []string{"console", "root-console", "diff", "output"} {
			lines, err := New().Lines(lang, text)
			check(t, text, lines)
			if err != nil {
				t.Fatal(lang, err)
			}
		}
		texts := strings.Split(text, "\n")
		lines := Transcript{}.Lines(texts)
		if len(lines) != len(texts) {
			t.Fatalf("%d lines of %d", len(lines), len(texts))
		}
		for i, l := range lines {
			if l.Prompt+l.Rest != texts[i] || l.Part == OutputPart && l.Prompt != "" || l.Part == CommandPart && l.Prompt == "" {
				t.Fatalf("%q: %+v", texts[i], l)
			}
		}
	})
}

func FuzzChroma(f *testing.F) {
	f.Add("def f(x):\r\n  return 'a'", uint8(0))
	f.Add("<a b='c'>\xff&amp;<!--", uint8(1))
	f.Add(">>> x = '''\n... ?\n...\n...\ny", uint8(4))
	langs := []string{"python", "html", "bash", "yaml", "pycon", "elisp", "javascript", "shell", "markdown", "c"}
	f.Fuzz(func(t *testing.T, text string, n uint8) {
		lang := langs[int(n)%len(langs)]
		lines, err := New().Lines(lang, text)
		check(t, text, lines)
		if bad, ok := errors.AsType[*TokenError](err); ok && (bad.Line < 1 || bad.Line > len(lines) || bad.Column < 1) {
			t.Fatalf("%s: %q: error at %d:%d", lang, text, bad.Line, bad.Column)
		}
	})
}
