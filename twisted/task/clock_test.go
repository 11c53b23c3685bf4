package task_test

import (
	"strings"
	"testing"
	"time"

	"github.com/lore-docs/lore/twisted/task"
)

func TestClock(t *testing.T) {
	c := task.NewClock(start)
	var _ task.Scheduler = c
	var got []string
	c.CallLater(time.Second, record(&got, "1"))
	c.CallLater(2*time.Second, func() {
		got = append(got, "2")
		c.CallLater(0, record(&got, "at once"))
		c.CallLater(time.Second, record(&got, "3"))
	})
	c.Advance(0)
	wantCalls(t, got)
	c.Pump(time.Second, time.Second)
	wantCalls(t, got, "1", "2", "at once")
	if n := len(c.DelayedCalls()); n != 1 {
		t.Errorf("%d calls are left", n)
	}
	c.Advance(time.Hour)
	wantCalls(t, got, "1", "2", "at once", "3")
	if want := start.Add(time.Hour + 2*time.Second); !c.Now().Equal(want) {
		t.Errorf("the clock shows %v, want %v", c.Now(), want)
	}
}

func TestClockJumps(t *testing.T) {
	c := task.NewClock(start)
	c.CallLater(time.Second, func() {
		if want := start.Add(time.Minute); !c.Now().Equal(want) {
			t.Errorf("within the call it is %v, want %v", c.Now(), want)
		}
	})
	c.Advance(time.Minute)
}

func TestClockFindsNoEnd(t *testing.T) {
	c := task.NewClock(start)
	var again func()
	again = func() { c.CallLater(0, again) }
	again()
	defer func() {
		s, _ := recover().(string)
		if !strings.Contains(s, "finds no end") || !strings.Contains(s, "TestClockFindsNoEnd") {
			t.Errorf("panic %q", s)
		}
	}()
	c.Advance(time.Second)
}
