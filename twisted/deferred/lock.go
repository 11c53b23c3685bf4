package deferred

// Semaphore lets a number of holders in at a time. Those who wait get in in
// the order in which they came. It belongs to one loop, as a Deferred does:
// it does not keep goroutines apart, but stretches of work that wait.
type Semaphore struct {
	tokens, free int
	waiting      fifo[*Deferred]
	letting      bool // in, those who wait
}

// NewSemaphore makes a semaphore with so many tokens. It panics if there is
// not even one.
func NewSemaphore(tokens int) *Semaphore {
	if tokens < 1 {
		panic("deferred: a semaphore needs a token")
	}
	return &Semaphore{tokens: tokens, free: tokens}
}

// Acquire fires, with nil, when the caller holds a token. Whoever has got one
// must call Release. Cancel gives up waiting.
func (s *Semaphore) Acquire() *Deferred {
	if s.free > 0 && s.waiting.len() == 0 {
		s.free--
		return Succeeded(nil)
	}
	d := NewCancellable(func(d *Deferred) {
		s.waiting.remove(func(waits *Deferred) bool { return waits == d })
	})
	s.waiting.push(d)
	return d
}

// Release gives a token back, and with it lets in whoever has waited longest.
// It panics if all tokens are there.
func (s *Semaphore) Release() {
	if s.free == s.tokens {
		panic("deferred: Release without Acquire")
	}
	s.free++
	if s.letting { // whoever was let in releases: no call inside a call
		return
	}
	s.letting = true
	defer func() { s.letting = false }()
	for s.free > 0 && s.waiting.len() > 0 {
		s.free--
		s.waiting.pop().Callback(nil)
	}
}

// Free is how many tokens are there.
func (s *Semaphore) Free() int { return s.free }

// Lock is a semaphore with one token.
type Lock struct{ s Semaphore }

// NewLock makes a lock that is open.
func NewLock() *Lock { return &Lock{*NewSemaphore(1)} }

// Acquire fires, with nil, when the caller holds the lock.
func (l *Lock) Acquire() *Deferred { return l.s.Acquire() }

// Release lets the next in. It panics if the lock is open.
func (l *Lock) Release() { l.s.Release() }

// Locked tells whether somebody holds the lock.
func (l *Lock) Locked() bool { return l.s.free == 0 }

// Acquirer is a [Lock] or a [Semaphore].
type Acquirer interface {
	Acquire() *Deferred
	Release()
}

// Run calls f when a has let it in, and gives back what it holds when the
// result of f is there, value or failure, which is that of Run. A panic in f
// gives back as well. Cancel gives up waiting, or cancels what f returned.
func Run[T any](a Acquirer, f func() Of[T]) Of[T] {
	return From[T](a.Acquire().AddCallback(func(any) (any, error) {
		return Maybe(func() (any, error) { return f(), nil }).AddBoth(func(v any) (any, error) {
			a.Release()
			return v, nil
		}), nil
	}))
}
