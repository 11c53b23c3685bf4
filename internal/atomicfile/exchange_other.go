//go:build !linux && !darwin

package atomicfile

import "errors"

// exchange would swap two existing paths in one step.
func exchange(a, b string) error { return errors.ErrUnsupported }
