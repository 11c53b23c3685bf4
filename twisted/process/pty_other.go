//go:build !linux

package process

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
)

var errNoTerminals = fmt.Errorf("terminals on %s: %w", runtime.GOOS, errors.ErrUnsupported)

func openTerminal(_, _ uint16) (ours, childs *os.File, err error) { return nil, nil, errNoTerminals }

func resizer(*os.File) (*os.File, error) { return nil, errNoTerminals }

func resize(*os.File, uint16, uint16) error { return errNoTerminals }

func lead(*exec.Cmd, int) {}
