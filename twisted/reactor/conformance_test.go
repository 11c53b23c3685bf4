package reactor_test

import (
	"testing"
	"time"

	"github.com/lore-docs/lore/twisted/reactor"
	"github.com/lore-docs/lore/twisted/reactor/conformance"
)

func TestConformance(t *testing.T) { conformance.Run(t) }

// Nothing changes for a program without mistakes.
func TestConformanceWithDebug(t *testing.T) {
	conformance.RunWithin(t, 1000, reactor.WithDebug(), reactor.WithWatchdog(time.Minute))
}
