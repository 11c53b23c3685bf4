package retry

import (
	"slices"
	"testing"
	"time"

	"github.com/lore-docs/lore/twisted/task"
)

func TestDo(t *testing.T) {
	clock := task.NewClock(time.Unix(0, 0))
	var at []time.Duration
	Do(clock, 4, func() bool {
		at = append(at, clock.Now().Sub(time.Unix(0, 0)))
		return false
	})
	for range 60 {
		clock.Advance(time.Second)
	}
	want := []time.Duration{0, time.Second, 3 * time.Second, 7 * time.Second}
	if !slices.Equal(at, want) {
		t.Errorf("tried at %v, want %v", at, want)
	}
}
