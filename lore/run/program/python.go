package program

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync"
)

// pythonCheck compiles each text of a list and prints where it fails. Nothing
// is imported from outside, run or written.
const pythonCheck = `
import json, sys, warnings
warnings.simplefilter("ignore")
out = []
for text in json.loads(sys.stdin.buffer.read()):
    try:
        compile(text, "listing", "exec", dont_inherit=True)
        out.append(None)
    except SyntaxError as e:
        out.append([e.lineno or 1, e.offset or 0, e.msg])
    except Exception as e:
        out.append([1, 0, str(e)])
print(json.dumps(out))
`

// newLangs returns a checker of other languages for one run.
func (c *Checker) newLangs(ctx context.Context, programs []*Program) *langs {
	l := &langs{Checker: c, ctx: ctx}
	l.python = sync.OnceValues(func() (map[*Program]*Finding, error) {
		var list []*Program
		for _, p := range programs {
			if p.kind == otherLang && p.Lang == "python" && !failed(p.findings) {
				list = append(list, p)
			}
		}
		return l.compilePython(list)
	})
	return l
}

func (l *langs) compilePython(programs []*Program) (map[*Program]*Finding, error) {
	var texts []string
	for _, p := range programs {
		texts = append(texts, p.text)
	}
	input, err := json.Marshal(texts)
	if err != nil {
		return nil, err
	}
	cmd := command{file: l.tools.get("python3").path, args: []string{"-I", "-S", "-c", pythonCheck}, dir: os.TempDir(), env: toolEnv(), stdin: string(input)}
	out, errs, ok, err := cmd.run(l.ctx)
	if err != nil {
		return nil, err
	}
	var answers []*[3]any
	if !ok {
		return nil, fmt.Errorf("python3: %s", firstLine(errs))
	}
	if err := json.Unmarshal([]byte(out), &answers); err != nil || len(answers) != len(programs) {
		return nil, fmt.Errorf("python3: its answer cannot be read: %v", err)
	}
	found := map[*Program]*Finding{}
	for i, a := range answers {
		if a != nil {
			line, _ := a[0].(float64)
			col, _ := a[1].(float64)
			found[programs[i]] = &Finding{Line: int(line), Col: int(col), Message: fmt.Sprint(a[2])}
		}
	}
	return found, nil
}
