//go:build unix

package reactor

import (
	"github.com/lore-docs/lore/twisted/reactor/internal/fdnet"
	"github.com/lore-docs/lore/twisted/reactor/poller"
)

// WithPoller chooses the kind of loop by what waits for descriptors, such as
// epoll.New.
func WithPoller(open func() (poller.Poller, error)) Option {
	return WithNetwork(func() (poller.Network, error) {
		p, err := open()
		if err != nil {
			return nil, err
		}
		return fdnet.New(p), nil
	})
}

func defaultNetwork() (poller.Network, error) {
	p, err := bestPoller()
	if err != nil {
		return nil, err
	}
	return fdnet.New(p), nil
}
