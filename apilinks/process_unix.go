//go:build unix

package apilinks

import (
	"os/exec"
	"syscall"
)

// killGroup makes cancelling cmd end its children too: the go command may be a
// script that starts the real one.
func killGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
