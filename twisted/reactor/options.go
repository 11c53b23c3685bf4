package reactor

import (
	"context"
	"net"
	"net/netip"
	"time"

	"github.com/lore-docs/lore/twisted/log"
	"github.com/lore-docs/lore/twisted/reactor/poller"
)

// Option changes how a loop is made.
type Option func(*options)

type options struct {
	network  func() (poller.Network, error)
	now      func() time.Time
	log      *log.Publisher
	resolver Resolver
	watchdog time.Duration
	signals  bool
	debug    bool
}

func defaultOptions() options {
	return options{
		network:  defaultNetwork,
		now:      time.Now,
		log:      log.Default(),
		resolver: net.DefaultResolver,
		signals:  true,
	}
}

// WithNetwork chooses the kind of loop by what makes its connections and
// waits for them. Without it, and without WithPoller, the loop has the best
// kind that there is for the system.
func WithNetwork(open func() (poller.Network, error)) Option {
	return func(o *options) { o.network = open }
}

// WithLog has the loop write to p, and not to what is [log.Default] when it
// is made.
func WithLog(p *log.Publisher) Option { return func(o *options) { o.log = p } }

// WithClock has the loop take its time from now. The time of [time.Now] does
// not jump when somebody sets the clock.
func WithClock(now func() time.Time) Option { return func(o *options) { o.now = now } }

// WithResolver has names looked up by r, and not by [net.DefaultResolver].
func WithResolver(r Resolver) Option { return func(o *options) { o.resolver = r } }

// WithSignals says whether a running loop handles signals: at SIGINT and
// SIGTERM it stops, and if another comes meanwhile, at once. It does so unless
// told not to.
func WithSignals(on bool) Option { return func(o *options) { o.signals = on } }

// WithWatchdog logs a warning about each callback that takes longer than d,
// and with it all others: first where it is when d is over, and how long it
// took when it returns.
func WithWatchdog(d time.Duration) Option { return func(o *options) { o.watchdog = d } }

// WithDebug has the loop look for mistakes, which makes it several times
// slower. A method that is called on the wrong goroutine panics, as the race
// detector would find only with luck; the data that a protocol was given is
// overwritten when DataReceived returns, as it sometimes is anyway; and timed
// calls know who scheduled them.
func WithDebug() Option { return func(o *options) { o.debug = true } }

// Resolver looks up the addresses of names. It is called on a goroutine of
// the pool. [net.Resolver] is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}
