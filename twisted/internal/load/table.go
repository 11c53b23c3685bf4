//go:build linux

package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// A column is what was measured with one number of connections.
type column struct {
	scene   scene
	samples map[string][]sample // by peer, in the order of the rounds
	failed  map[string]error
}

// machine says what the figures were measured on.
func machine() string {
	model := "unknown processor"
	data, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(data)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			model = strings.TrimSpace(value)
			break
		}
	}
	return fmt.Sprintf("%s, %d processors, %s, %s/%s", model, runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// median returns the middle one of the values, or the mean of the two.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	mid := len(sorted) / 2
	if len(sorted)%2 == 0 {
		return (sorted[mid-1] + sorted[mid]) / 2
	}
	return sorted[mid]
}

// costs returns the processor time per request of each round.
func costs(samples []sample) []float64 {
	var all []float64
	for _, s := range samples {
		all = append(all, s.cost())
	}
	return all
}

// paired returns the median of the ratios of a to b, round by round.
func paired(a, b []sample) float64 {
	var ratios []float64
	for i := range min(len(a), len(b)) {
		ratios = append(ratios, a[i].cost()/b[i].cost())
	}
	return median(ratios)
}

// speedTable prints the columns one below the other.
func speedTable(w io.Writer, peers []peer, columns []column) {
	for _, c := range columns {
		fmt.Fprintf(w, "\n%d-byte echo, %s\n", messageSize, c.title())
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprintf(t, "server\trequests/CPU s\tCPU a request\tof net's CPU\ttimes Twisted's requests\t\n")
		for _, p := range peers {
			fmt.Fprintln(t, c.row(p))
		}
		_ = t.Flush()
	}
}

// title says how many connections there were.
func (c *column) title() string {
	if c.scene.quiet == 0 {
		return fmt.Sprintf("%d connections", c.scene.busy)
	}
	return fmt.Sprintf("%d connections of which %d are busy", c.scene.busy+c.scene.quiet, c.scene.busy)
}

// row is a line of the table. The first cell is as wide as the widest title,
// since the table's cells are aligned to the right.
func (c *column) row(p peer) string {
	title := fmt.Sprintf("%-*s", titleWidth(), p.title)
	own := c.samples[p.name]
	if err := c.failed[p.name]; err != nil || len(own) == 0 {
		return fmt.Sprintf("%s\t%v\t\t\t\t", title, err)
	}
	cost := median(costs(own))
	row := fmt.Sprintf("%s\t%.0f\t%v\t", title, 1/cost, time.Duration(cost*1e9).Round(10*time.Nanosecond))
	row += ratio(paired(own, c.samples[plainNet])) + "\t" + ratio(paired(c.samples[python], own)) + "\t"
	return row
}

// ratio formats a ratio, or nothing where there was none to compare with.
func ratio(r float64) string {
	if r == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", r)
}

func titleWidth() int {
	width := 0
	for _, p := range peers() {
		width = max(width, len(p.title))
	}
	return width
}

// memoryTable measures and prints what an idle connection takes.
func memoryTable(w io.Writer, peers []peer, conns int) {
	fmt.Fprintf(w, "\nMemory of the server (resident), %d connections that were used once\n", conns)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "%-*s\tbefore\tafter\ta connection\t\n", titleWidth(), "server")
	for _, p := range peers {
		before, after, err := memory(p, conns)
		if err != nil {
			fmt.Fprintf(t, "%-*s\t%v\t\t\t\n", titleWidth(), p.title, err)
			continue
		}
		fmt.Fprintf(t, "%-*s\t%.1f MB\t%.1f MB\t%d B\t\n", titleWidth(), p.title,
			float64(before)/1e6, float64(after)/1e6, (after-before)/conns)
	}
	_ = t.Flush()
}

// memory returns the size of a server before and after the connections came.
// A first connection has come and gone before, so that what is made once is
// not counted.
func memory(p peer, conns int) (before, after int, err error) {
	if p.most > 0 && conns > p.most {
		return 0, 0, fmt.Errorf("not more than %d connections", p.most)
	}
	server, err := startServer(p.name)
	if err != nil {
		return 0, 0, err
	}
	defer server.stop()
	first, err := newDriver(server.address, scene{busy: 1})
	if err != nil {
		return 0, 0, err
	}
	first.close()
	if before, err = residentSize(server.pid()); err != nil {
		return 0, 0, err
	}
	d, err := newDriver(server.address, scene{quiet: conns})
	if err != nil {
		return 0, 0, err
	}
	defer d.close()
	after, err = residentSize(server.pid())
	return before, after, err
}
