package reactor

import "github.com/lore-docs/lore/twisted/reactor/epoll"

// bestPoller is the poller of a loop that is not told otherwise.
var bestPoller = epoll.New
