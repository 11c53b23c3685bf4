//go:build darwin || freebsd || netbsd || openbsd || dragonfly

package reactor

import "github.com/lore-docs/lore/twisted/reactor/kqueue"

// bestPoller is the poller of a loop that is not told otherwise.
var bestPoller = kqueue.New
