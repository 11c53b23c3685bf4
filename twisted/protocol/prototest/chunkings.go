package prototest

import (
	"iter"
	"math/rand/v2"
)

// Chunkings goes through ways in which the network may cut data into pieces.
// Up to 12 bytes these are all there are. Of more it is the whole, pieces of
// 1, 2, 3 and so on bytes, each place where a single cut can be, and some
// hundred random ones, the same each time.
func Chunkings(data []byte) iter.Seq[[][]byte] {
	if len(data) <= 12 {
		return allChunkings(data)
	}
	return func(yield func([][]byte) bool) {
		_ = yield([][]byte{data}) && uniform(data, yield) && cutOnce(data, yield) && random(data, yield)
	}
}

func allChunkings(data []byte) iter.Seq[[][]byte] {
	return func(yield func([][]byte) bool) {
		for cuts := range uint(1) << max(len(data)-1, 0) {
			if !yield(split(data, func(i int) bool { return cuts>>(i-1)&1 == 1 })) {
				return
			}
		}
	}
}

// split cuts data before each index for which cut says so.
func split(data []byte, cut func(i int) bool) (pieces [][]byte) {
	from := 0
	for i := 1; i < len(data); i++ {
		if cut(i) {
			pieces = append(pieces, data[from:i])
			from = i
		}
	}
	return append(pieces, data[from:])
}

func uniform(data []byte, yield func([][]byte) bool) bool {
	for size := 1; size < len(data); size += 1 + size/16 {
		if !yield(split(data, func(i int) bool { return i%size == 0 })) {
			return false
		}
	}
	return true
}

func cutOnce(data []byte, yield func([][]byte) bool) bool {
	stride := 1 + len(data)/512
	for at := 1; at < len(data); at += stride {
		if !yield([][]byte{data[:at], data[at:]}) {
			return false
		}
	}
	return true
}

func random(data []byte, yield func([][]byte) bool) bool {
	source := rand.New(rand.NewPCG(1, 2))
	for n := range 200 {
		oneIn := 1 + n%40
		if !yield(split(data, func(int) bool { return source.IntN(oneIn) == 0 })) {
			return false
		}
	}
	return true
}
