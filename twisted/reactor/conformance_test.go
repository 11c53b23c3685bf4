package reactor_test

import (
	"testing"

	"github.com/lore-docs/lore/twisted/reactor/conformance"
)

func TestConformance(t *testing.T) { conformance.Run(t) }
