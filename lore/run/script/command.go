package script

import (
	"strings"

	"github.com/lore-docs/lore/highlight"
)

// command takes the command that begins on the next line.
func (p *parser) command() {
	first, begin := p.lines[p.next], p.parts[p.next]
	text := []string{begin.Rest}
	for p.next++; p.next < len(p.lines) && p.parts[p.next].Part == highlight.ContinuationPart; p.next++ {
		text = append(text, p.parts[p.next].Rest)
	}
	if begin.Open != "" {
		p.problem(CommandOpen, first, "the command is not complete: %s", begin.Open)
	}
	step := Step{
		Command: strings.Join(text, "\n"), Background: begin.Background,
		Line: first.No, End: p.lines[p.next-1].No, At: first.At,
	}
	if begin.Empty {
		step.Kind = Idle
		if strings.HasPrefix(strings.TrimSpace(step.Command), "&") {
			p.problem(BackgroundOnly, first, "nothing is there to run in the background")
		}
	}
	p.steps = append(p.steps, step)
}
