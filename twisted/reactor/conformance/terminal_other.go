//go:build unix && !linux

package conformance

import "os"

func openTerminal(*world) (ours, other *os.File) { return nil, nil }
