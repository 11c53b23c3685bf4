package lore

import (
	"context"
	"sync"

	"github.com/lore-docs/lore/apilinks"
	"github.com/lore-docs/lore/lore/tree"
)

// apiLoader looks up packages while documents are still being read: each
// document adds its names, and a goroutine of its own loads what is new.
type apiLoader struct {
	index *apilinks.Index
	ctx   context.Context

	mu      sync.Mutex
	seen    map[apilinks.Ref]bool
	pending []apilinks.Ref
	busy    bool
	err     error
	idle    sync.Cond // on mu: not busy
}

func newAPILoader(ctx context.Context, index *apilinks.Index) *apiLoader {
	l := &apiLoader{index: index, ctx: ctx, seen: map[apilinks.Ref]bool{}}
	l.idle.L = &l.mu
	return l
}

// add asks for the names of a document. It does not wait.
func (l *apiLoader) add(names []tree.API) {
	if len(names) == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, n := range names {
		ref := apilinks.Ref{Base: n.Base, Name: n.Name}
		if !l.seen[ref] {
			l.seen[ref] = true
			l.pending = append(l.pending, ref)
		}
	}
	if len(l.pending) > 0 && !l.busy {
		l.busy = true
		go l.load()
	}
}

// load loads what is asked for until nothing is left.
func (l *apiLoader) load() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.pending) > 0 && l.err == nil {
		refs := l.pending
		l.pending = nil
		l.mu.Unlock()
		err := l.index.Load(l.ctx, refs)
		l.mu.Lock()
		l.err = err
	}
	l.busy = false
	l.idle.Broadcast()
}

// wait returns when all names are loaded.
func (l *apiLoader) wait() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.busy {
		l.idle.Wait()
	}
	return l.err
}
