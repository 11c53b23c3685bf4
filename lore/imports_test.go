package lore

import (
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/lore-docs/lore/"

// allowed lists, for each part of lore, the other parts that it may import.
// Tests may import more: a writer's test reads documents with a reader.
var allowed = map[string]string{
	"lore/source":      "",
	"lore/diag":        "lore/source",
	"lore/tree":        "lore/source lore/diag",
	"lore/xhtml":       "lore/source lore/diag lore/tree internal/nearest",
	"lore/markdown":    "lore/source lore/diag lore/tree lore/xhtml internal/nearest",
	"lore/listing":     "lore/source lore/diag lore/tree highlight internal/nearest",
	"lore/site":        "lore/source lore/diag lore/tree lore/listing apilinks internal/nearest",
	"lore/html":        "lore/source lore/diag lore/tree lore/listing lore/site highlight templates internal/nearest",
	"lore/run/program": "lore/source lore/diag highlight internal/par internal/atomicfile",
	"lore/run": "lore/source lore/diag lore/tree lore/listing lore/run/script lore/run/match lore/run/program lore/run/term " +
		"internal/nearest internal/par internal/atomicfile",
	"loretest":   "lore lore/diag lore/source lore/run",
	"lore/latex": "lore/source lore/diag lore/tree lore/listing lore/site highlight templates",
	"lore/pdf":   "lore/source lore/diag lore/site lore/latex internal/par",
	"highlight":  "internal/nearest",
	"apilinks":   "internal/nearest internal/atomicfile internal/par",
	"templates":  "highlight",
	"lore": "lore/source lore/diag lore/tree lore/xhtml lore/markdown lore/listing lore/site lore/html lore/latex lore/pdf " +
		"lore/run lore/run/program lore/run/term highlight apilinks templates internal/nearest internal/atomicfile internal/par",
	"lore/run/match":      "",
	"lore/run/term":       "",
	"lore/run/script":     "lore/source lore/tree lore/run/match highlight",
	"cmd/lore":            "lore lore/diag lore/source lore/run lore/run/term apilinks internal/atomicfile internal/nearest internal/par",
	"internal/nearest":    "",
	"internal/par":        "",
	"internal/atomicfile": "",
	"internal/golden":     "",
	"internal/engine":     "",

	// The framework and the tool never import each other.
	"twisted":                    "",
	"twisted/failure":            "",
	"twisted/log":                "twisted/failure",
	"twisted/deferred":           "twisted/failure twisted/log",
	"twisted/task":               "twisted/failure twisted/log twisted/deferred",
	"twisted/threads":            "twisted/failure twisted/log twisted/deferred",
	"twisted/protocol":           "twisted/failure twisted/log twisted/deferred twisted/task",
	"twisted/protocol/prototest": "twisted/failure twisted/protocol",
	"twisted/reactor/poller":     "",
	"twisted/reactor/epoll":      "twisted/reactor/poller",
	"twisted/reactor/poll":       "twisted/reactor/poller",
	"twisted/reactor/selectpoll": "twisted/reactor/poller",
	"twisted/reactor/kqueue":     "twisted/reactor/poller",
	"twisted/reactor/portable":   "twisted/reactor/poller",
	"twisted/reactor": "twisted/failure twisted/log twisted/deferred twisted/task twisted/threads twisted/protocol " +
		"twisted/reactor/poller twisted/reactor/internal/fdnet twisted/reactor/portable " +
		"twisted/reactor/epoll twisted/reactor/poll twisted/reactor/kqueue",
	"twisted/reactor/poller/pollertest": "twisted/reactor/poller",
	"twisted/reactor/internal/fdnet":    "twisted/reactor/poller",
	"twisted/reactor/conformance": "twisted/failure twisted/log twisted/deferred twisted/task twisted/threads twisted/protocol " +
		"twisted/protocol/prototest twisted/reactor twisted/reactor/poller",
	"twisted/process":    "twisted/failure twisted/log twisted/deferred twisted/protocol twisted/reactor",
	"twisted/basic":      "twisted/failure twisted/protocol",
	"twisted/finger":     "twisted/failure twisted/deferred twisted/protocol twisted/basic",
	"twisted/web/client": "twisted/failure twisted/deferred twisted/task twisted/protocol twisted/basic",
	"twisted/internal/load": "twisted/protocol twisted/reactor twisted/reactor/epoll twisted/reactor/poll twisted/reactor/selectpoll " +
		"twisted/reactor/portable",
	"twisted/trial": "twisted/failure twisted/log twisted/deferred twisted/task twisted/reactor",
}

func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		from := strings.TrimPrefix(fields[0], module)
		if strings.HasPrefix(from, "doc/") || strings.Contains(from, "testdata/") {
			continue // listings of the manual are programs of their own
		}
		may, known := allowed[from]
		if !known {
			t.Errorf("%s is a new part: say in this test what it may import", from)
			continue
		}
		for _, imported := range fields[1:] {
			to, ours := strings.CutPrefix(imported, module)
			if ours && !strings.Contains(" "+may+" ", " "+to+" ") {
				t.Errorf("%s must not import %s", from, to)
			}
		}
	}
}
