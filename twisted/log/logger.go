package log

import (
	"log/slog"

	"github.com/lore-docs/lore/twisted/failure"
)

// Logger publishes the events of one system.
type Logger struct {
	publisher *Publisher
	system    string
}

// Logger returns a logger for a system, such as "finger" or "HTTPChannel,7".
func (p *Publisher) Logger(system string) *Logger { return &Logger{p, system} }

// With returns a logger for another system.
func (l *Logger) With(system string) *Logger { return l.publisher.Logger(system) }

// System is what the logger's events say was at work.
func (l *Logger) System() string { return l.system }

// Publisher is where the logger's events go.
func (l *Logger) Publisher() *Publisher { return l.publisher }

// Msg tells that something happened. The attrs are pairs of a key and a value,
// or slog.Attr, as those of [slog.Info] are.
func (l *Logger) Msg(text string, attrs ...any) { l.Log(slog.LevelInfo, text, attrs...) }

// Debug tells what only those want to know who look for a fault.
func (l *Logger) Debug(text string, attrs ...any) { l.Log(slog.LevelDebug, text, attrs...) }

// Warn tells of what may turn out to be wrong.
func (l *Logger) Warn(text string, attrs ...any) { l.Log(slog.LevelWarn, text, attrs...) }

// Log tells that something happened which matters as much as level says.
func (l *Logger) Log(level slog.Level, text string, attrs ...any) {
	if !l.publisher.wants(level) {
		return
	}
	l.publisher.Publish(Event{System: l.system, Level: level, Message: text, Attrs: attributes(attrs)})
}

// Err tells of an error, with the stack of the *failure.Failure that err is or
// wraps, or else that of the caller. The reason why says what could not be
// done; it may be empty.
func (l *Logger) Err(err error, why string, attrs ...any) {
	l.publisher.Publish(Event{System: l.system, Level: slog.LevelError, Message: why,
		Failure: failure.NewSkip(err, 1), Attrs: attributes(attrs)})
}

// Slog returns a slog.Logger for the same system.
func (l *Logger) Slog() *slog.Logger {
	h := NewSlogHandler(l.publisher)
	if l.system == "" {
		return slog.New(h)
	}
	return slog.New(h.WithAttrs([]slog.Attr{slog.String(systemKey, l.system)}))
}

// attributes reads pairs the way slog does.
func attributes(pairs []any) []slog.Attr {
	if len(pairs) == 0 {
		return nil
	}
	return slog.Group("", pairs...).Value.Group()
}
