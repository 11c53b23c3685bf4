//go:build !unix

package reactor

import "github.com/lore-docs/lore/twisted/reactor/portable"

// defaultNetwork is the network of a loop that is not told otherwise.
var defaultNetwork = portable.New
