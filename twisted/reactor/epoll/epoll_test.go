//go:build linux

package epoll_test

import (
	"testing"

	"github.com/lore-docs/lore/twisted/reactor/epoll"
	"github.com/lore-docs/lore/twisted/reactor/poller/pollertest"
)

func TestPoller(t *testing.T) { pollertest.Run(t, epoll.New) }
