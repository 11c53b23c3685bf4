// Package sums adds numbers for those who connect.
package sums

import (
	"strconv"
	"time"

	"github.com/lore-docs/lore/twisted/basic"
	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/log"
	"github.com/lore-docs/lore/twisted/task"
)

// patience is how long somebody may think about the next number.
const patience = time.Minute

// Sums answers each line, which is a number, with the sum of all so far.
type Sums struct {
	basic.LineReceiver
	Clock task.Scheduler
	Log   *log.Logger

	sum     int
	silence *task.DelayedCall
}

// ConnectionMade begins to wait.
func (s *Sums) ConnectionMade() {
	s.silence = s.Clock.CallLater(patience, s.Transport.LoseConnection)
}

// LineReceived adds a number.
func (s *Sums) LineReceived(line []byte) {
	n, err := strconv.Atoi(string(line))
	if err != nil {
		s.Log.Err(err, "Cannot add:")
		s.SendLine([]byte("?"))
		return
	}
	s.sum += n
	s.SendLine([]byte(strconv.Itoa(s.sum)))
	if s.silence.Active() {
		s.silence.Reset(patience)
	}
}

// ConnectionLost waits no more.
func (s *Sums) ConnectionLost(*failure.Failure) {
	if s.silence.Active() {
		s.silence.Cancel()
	}
}
