//go:build unix

package conformance

import (
	"errors"
	"syscall"
)

func isRefusal(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }
