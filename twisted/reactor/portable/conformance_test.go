package portable_test

import (
	"testing"

	"github.com/lore-docs/lore/twisted/reactor"
	"github.com/lore-docs/lore/twisted/reactor/conformance"
	"github.com/lore-docs/lore/twisted/reactor/portable"
)

func TestConformance(t *testing.T) { conformance.RunWithin(t, 1000, reactor.WithNetwork(portable.New)) }
