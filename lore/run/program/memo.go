package program

import "sync"

// A memo makes each value once, whoever asks first. It is safe for concurrent
// use; a value must not need itself.
type memo[K comparable, V any] struct {
	make func(K) V
	mu   sync.Mutex
	made map[K]func() V
}

func newMemo[K comparable, V any](f func(K) V) *memo[K, V] {
	return &memo[K, V]{make: f, made: map[K]func() V{}}
}

func (m *memo[K, V]) get(key K) V {
	m.mu.Lock()
	get := m.made[key]
	if get == nil {
		get = sync.OnceValue(func() V { return m.make(key) })
		m.made[key] = get
	}
	m.mu.Unlock()
	return get()
}
