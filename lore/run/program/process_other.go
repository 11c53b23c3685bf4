//go:build !unix

package program

import "os/exec"

// killGroup leaves the children of cmd to the delay of its pipes.
func killGroup(*exec.Cmd) {}
