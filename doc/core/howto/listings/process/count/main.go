// Command count has wc count lines, and tells all that it hears of it.
package main

import (
	"context"
	"fmt"
	"log"
	"os/exec"
	"strings"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/process"
	"github.com/lore-docs/lore/twisted/reactor"
)

// A counter hears wc, and keeps what it prints.
type counter struct {
	process.Base
	lines  int
	stop   func() error
	output strings.Builder
}

// ConnectionMade writes the lines, and says that there are no more.
func (c *counter) ConnectionMade() {
	fmt.Println("wc runs")
	for i := range c.lines {
		fmt.Fprintf(c.Process, "line %d\n", i)
	}
	c.Process.CloseStdin()
}

// OutReceived gets what wc prints, in whatever pieces.
func (c *counter) OutReceived(data []byte) {
	c.output.Write(data)
}

// InConnectionLost is told that the input is closed.
func (c *counter) InConnectionLost() { fmt.Println("its input is closed") }

// ProcessEnded has everything, and knows how it ended.
func (c *counter) ProcessEnded(reason *failure.Failure) {
	fmt.Println("it counted", strings.TrimSpace(c.output.String()))
	fmt.Println(reason)
	if err := c.stop(); err != nil {
		log.Print(err)
	}
}

func main() {
	r, err := reactor.New()
	if err != nil {
		log.Fatal(err)
	}
	r.CallWhenRunning(func() {
		c := &counter{lines: 1000, stop: r.Stop}
		if _, err := process.Spawn(r, c, exec.Command("wc", "-l")); err != nil {
			log.Fatal(err)
		}
	})
	if err := r.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
