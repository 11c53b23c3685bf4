package match

// Op is what an Edit does with a line.
type Op uint8

// The operations that make the page's lines into those that were printed.
const (
	Keep    Op = iota // the line matches
	Elide             // the line stands for lines of the output
	Replace           // another line was printed in its place
	Delete            // it was not printed
	Insert            // a line was printed that the page does not show
)

var opNames = [...]string{"keep", "elide", "replace", "delete", "insert"}

// String returns the name of op.
func (op Op) String() string { return opNames[op] }

// An Edit says how a line of the page and lines of the output belong together.
type Edit struct {
	Op     Op
	Want   int // line of the page from 0; for Insert the one before which it stands
	Got    int // line of the output from 0; for Delete the one before which it is missing
	GotEnd int // behind the last line: Got+1, for Elide any number, for Delete Got
}

// The costs of edits. A line that has nothing in common with the other costs as
// much to replace as to delete, and less than to delete and insert.
const (
	insertCost  = 3
	deleteCost  = 5
	replaceCost = 2 // and up to 3 more, the less alike the lines are
)

// maxCells is how large the table of an alignment may be. What lies beyond is
// taken as one change.
const maxCells = 1 << 20

// align finds the smallest edits, as patience allows.
func align(want []pattern, got []string) []Edit {
	head := 0
	for head < len(want) && head < len(got) && keeps(&want[head], got[head]) {
		head++
	}
	tail := 0
	for tail < len(want)-head && tail < len(got)-head && keeps(&want[len(want)-1-tail], got[len(got)-1-tail]) {
		tail++
	}
	edits := make([]Edit, 0, len(want))
	for i := range head {
		edits = append(edits, Edit{Keep, i, i, i + 1})
	}
	edits = alignMiddle(edits, want, got, head, len(want)-tail, len(got)-tail)
	for i := range tail {
		j := len(got) - tail + i
		edits = append(edits, Edit{Keep, len(want) - tail + i, j, j + 1})
	}
	return edits
}

func keeps(w *pattern, got string) bool {
	if w.gap {
		return false
	}
	_, ok := w.match(got, nil)
	return ok
}

// alignMiddle aligns want[from:toWant] with got[from:toGot].
func alignMiddle(edits []Edit, want []pattern, got []string, from, toWant, toGot int) []Edit {
	rows, cols := toWant-from, toGot-from
	if rows > 0 && cols > 0 && (rows+1)*(cols+1) > maxCells {
		return alignLarge(edits, want, got, from, toWant, toGot)
	}
	t := newTable(want[from:toWant], got[from:toGot])
	for _, e := range t.edits() {
		edits = append(edits, Edit{e.Op, e.Want + from, e.Got + from, e.GotEnd + from})
	}
	return edits
}

// alignLarge aligns window by window. Only the first half of each window's edits
// is taken, because what lies behind the window may change the second.
func alignLarge(edits []Edit, want []pattern, got []string, i, toWant, toGot int) []Edit {
	const side = 1000
	j := i
	for i < toWant || j < toGot {
		rows, cols := min(side, toWant-i), min(side, toGot-j)
		half := side / 2
		if i+rows == toWant && j+cols == toGot {
			half = side + 1 // nothing lies behind
		}
		t := newTable(want[i:i+rows], got[j:j+cols])
		fromWant, fromGot := i, j
		for _, e := range t.edits() {
			if i-fromWant >= half || j-fromGot >= half {
				break
			}
			e = Edit{e.Op, e.Want + fromWant, e.Got + fromGot, e.GotEnd + fromGot}
			if e.Op == Elide && e.GotEnd-fromGot > half && toGot > e.GotEnd { // it may take more, or less
				e.GotEnd = max(e.Got, fromGot+half)
				edits, j = appendEdit(edits, e), e.GotEnd
				break
			}
			edits, j = appendEdit(edits, e), e.GotEnd
			if e.Op != Insert {
				i = e.Want + 1
			}
		}
	}
	return edits
}

// appendEdit adds an edit; one of a gap that goes on is joined to its first part.
func appendEdit(edits []Edit, e Edit) []Edit {
	if n := len(edits); n > 0 && e.Op == Elide && edits[n-1].Op == Elide && edits[n-1].Want == e.Want {
		edits[n-1].GotEnd = e.GotEnd
		return edits
	}
	return append(edits, e)
}

// A table holds for each pair of a line of the page and one of the output the
// cheapest edit there, given that all behind is edited as cheaply as can be.
type table struct {
	want []pattern
	got  []string
	ops  []Op
}

func newTable(want []pattern, got []string) *table {
	rows, cols := len(want), len(got)
	t := &table{want: want, got: got, ops: make([]Op, (rows+1)*(cols+1))}
	below, row := make([]int32, cols+1), make([]int32, cols+1)
	for j := cols; j >= 0; j-- {
		below[j] = int32(cols-j) * insertCost
		t.ops[rows*(cols+1)+j] = Insert
	}
	for i := rows - 1; i >= 0; i-- {
		for j := cols; j >= 0; j-- {
			t.ops[i*(cols+1)+j], row[j] = t.cell(i, j, below, row)
		}
		below, row = row, below
	}
	return t
}

// cell returns the cheapest edit for want[i] and got[j] and the cost of all from
// there on. Of two that cost the same the one that keeps lines together wins.
func (t *table) cell(i, j int, below, row []int32) (Op, int32) {
	w := &t.want[i]
	last := j == len(t.got)
	if w.gap {
		if !last && row[j+1] < below[j] {
			return Elide, row[j+1]
		}
		return Delete, below[j] // of a gap: it takes no more lines, at no cost
	}
	op, cost := Delete, below[j]+deleteCost
	if last {
		return op, cost
	}
	if _, ok := w.match(t.got[j], nil); ok {
		if c := below[j+1]; c <= cost {
			op, cost = Keep, c
		}
	} else if c := below[j+1] + replaceCost + unlike(w.text, t.got[j]); c <= cost {
		op, cost = Replace, c
	}
	if c := row[j+1] + insertCost; c < cost {
		op, cost = Insert, c
	}
	return op, cost
}

// unlike returns 0 to 3, the more the less two lines have in common at their
// ends.
func unlike(a, b string) int32 {
	const most = 256
	a, b = a[:min(len(a), most)], b[:min(len(b), most)]
	n := commonPrefix(a, b)
	for m := 0; m < len(a)-n && m < len(b)-n; m++ {
		if a[len(a)-1-m] != b[len(b)-1-m] {
			n += m
			break
		}
	}
	return int32(3 - 3*n/max(len(a), len(b), 1))
}

// edits reads the path of least cost from the table.
func (t *table) edits() (edits []Edit) {
	i, j := 0, 0
	elided := 0 // lines that the gap has taken
	for i < len(t.want) || j < len(t.got) {
		switch op := t.ops[i*(len(t.got)+1)+j]; {
		case i < len(t.want) && t.want[i].gap && op == Elide:
			elided++
			j++
		case i < len(t.want) && t.want[i].gap:
			edits = append(edits, Edit{Elide, i, j - elided, j})
			i, elided = i+1, 0
		case op == Insert:
			edits = append(edits, Edit{Insert, i, j, j + 1})
			j++
		case op == Delete:
			edits = append(edits, Edit{Delete, i, j, j})
			i++
		default:
			edits = append(edits, Edit{op, i, j, j + 1})
			i, j = i+1, j+1
		}
	}
	return edits
}
