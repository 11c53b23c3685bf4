//go:build linux

package epoll

import (
	"os"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/lore-docs/lore/twisted/reactor/poller"
)

// wait returns how many events there are. It looks first without telling the
// Go scheduler, which costs a multiple of the look: a busy loop nearly always
// finds something. Only when there is nothing does it block in the kernel the
// way that lets other goroutines have the processor.
func (p *Poller) wait(d time.Duration) (int, error) {
	n, errno := p.look()
	if errno == 0 && n == 0 && d != 0 {
		n, errno = p.block(poller.Milliseconds(d))
	}
	if errno != 0 && errno != unix.EINTR {
		return 0, os.NewSyscallError("epoll_wait", errno)
	}
	return n, nil
}

func (p *Poller) look() (int, unix.Errno) {
	n, _, errno := unix.RawSyscall6(unix.SYS_EPOLL_PWAIT, uintptr(p.fd),
		uintptr(unsafe.Pointer(&p.events)), batch, 0, 0, 0)
	if errno != 0 {
		return 0, errno
	}
	return int(n), 0
}

func (p *Poller) block(timeout int) (int, unix.Errno) {
	n, _, errno := unix.Syscall6(unix.SYS_EPOLL_PWAIT, uintptr(p.fd),
		uintptr(unsafe.Pointer(&p.events)), batch, uintptr(timeout), 0, 0)
	if errno != 0 {
		return 0, errno
	}
	return int(n), 0
}
