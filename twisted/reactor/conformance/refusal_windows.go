package conformance

import (
	"errors"

	"golang.org/x/sys/windows"
)

func isRefusal(err error) bool { return errors.Is(err, windows.WSAECONNREFUSED) }
