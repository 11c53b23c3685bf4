//go:build !unix

package atomicfile

// syncDir does nothing: folders cannot be flushed here.
func syncDir(string) error { return nil }
