package trial_test

import (
	"testing"

	"github.com/lore-docs/lore/twisted/reactor"
	"github.com/lore-docs/lore/twisted/reactor/portable"
	"github.com/lore-docs/lore/twisted/trial"
)

func TestOtherKindsOfLoop(t *testing.T) {
	r := trial.New(t, trial.WithReactor(reactor.WithNetwork(portable.New)))
	port := listen(t, r)
	for range 3 {
		if answer, err := trial.Wait(r, call(r, port.Addr())); err != nil || answer != "hello" {
			t.Errorf("the answer is %q, %v", answer, err)
		}
	}
	if _, err := r.Wait(port.StopListening()); err != nil {
		t.Error(err)
	}
}
