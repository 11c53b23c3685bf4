// Package term runs the commands of a transcript as its reader would: typed
// at the prompt of a shell in a real terminal.
//
// A [Session] is one machine, as far as the commands can tell: a working
// folder, a private /tmp and home, a clean environment, a loopback of its
// own. Its terminals are opened by name, each with a shell that keeps its
// variables and its folder from one command to the next.
//
//	s, err := term.Open(ctx, term.Config{Dir: work})
//	one, err := s.Terminal("1")
//	r, err := one.Run(ctx, term.Step{Command: "go run ./server &", Background: true})
//	r, err = one.Run(ctx, term.Step{Command: "curl localhost:8080"})
//	fmt.Print(r.Output)
//	left, err := s.Close()
//
// # What a step gives
//
// [Result.Output] is what the terminal showed between the command and the
// next prompt. The command line itself and the notices of the shell about
// its jobs are not part of it; the echo of what was typed at a program is,
// because a reader sees it there.
//
// # Readiness
//
// No step sleeps. A command in the background, or one that is left running
// in the foreground, is ready when it listens on a new socket, when it has
// printed what was awaited and is at rest, when it exits, or when it has
// been quiet for [Limits.Quiet]. At rest means that every thread sleeps: a
// program that merely waits for the processor of a busy machine is not.
//
// # Containment
//
// On Linux a session lives in namespaces of its own (user, mount, process,
// network, IPC and host name) with a read-only root; ending the session ends
// every process in it, however they hid. Where the machine refuses
// namespaces, [Auto] falls back to a plain session: process groups, locks
// for the ports that the session names, and Landlock where there is one.
// [Strict] never falls back.
//
// # The helper
//
// A session needs a small process inside: it mounts, opens terminals, looks
// at processes and reaps orphans. That process is the running binary itself,
// started again with a first argument that nobody types, and caught by the
// init function of this package, so that it works in any program or test
// that imports the package. The stand-ins for go, telnet and nc are reached
// in the same way.
package term
