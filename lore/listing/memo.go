package listing

import "sync"

// A memo makes each value once, by whoever asks for it first; others who ask
// meanwhile wait. It is safe for concurrent use.
type memo[K comparable, V any] struct {
	make    func(K) V
	mu      sync.Mutex
	entries map[K]*entry[V]
}

type entry[V any] struct {
	once  sync.Once
	value V
}

func newMemo[K comparable, V any](make func(K) V) memo[K, V] {
	return memo[K, V]{make: make, entries: map[K]*entry[V]{}}
}

func (m *memo[K, V]) get(key K) V {
	m.mu.Lock()
	e := m.entries[key]
	if e == nil {
		e = new(entry[V])
		m.entries[key] = e
	}
	m.mu.Unlock()
	e.once.Do(func() { e.value = m.make(key) })
	return e.value
}
