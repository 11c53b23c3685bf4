package match_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/lore-docs/lore/internal/golden"
	"github.com/lore-docs/lore/lore/run/match"
	"github.com/lore-docs/lore/lore/run/script"
	"github.com/lore-docs/lore/lore/tree"
)

// A transcript is a page with one block, and what was printed.
type transcript struct {
	name    string
	options match.Options
	steps   []script.Step
	printed []script.Step
}

func transcripts(t *testing.T) (list []*transcript) {
	t.Helper()
	data, err := os.ReadFile("testdata/tamper.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range txtar.Parse(data).Files {
		words := strings.Fields(f.Name)
		steps, problems := script.Parse(string(f.Data), nil)
		if len(problems) > 0 {
			t.Fatalf("%s: %v", f.Name, problems)
		}
		if len(words) == 2 && words[1] == "printed" {
			list[len(list)-1].printed = steps
			continue
		}
		var list1 []tree.Word
		for _, w := range words[1:] {
			name, value, _ := strings.Cut(w, "=")
			list1 = append(list1, tree.Word{Name: name, Value: value})
		}
		list = append(list, &transcript{words[0], script.ParseWords(list1).Match, steps, steps})
	}
	return list
}

// check compares all steps and returns the first that differs.
func (tr *transcript) check() (failed match.Result, ok bool, results []match.Result) {
	var c match.Captures
	for i, s := range tr.steps {
		got := match.Lines(strings.Join(script.Texts(tr.printed[i].Want), "\r\n"))
		r := match.Match(script.Texts(s.Want), got, tr.options, &c)
		if !r.OK {
			return r, false, nil
		}
		results = append(results, r)
	}
	return failed, true, results
}

// Each transcript passes as it is. Then each character of it is changed, and
// the golden file marks those for which that goes unseen: they stand in values
// that may differ, and the changed value is as good as the one that was there.
func TestTamper(t *testing.T) {
	places, unseen := 0, 0
	var report strings.Builder
	for _, tr := range transcripts(t) {
		if r, ok, results := tr.check(); !ok {
			t.Errorf("%s: %s", tr.name, r.Mismatch)
			continue
		} else if words := tr.options.Unused(results...); len(words) > 0 && !sameSteps(tr) {
			t.Errorf("%s: unused %v", tr.name, words)
		}
		for i := range tr.steps {
			for j := range tr.steps[i].Want {
				line := &tr.steps[i].Want[j]
				marks, n := tamper(tr, &line.Text)
				if places += len(line.Text); n > 0 {
					unseen += n
					fmt.Fprintf(&report, "%s, line %d\n  %s\n  %s\n", tr.name, line.No, strings.ReplaceAll(line.Text, "\t", " "), marks)
				}
			}
		}
	}
	fmt.Fprintf(&report, "%d characters, %d changes unseen\n", places, unseen)
	if places < 1000 {
		t.Errorf("only %d characters", places)
	}
	golden.Run(t, "testdata/tamper/*.txtar", func(t *testing.T, c *golden.Case) { c.Want("unseen", report.String()) })
}

func sameSteps(tr *transcript) bool { return &tr.steps[0] == &tr.printed[0] }

// tamper changes each character of a line in turn and marks the ones that are
// not seen. If nothing else was printed, then what is printed stays as it was.
func tamper(tr *transcript, text *string) (marks string, unseen int) {
	whole := *text
	if sameSteps(tr) {
		printed := make([]script.Step, len(tr.steps))
		for i, s := range tr.steps {
			printed[i] = s
			printed[i].Want = append([]script.Line(nil), s.Want...)
		}
		defer func(old []script.Step) { tr.printed = old }(tr.printed)
		tr.printed = printed
	}
	b := []byte(strings.Repeat(" ", len(whole)))
	for at := range len(whole) {
		for _, c := range others(whole[at]) {
			*text = whole[:at] + string(c) + whole[at+1:]
			if _, ok, _ := tr.check(); ok {
				b[at] = '^'
				unseen++
				break
			}
		}
	}
	*text = whole
	return strings.TrimRight(string(b), " "), unseen
}

// others returns characters that may stand in the place of c: two of its own
// kind, and one that is not.
func others(c byte) []byte {
	switch {
	case '0' <= c && c <= '9':
		return []byte{'0' + (c-'0'+1)%10, '0' + (c-'0'+5)%10, 'x'}
	case 'a' <= c && c <= 'z':
		return []byte{'a' + (c-'a'+1)%26, 'a' + (c-'a'+13)%26, '7'}
	case 'A' <= c && c <= 'Z':
		return []byte{'A' + (c-'A'+1)%26, 'A' + (c-'A'+13)%26, '7'}
	}
	if c == '#' {
		return []byte{'x', '$'}
	}
	return []byte{'#', 'x'}
}
