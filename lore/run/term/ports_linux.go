package term

import (
	"os"
	"strings"
)

// portHolder finds the process that listens on a port, among those that the
// user may look at.
func portHolder(port int) (pid int, name string) {
	open := listeners()
	for _, pid := range numbers("/proc") {
		for _, inode := range sockets(pid) {
			if open[inode] == port {
				comm, _ := os.ReadFile("/proc/" + itoa(pid) + "/comm")
				return pid, strings.TrimSpace(string(comm))
			}
		}
	}
	return 0, ""
}
