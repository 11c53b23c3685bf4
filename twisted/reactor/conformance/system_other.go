//go:build !unix

package conformance

var unixTests, systemTests []func(*world)

// roomForFiles is how many more files can be open.
func roomForFiles() int { return 2000 }

func openFiles() int { return 0 }
