//go:build unix

package selectpoll_test

import (
	"errors"
	"testing"

	"github.com/lore-docs/lore/twisted/reactor/poller"
	"github.com/lore-docs/lore/twisted/reactor/poller/pollertest"
	"github.com/lore-docs/lore/twisted/reactor/selectpoll"
)

func TestPoller(t *testing.T) { pollertest.Run(t, selectpoll.New) }

// A descriptor that does not fit is refused, and nothing else is harmed.
func TestLimit(t *testing.T) {
	p, err := selectpoll.New()
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for _, fd := range []int{-1, selectpoll.Limit, 1 << 20} {
		if err := p.Add(fd, poller.Readable); !errors.Is(err, selectpoll.ErrLimit) {
			t.Errorf("adding descriptor %d: %v", fd, err)
		}
	}
	if ready, err := p.Wait(0, nil); err != nil || len(ready) > 0 {
		t.Errorf("ready: %v, %v", ready, err)
	}
}
