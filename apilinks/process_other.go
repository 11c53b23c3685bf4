//go:build !unix

package apilinks

import "os/exec"

// killGroup does nothing where there are no process groups: cmd alone is killed.
func killGroup(*exec.Cmd) {}
