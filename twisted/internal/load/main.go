//go:build linux

package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// settings are what a whole measurement goes by.
type settings struct {
	peers   []peer
	scenes  []scene       // of the speed rounds
	idle    int           // connections of the memory round
	rounds  int           // how often each server is measured
	measure time.Duration // of one round
}

func main() {
	// The program starts itself as server and as client.
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "serve":
			exit(serve(os.Args[2]))
		case "drive":
			exit(driveFor(os.Args[2:]))
		}
	}
	s, err := flags()
	if err != nil {
		exit(err)
	}
	exit(run(s))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

func flags() (settings, error) {
	names := flag.String("peers", "", "the servers to measure, with commas; all if empty: "+strings.Join(peerNames(), ","))
	conns := flag.String("conns", "100,1000,10/990", "connections at once, with commas; after a slash, so many more that say nothing")
	idle := flag.Int("idle", 10000, "connections to measure memory with; 0 leaves it out")
	rounds := flag.Int("rounds", 5, "rounds, of which the median counts")
	measure := flag.Duration("measure", time.Second, "length of a round")
	flag.Parse()
	s := settings{idle: *idle, rounds: max(*rounds, 1), measure: *measure}
	for field := range strings.SplitSeq(*conns, ",") {
		scene, err := parseScene(field)
		if err != nil {
			return s, fmt.Errorf("-conns: %w", err)
		}
		s.scenes = append(s.scenes, scene)
	}
	if s.idle > maxConns {
		return s, fmt.Errorf("-idle: at most %d", maxConns)
	}
	var err error
	s.peers, err = choosePeers(*names)
	return s, err
}

// A scene is how many connections there are at once.
type scene struct{ busy, quiet int }

// parseScene reads what String writes.
func parseScene(text string) (scene, error) {
	busy, quiet, both := strings.Cut(text, "/")
	var s scene
	var err, quietErr error
	s.busy, err = strconv.Atoi(busy)
	if both {
		s.quiet, quietErr = strconv.Atoi(quiet)
	}
	if err := errors.Join(err, quietErr); err != nil {
		return s, err
	}
	if s.busy < 1 || s.quiet < 0 || s.busy+s.quiet > maxConns {
		return s, fmt.Errorf("%q is not from 1 to %d connections", text, maxConns)
	}
	return s, nil
}

func (s scene) String() string { return fmt.Sprintf("%d/%d", s.busy, s.quiet) }

// run measures and prints. A server that fails says why in the table, and the
// others are measured.
func run(s settings) error {
	if err := raiseFileLimit(); err != nil {
		return err
	}
	fmt.Println(machine())
	var columns []column
	for _, scene := range s.scenes {
		c := column{scene: scene, samples: map[string][]sample{}, failed: map[string]error{}}
		for range s.rounds {
			for _, p := range s.peers {
				c.add(p.name, s.measure)
			}
		}
		columns = append(columns, c)
	}
	speedTable(os.Stdout, s.peers, columns)
	if s.idle > 0 {
		memoryTable(os.Stdout, s.peers, s.idle)
	}
	return nil
}

// add runs one round of a server, unless it failed before.
func (c *column) add(peer string, measure time.Duration) {
	if c.failed[peer] != nil {
		return
	}
	got, err := round(peer, c.scene, measure)
	if err != nil {
		c.failed[peer] = err
		return
	}
	c.samples[peer] = append(c.samples[peer], got)
}

// round starts a server, drives it, and stops it.
func round(peer string, scene scene, measure time.Duration) (sample, error) {
	server, err := startServer(peer)
	if err != nil {
		return sample{}, err
	}
	defer server.stop()
	out, err := runClient("drive", server.address, strconv.Itoa(server.pid()), scene.String(), measure.String())
	if err != nil {
		return sample{}, err
	}
	var got sample
	return got, json.Unmarshal(out, &got)
}
