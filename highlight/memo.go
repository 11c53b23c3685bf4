package highlight

import (
	"sync"
	"unsafe"
)

// maxGeneration bounds each of a memo's two generations, in bytes: 32 MB in
// all, some 3000 listings of 60 lines.
const maxGeneration = 16 << 20

// A memo remembers the lines of texts. What is asked for is young; when the
// young take too much room they become the old, and the old that nobody asked
// for meanwhile are dropped.
type memo struct {
	mu         sync.Mutex
	young, old map[memoKey]*memoEntry
	size       int // bytes that young keeps alive
}

type memoKey struct{ lang, text string }

type memoEntry struct {
	once  sync.Once // whoever is first scans, the others wait
	lines []Line
	err   error
	size  int // guarded by memo.mu, 0 while scanning
}

// lines returns the lines of text in the language l.
func (m *memo) lines(l *language, text string) ([]Line, error) {
	key := memoKey{l.name, text}
	e := m.entry(key)
	e.once.Do(func() {
		e.lines, e.err = l.lines(text)
		m.scanned(key, e)
	})
	return e.lines, e.err
}

// entry returns the entry for key, a new one if need be, and makes it young.
func (m *memo) entry(key memoKey) *memoEntry {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e := m.young[key]; e != nil {
		return e
	}
	e := m.old[key]
	if e == nil {
		e = new(memoEntry)
	}
	m.keep(key, e)
	return e
}

// keep makes e young. It is called with mu locked.
func (m *memo) keep(key memoKey, e *memoEntry) {
	if m.size+e.size > maxGeneration || m.young == nil {
		m.old, m.young, m.size = m.young, make(map[memoKey]*memoEntry), 0
	}
	m.young[key] = e
	m.size += e.size
}

// scanned notes the size of an entry that has its lines now.
func (m *memo) scanned(key memoKey, e *memoEntry) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e.size = cost(key.text, e.lines)
	if m.young[key] == e {
		m.size += e.size
	}
}

// cost returns about how many bytes an entry keeps alive.
func cost(text string, lines []Line) int {
	runs := 0
	for _, line := range lines {
		runs += len(line)
	}
	return len(text) + runs*int(unsafe.Sizeof(Run{})) + len(lines)*int(unsafe.Sizeof(Line{})) + 256
}
