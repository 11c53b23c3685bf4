package reactor

import (
	"cmp"
	"slices"
)

// ordered is a set whose elements have the order in which they were added.
// What happens at the end of a loop happens in an order, and not in another
// each time.
type ordered[T comparable] struct {
	numbers map[T]uint64
	last    uint64
}

func newOrdered[T comparable]() ordered[T] { return ordered[T]{numbers: make(map[T]uint64)} }

func (o *ordered[T]) add(v T) {
	o.last++
	o.numbers[v] = o.last
}

func (o *ordered[T]) remove(v T) { delete(o.numbers, v) }

func (o *ordered[T]) all() []T {
	list := make([]T, 0, len(o.numbers))
	for v := range o.numbers {
		list = append(list, v)
	}
	slices.SortFunc(list, func(a, b T) int { return cmp.Compare(o.numbers[a], o.numbers[b]) })
	return list
}
