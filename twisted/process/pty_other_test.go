//go:build unix && !linux

package process_test

import (
	"errors"
	"os/exec"

	"github.com/lore-docs/lore/twisted/process"
	"github.com/lore-docs/lore/twisted/reactor"
)

func terminalTests() map[string]func(t suite) {
	return map[string]func(t suite){"NoTerminals": testNoTerminals}
}

func testNoTerminals(t suite) {
	run(t, func(r *reactor.Loop, done func()) {
		defer done()
		_, err := process.Spawn(r, &recorder{}, exec.Command("true"), process.Terminal(24, 80))
		if !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("Spawn: %v", err)
		}
	})
}
