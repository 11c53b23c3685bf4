package threads

import (
	"errors"
	"sync"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/log"
)

// ErrStopped is returned for work that is handed to a pool which is stopped.
var ErrStopped = errors.New("threads: the pool is stopped")

// Pool does work, up to a limit at once and in the order in which it came.
// Workers are started when there is work for them. Its methods may be called
// by any goroutine.
type Pool struct {
	mu    sync.Mutex
	work  sync.Cond // for idle workers: there may be something to do
	empty sync.Cond // for Stop: there are no workers any more
	log   *log.Logger

	min, max      int
	queue         []func()
	workers, idle int
	state         state
}

type state int

const (
	fresh state = iota // work is kept for later
	started
	stopped
)

// NewPool returns a pool that has at most max workers, of which min stay when
// there is nothing to do. It does nothing yet with what is submitted: Start
// begins. A min below 0 counts as 0, and a max below 1 or below min as that.
func NewPool(min, max int) *Pool {
	p := &Pool{log: log.Default().Logger("threads")}
	p.work.L, p.empty.L = &p.mu, &p.mu
	p.limit(min, max)
	return p
}

func (p *Pool) limit(least, most int) {
	p.min = max(least, 0)
	p.max = max(most, p.min, 1)
}

// SetLog says where panics are logged, which without it is log.Default.
func (p *Pool) SetLog(l *log.Logger) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.log = l
}

// Start begins to do what was submitted and will be. After Stop it begins
// anew.
func (p *Pool) Start() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state = started
	p.hire()
}

// Stop waits until all that was submitted is done, and meanwhile refuses more.
// What a pool that was never started is to do is dropped. A worker must not
// call Stop, since it would wait for itself.
func (p *Pool) Stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.state == fresh {
		p.queue = nil
	}
	p.state = stopped
	p.work.Broadcast()
	for p.workers > 0 && p.state == stopped {
		p.empty.Wait()
	}
}

// Submit has f called by a worker, as soon as there is one free and all that
// was submitted before has begun. It does not wait. It returns ErrStopped
// after Stop. If f panics, that is logged, and the worker goes on.
func (p *Pool) Submit(f func()) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.state == stopped {
		return ErrStopped
	}
	p.queue = append(p.queue, f)
	p.hire()
	return nil
}

// Adjust changes the numbers of NewPool. Workers that are now too many leave
// when they have done what they are doing.
func (p *Pool) Adjust(min, max int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.limit(min, max)
	p.hire()
	p.work.Broadcast()
}

// Stats are the numbers of a pool at one moment.
type Stats struct {
	Min, Max int // of workers, as NewPool or Adjust said
	Workers  int // that there are
	Idle     int // workers that have nothing to do
	Queued   int // work that nobody has begun
}

// Stats returns the pool's numbers.
func (p *Pool) Stats() Stats {
	p.mu.Lock()
	defer p.mu.Unlock()
	return Stats{Min: p.min, Max: p.max, Workers: p.workers, Idle: p.idle, Queued: len(p.queue)}
}

// hire sees to it that there are workers for what is queued, as far as there
// may be. A worker that has been woken is idle until it really is awake, which
// is why it is numbers that are compared.
func (p *Pool) hire() {
	if p.state == fresh {
		return
	}
	p.work.Signal()
	for free := p.idle; free < len(p.queue) && p.workers < p.max; free++ {
		p.workers++
		go p.worker()
	}
}

func (p *Pool) worker() {
	p.mu.Lock()
	defer p.leave()
	for {
		f := p.next()
		if f == nil {
			return
		}
		p.call(f)
	}
}

// next waits for something to do. It returns nil if the worker is to leave.
func (p *Pool) next() func() {
	for {
		switch {
		case p.workers > p.max:
			return nil
		case len(p.queue) > 0:
			f := p.queue[0]
			p.queue[0] = nil
			p.queue = p.queue[1:]
			return f
		case p.state == stopped || p.workers > p.min:
			return nil
		}
		p.idle++
		p.work.Wait()
		p.idle--
	}
}

// leave is what a worker does last. It is called with p.mu held even if what
// the worker did has ended its goroutine by runtime.Goexit.
func (p *Pool) leave() {
	p.workers--
	p.hire()
	if p.workers == 0 {
		p.empty.Broadcast()
	}
	p.mu.Unlock()
}

// call calls f without holding p.mu.
func (p *Pool) call(f func()) {
	l := p.log
	p.mu.Unlock()
	defer p.mu.Lock()
	defer func() {
		if fail := failure.FromPanic(recover()); fail != nil {
			l.Err(fail, "Unhandled panic in a thread")
		}
	}()
	f()
}
