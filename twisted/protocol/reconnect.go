package protocol

import (
	"log/slog"
	"math"
	"math/rand/v2"
	"time"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/log"
	"github.com/lore-docs/lore/twisted/task"
)

// The waits of a [ReconnectingClientFactory] whose fields are 0.
const (
	DefaultInitialDelay = time.Second
	DefaultMaxDelay     = time.Hour
	DefaultFactor       = math.E
	// DefaultJitter is the standard deviation of a delay, as a part of it:
	// it keeps clients that lost one server from coming back at once.
	DefaultJitter = 0.11962656472
)

// ReconnectingClientFactory is a ClientFactory to embed: it lacks
// BuildProtocol only. When a connection fails or is lost, it connects again
// after a while, and after a longer one each time. Call ResetDelay when all is
// well, as a rule in BuildProtocol, to begin with short waits again.
//
// It is for one connector. The fields may be changed at any time; zero ones
// have the defaults above.
type ReconnectingClientFactory struct {
	BaseClientFactory

	// InitialDelay times Factor is the first wait, and each wait times
	// Factor is the next, up to MaxDelay.
	InitialDelay, MaxDelay time.Duration
	Factor                 float64
	// Jitter is how much a wait is changed at random. Negative is none.
	Jitter float64
	// MaxRetries is how often to try again until ResetDelay is called; 0 is
	// without end.
	MaxRetries int
	// Log is told of the waits, if not nil.
	Log *log.Logger

	connector Connector
	delay     time.Duration
	retries   int
	stopped   bool
	call      *task.DelayedCall
}

// StartedConnecting keeps the connector for StopTrying.
func (f *ReconnectingClientFactory) StartedConnecting(c Connector) { f.connector = c }

// ClientConnectionFailed connects again after a while.
func (f *ReconnectingClientFactory) ClientConnectionFailed(c Connector, _ *failure.Failure) {
	f.Retry(c)
}

// ClientConnectionLost connects again after a while.
func (f *ReconnectingClientFactory) ClientConnectionLost(c Connector, _ *failure.Failure) {
	f.Retry(c)
}

// Retry connects again after the next wait, unless StopTrying was called or
// MaxRetries is reached. A factory with a ClientConnectionLost of its own may
// call it.
func (f *ReconnectingClientFactory) Retry(c Connector) {
	f.connector = c
	switch {
	case f.stopped:
		f.say("not connecting again: told to stop", c)
		return
	case f.MaxRetries > 0 && f.retries >= f.MaxRetries:
		f.say("not connecting again: tried often enough", c)
		return
	case f.call != nil && f.call.Active():
		return
	}
	f.retries++
	f.delay = f.nextDelay()
	f.say("connecting again later", c, slog.Duration("wait", f.delay))
	f.call = c.Scheduler().CallLater(f.delay, func() { f.connect(c) })
}

func (f *ReconnectingClientFactory) say(text string, c Connector, attrs ...any) {
	if f.Log != nil {
		f.Log.Msg(text, append([]any{slog.String("destination", c.Destination())}, attrs...)...)
	}
}

// connect begins an attempt, unless somebody else began one meanwhile.
func (f *ReconnectingClientFactory) connect(c Connector) {
	if c.State() != Disconnected {
		return
	}
	if err := c.Connect(); err != nil && f.Log != nil {
		f.Log.Err(err, "connecting again")
	}
}

func (f *ReconnectingClientFactory) nextDelay() time.Duration {
	last := or(f.delay, or(f.InitialDelay, DefaultInitialDelay))
	longest := float64(or(f.MaxDelay, DefaultMaxDelay))
	mean := min(float64(last)*or(f.Factor, DefaultFactor), longest)
	if jitter := or(f.Jitter, DefaultJitter); jitter > 0 {
		mean += rand.NormFloat64() * mean * jitter
	}
	return time.Duration(min(max(mean, 0), longest))
}

// or is v, or the default if v is zero.
func or[T comparable](v, byDefault T) T {
	var zero T
	if v == zero {
		return byDefault
	}
	return v
}

// Delay is the last wait, or 0 before there was one.
func (f *ReconnectingClientFactory) Delay() time.Duration { return f.delay }

// ResetDelay begins with short waits and a full number of tries again. It
// undoes StopTrying. A wait that has begun is not changed.
func (f *ReconnectingClientFactory) ResetDelay() {
	f.delay, f.retries, f.stopped = 0, 0, false
}

// StopTrying gives up the present attempt to connect and any later one. A
// connection that there is stays.
func (f *ReconnectingClientFactory) StopTrying() {
	f.stopped = true
	if f.call != nil && f.call.Active() {
		_ = f.call.Cancel()
	}
	if f.connector != nil && f.connector.State() == Connecting {
		_ = f.connector.StopConnecting()
	}
}
