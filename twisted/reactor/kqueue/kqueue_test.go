//go:build darwin || freebsd || netbsd || openbsd || dragonfly

package kqueue_test

import (
	"testing"

	"github.com/lore-docs/lore/twisted/reactor/kqueue"
	"github.com/lore-docs/lore/twisted/reactor/poller/pollertest"
)

func TestPoller(t *testing.T) { pollertest.Run(t, kqueue.New) }
