package task

// The heap has four children to a node and keeps the keys beside the pointers:
// both spare cache misses, which are what a queue of thousands costs.

func (q *Queue) push(c *DelayedCall) {
	c.index = len(q.heap)
	q.heap = append(q.heap, entry{c.key, c})
	q.up(c.index)
}

// settle moves calls that were put off until the first one is truly first.
func (q *Queue) settle() {
	for len(q.heap) > 0 {
		e := &q.heap[0]
		if e.key == e.call.key {
			return
		}
		e.key = e.call.key
		q.down(0)
	}
}

func (q *Queue) removeAt(i int) {
	last := len(q.heap) - 1
	moved := q.heap[last]
	q.heap[last] = entry{}
	q.heap = q.heap[:last]
	if i == last {
		return
	}
	q.place(i, moved)
	q.up(i)
	q.down(moved.call.index)
}

func (q *Queue) place(i int, e entry) {
	q.heap[i] = e
	e.call.index = i
}

// up moves the entry at i towards the front.
func (q *Queue) up(i int) {
	e := q.heap[i]
	for i > 0 {
		parent := (i - 1) / 4
		if !e.less(q.heap[parent].key) {
			break
		}
		q.place(i, q.heap[parent])
		i = parent
	}
	q.place(i, e)
}

// down moves the entry at i towards the back.
func (q *Queue) down(i int) {
	e := q.heap[i]
	for {
		least := q.leastChild(i)
		if least < 0 || !q.heap[least].less(e.key) {
			break
		}
		q.place(i, q.heap[least])
		i = least
	}
	q.place(i, e)
}

// leastChild is the first of the children of i, or -1.
func (q *Queue) leastChild(i int) int {
	first := 4*i + 1
	if first >= len(q.heap) {
		return -1
	}
	least := first
	for j := first + 1; j < min(first+4, len(q.heap)); j++ {
		if q.heap[j].less(q.heap[least].key) {
			least = j
		}
	}
	return least
}
