//go:build unix

package poll_test

import (
	"testing"

	"github.com/lore-docs/lore/twisted/reactor/poll"
	"github.com/lore-docs/lore/twisted/reactor/poller/pollertest"
)

func TestPoller(t *testing.T) { pollertest.Run(t, poll.New) }
