//go:build unix

package reactor_test

import (
	"testing"

	"github.com/lore-docs/lore/twisted/reactor"
	"github.com/lore-docs/lore/twisted/reactor/conformance"
	"github.com/lore-docs/lore/twisted/reactor/poll"
	"github.com/lore-docs/lore/twisted/reactor/selectpoll"
)

func TestConformanceOfPoll(t *testing.T) {
	conformance.RunWithin(t, 1000, reactor.WithPoller(poll.New))
}

func TestConformanceOfSelect(t *testing.T) {
	conformance.RunWithin(t, 450, reactor.WithPoller(selectpoll.New))
}
