//go:build !unix && !windows

package portable

import "os"

// tooMany returns the system's own errors for want of descriptors or memory.
func tooMany() []error { return nil }

// directions says whether a file can be read and written, of which nothing is
// known here.
func directions(*os.File) (read, write bool, err error) { return true, true, nil }

// waitHangup does not wait: that nobody reads a pipe is noticed when it is
// written.
func waitHangup(*os.File) bool { return false }
