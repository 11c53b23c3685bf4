//go:build unix

package pdf

import (
	"os/exec"
	"syscall"
)

// ownGroup gives cmd a process group of its own, all of which is killed when
// its context ends.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
