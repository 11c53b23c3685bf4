package poller

import "time"

// Milliseconds is d as poll and its relatives have it: -1 is without end, and
// parts of a millisecond are rounded up, so that no wait ends before its time
// to be begun again at once. It is no more than fits in 31 bits.
func Milliseconds(d time.Duration) int {
	const most = 1<<31 - 1
	switch {
	case d < 0:
		return -1
	case d > most*time.Millisecond:
		return most
	}
	return int((d + time.Millisecond - 1) / time.Millisecond)
}
