package atomicfile

import (
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// When the test binary runs with these variables it is a build that kills
// itself: LORE_KILL_AT names the step, LORE_KILL_DIR the output folder.
func TestMain(m *testing.M) {
	if step := os.Getenv("LORE_KILL_AT"); step != "" {
		buildAndDie(os.Getenv("LORE_KILL_DIR"), step, os.Getenv("LORE_KILL_WAY"))
	}
	os.Exit(m.Run())
}

func buildAndDie(dir, step, way string) {
	tree, err := OpenTree(dir)
	if err != nil {
		os.Exit(3)
	}
	if way == "renames" {
		tree.exchange = func(a, b string) error { return errors.ErrUnsupported }
	}
	tree.reached = func(s string) {
		if s == step {
			die()
		}
	}
	for name, s := range newSite {
		if err := tree.Write(name, []byte(s)); err != nil {
			os.Exit(4)
		}
		if step == "writing" {
			die()
		}
	}
	if _, err := tree.Commit(); err != nil {
		os.Exit(5)
	}
	os.Exit(6) // the step never came
}

func die() {
	self, _ := os.FindProcess(os.Getpid())
	self.Kill()
	select {}
}

// killedBuild runs a build of newSite that is killed at the step.
func killedBuild(t *testing.T, dir, step, way string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "LORE_KILL_AT="+step, "LORE_KILL_DIR="+dir, "LORE_KILL_WAY="+way)
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() >= 3 {
		t.Fatalf("killed build: %v", err)
	}
}

func TestKilledBuild(t *testing.T) {
	tests := []struct {
		step, way string
		after     map[string]string // what is in the folder then; nil if there is none
	}{
		{"writing", "exchange", wantOld},
		{"staged", "exchange", wantOld},
		{"carried", "exchange", wantOld},
		{"complete", "exchange", wantOld},
		{"swapped", "exchange", wantNew},
		{"aside", "renames", nil},
		{"swapped", "renames", wantNew},
	}
	for _, tt := range tests {
		t.Run(tt.way+"/"+tt.step, func(t *testing.T) {
			base := t.TempDir()
			dir := filepath.Join(base, "html")
			build(t, dir, text(oldSite))
			put(t, dir, "notes/mine.txt", "mine")
			user := map[string]string{"notes/": "", "notes/mine.txt": "mine"}
			killedBuild(t, dir, tt.step, tt.way)
			whole := tt.after
			if whole == nil {
				whole = wantOld
			} else {
				wantTree(t, dir, merged(whole, user))
				// The owner goes on working before the next build.
				put(t, dir, "notes/mine.txt", "edited")
				user["notes/mine.txt"] = "edited"
			}

			// Whoever opens the folder next finds a whole site.
			openWith(t, dir, "exchange").Abort()
			wantTree(t, base, under("html", whole, user))
			build(t, dir, text(newSite))
			wantTree(t, base, under("html", wantNew, user))
		})
	}
}

func merged(a, b map[string]string) map[string]string {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

func TestKilledFirstBuild(t *testing.T) {
	for _, step := range []string{"writing", "complete", "swapped"} {
		base := t.TempDir()
		dir := filepath.Join(base, "html")
		killedBuild(t, dir, step, "exchange")
		build(t, dir, text(oldSite))
		wantTree(t, base, under("html", wantOld))
	}
}
