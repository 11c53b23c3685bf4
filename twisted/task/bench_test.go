package task_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/lore-docs/lore/twisted/task"
)

const pendingCalls = 10_000

// busyQueue has calls at random times of the next minute.
func busyQueue() (*task.Queue, []time.Duration) {
	q := task.NewQueue(time.Now)
	random := rand.New(rand.NewPCG(1, 2))
	delays := make([]time.Duration, 1<<14)
	for i := range delays {
		delays[i] = time.Hour + upTo(random, time.Minute)
	}
	for i := range pendingCalls {
		q.CallLater(delays[i%len(delays)], tick)
	}
	return q, delays
}

// What a timeout costs that never comes: it is scheduled and cancelled.
func BenchmarkCallLaterCancel(b *testing.B) {
	q, delays := busyQueue()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c := q.CallLater(delays[i%len(delays)], tick)
		_ = c.Cancel()
	}
}

// CallLater alone, with 10,000 to 11,000 calls pending.
func BenchmarkCallLater(b *testing.B) {
	q, delays := busyQueue()
	added := make([]*task.DelayedCall, 0, 1000)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if len(added) == cap(added) {
			b.StopTimer()
			for _, c := range added {
				_ = c.Cancel()
			}
			added = added[:0]
			b.StartTimer()
		}
		added = append(added, q.CallLater(delays[i%len(delays)], tick))
	}
}

// What a timeout costs each time that there is data.
func BenchmarkReset(b *testing.B) {
	q, _ := busyQueue()
	c := q.CallLater(time.Hour, tick)
	b.ReportAllocs()
	for b.Loop() {
		_ = c.Reset(time.Hour)
	}
}

// The whole life of a call: scheduled, first in the queue, made.
func BenchmarkCallLaterRun(b *testing.B) {
	h := &hand{start}
	q := task.NewQueue(h.now)
	random := rand.New(rand.NewPCG(1, 2))
	for range pendingCalls {
		q.CallLater(upTo(random, time.Minute), tick)
	}
	b.ReportAllocs()
	for b.Loop() {
		q.CallLater(upTo(random, time.Minute), tick)
		h.t, _ = q.Next()
		q.RunDue(nil)
	}
}

func upTo(random *rand.Rand, d time.Duration) time.Duration {
	return time.Duration(random.Int64N(int64(d)))
}
