//go:build linux

// Command load measures what an echoed message costs a server, and what an
// idle connection does, and prints one table:
//
//	go run ./twisted/internal/load
//
// Each server is a process of its own on one processor, with GOMAXPROCS=1,
// and the client that drives it is another on another. Every busy connection
// sends 64 bytes, waits for their return, checks them, and sends again. What is
// counted is the processor time of the server, which does not depend on how
// busy the machine is otherwise. The servers take turns, round after round,
// and the table has the median of the rounds. A ratio is the median of the
// ratios within a round, since these are paired.
//
// The servers are the reactor with each of its kinds, Go's own net with a
// goroutine for each connection, and the epoll reactor of Python Twisted if
// /usr/bin/python3 has it. It runs on Linux only.
package main
