package atomicfile

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// site is about what a build of 1000 pages and 100 listings writes: 45 MB.
func site() map[string][]byte {
	files := map[string][]byte{}
	for i := range 1000 {
		files[fmt.Sprintf("core/howto/part%02d/page%03d.html", i%20, i)] = randomBytes(45 << 10)
	}
	for i := range 100 {
		files[fmt.Sprintf("core/howto/listings/program%02d/main.go", i)] = randomBytes(2 << 10)
	}
	return files
}

func randomBytes(n int) []byte {
	data := make([]byte, n)
	for i := range data {
		data[i] = byte(rand.Uint32())
	}
	return data
}

// build writes the files with two writers, as a build does on two cores.
func build(tb testing.TB, dir string, files map[string][]byte) Stats {
	tb.Helper()
	tree, err := OpenTree(dir)
	if err != nil {
		tb.Fatal(err)
	}
	defer tree.Abort()
	names := make(chan string, len(files))
	for name := range files {
		names <- name
	}
	close(names)
	var writers sync.WaitGroup
	for range 2 {
		writers.Go(func() {
			for name := range names {
				if err := tree.Write(name, files[name]); err != nil {
					tb.Error(err)
				}
			}
		})
	}
	writers.Wait()
	stats, err := tree.Commit()
	if err != nil {
		tb.Fatal(err)
	}
	return stats
}

// benchDirs are a folder on the disk and, where there is one, in memory.
func benchDirs(b *testing.B) map[string]string {
	dirs := map[string]string{"disk": b.TempDir()}
	if dir, err := os.MkdirTemp("/dev/shm", "lore"); err == nil {
		b.Cleanup(func() { os.RemoveAll(dir) })
		dirs["memory"] = dir
	}
	return dirs
}

func BenchmarkTree(b *testing.B) {
	files := site()
	for where, base := range benchDirs(b) {
		b.Run("first/"+where, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				build(b, filepath.Join(base, fmt.Sprint("first", i), "html"), files)
				b.StopTimer()
				os.RemoveAll(filepath.Join(base, fmt.Sprint("first", i)))
				b.StartTimer()
			}
		})
		dir := filepath.Join(base, "html")
		build(b, dir, files)
		b.Run("unchanged/"+where, func(b *testing.B) {
			for b.Loop() {
				if s := build(b, dir, files); s.Kept != len(files) {
					b.Fatalf("%+v", s)
				}
			}
		})
		b.Run("ten-changed/"+where, func(b *testing.B) {
			for b.Loop() {
				for i := range 10 {
					files[fmt.Sprintf("core/howto/part%02d/page%03d.html", i, i)][0]++
				}
				if s := build(b, dir, files); s.Written != 10 {
					b.Fatalf("%+v", s)
				}
			}
		})
		b.Run("all-changed/"+where, func(b *testing.B) {
			for b.Loop() {
				for _, data := range files {
					data[len(data)-1]++
				}
				if s := build(b, dir, files); s.Written != len(files) {
					b.Fatalf("%+v", s)
				}
			}
		})
	}
}
