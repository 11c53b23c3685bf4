package log

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// DefaultRotateSize is the size at which a LogFile begins anew, in bytes,
// unless it is told another.
const DefaultRotateSize = 1_000_000

// LogFile is a file to which log lines are appended, and which is put aside
// under another name from time to time. Its methods may be called by several
// goroutines. What one Write is given always ends up in one file.
type LogFile struct {
	path string
	opts logFileOptions
	way  rotation

	mu    sync.Mutex
	file  *os.File
	size  int64
	since time.Time // when what is in the file began
	retry int64     // the size at which to rotate after that has failed
}

// A rotation is a way to begin anew.
type rotation struct {
	due    func(*LogFile) bool      // before the next write
	move   func(*LogFile) error     // puts the file aside
	suffix func(suffix string) bool // whether such a file was put aside in this way
}

type logFileOptions struct {
	size int64
	keep int
	mode fs.FileMode
	now  func() time.Time
}

// LogFileOption changes how a LogFile works.
type LogFileOption func(*logFileOptions)

// WithRotateSize has a file put aside that has grown to size bytes.
func WithRotateSize(size int64) LogFileOption { return func(o *logFileOptions) { o.size = size } }

// WithKeep keeps the newest n of the files that were put aside, and removes
// the others. Without it all are kept.
func WithKeep(n int) LogFileOption { return func(o *logFileOptions) { o.keep = n } }

// WithMode creates files with the given permissions, and not with 0o644 (of
// which the process's umask takes its part in either case).
func WithMode(mode fs.FileMode) LogFileOption { return func(o *logFileOptions) { o.mode = mode } }

// WithNow tells a daily file what day it is, in place of time.Now.
func WithNow(now func() time.Time) LogFileOption { return func(o *logFileOptions) { o.now = now } }

// OpenLogFile opens or creates a file that is put aside before a write if it
// has reached its size: it becomes path.1, what was path.1 becomes path.2, and
// so on.
func OpenLogFile(path string, opts ...LogFileOption) (*LogFile, error) {
	return open(path, rotation{(*LogFile).isFull, (*LogFile).moveNumbered, isNumber}, opts)
}

// OpenDailyLogFile opens or creates a file that is put aside before the first
// write of a new day: what was written on the 27th of March becomes
// path.2005_03_27. A file that was there before is of the day on which it was
// last changed.
func OpenDailyLogFile(path string, opts ...LogFileOption) (*LogFile, error) {
	return open(path, rotation{(*LogFile).isOfAnotherDay, (*LogFile).moveDated, isDay}, opts)
}

func open(path string, way rotation, opts []LogFileOption) (*LogFile, error) {
	f := &LogFile{path: path, way: way,
		opts: logFileOptions{size: DefaultRotateSize, mode: 0o644, now: time.Now}}
	for _, opt := range opts {
		opt(&f.opts)
	}
	if err := f.open(); err != nil {
		return nil, err
	}
	return f, nil
}

// open opens the file at the path, and then closes the one there was.
func (f *LogFile) open() error {
	since := f.opts.now()
	file, err := os.OpenFile(f.path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, f.opts.mode)
	if err != nil {
		return fmt.Errorf("log file: %w", err)
	}
	info, err := file.Stat()
	if err != nil {
		_ = file.Close()
		return fmt.Errorf("log file: %w", err)
	}
	if info.Size() > 0 {
		since = info.ModTime()
	}
	was := f.file
	f.file, f.size, f.since, f.retry = file, info.Size(), since, 0
	if was != nil {
		_ = was.Close()
	}
	return nil
}

// Write appends p, to a new file if it is time for one. If the old one cannot
// be put aside, p is written to it all the same; the error says so with a count
// of len(p).
func (f *LogFile) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.file == nil {
		return 0, fmt.Errorf("log file %s: %w", f.path, fs.ErrClosed)
	}
	var rotateErr error
	if f.way.due(f) && f.size >= f.retry {
		if rotateErr = f.rotate(); rotateErr != nil {
			// Not at each of the many writes to come.
			f.retry = f.size + max(f.opts.size, 1)
		}
	}
	if f.size == 0 {
		f.since = f.opts.now()
	}
	n, err := f.file.Write(p)
	f.size += int64(n)
	return n, errors.Join(rotateErr, err)
}

// Rotate puts the file aside now, whatever its size or day.
func (f *LogFile) Rotate() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.file == nil {
		return fmt.Errorf("log file %s: %w", f.path, fs.ErrClosed)
	}
	return f.rotate()
}

func (f *LogFile) rotate() error {
	if err := f.way.move(f); err != nil {
		return fmt.Errorf("log file: rotate: %w", err)
	}
	if err := f.open(); err != nil {
		return err
	}
	return f.removeOld()
}

// Reopen goes on with the file that now has the path, for when another program
// has put the old one aside.
func (f *LogFile) Reopen() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.open()
}

// Close closes the file. A second time it does nothing.
func (f *LogFile) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.file == nil {
		return nil
	}
	err := f.file.Close()
	f.file = nil
	return err
}

func (f *LogFile) isFull() bool { return f.opts.size > 0 && f.size >= f.opts.size }

// moveNumbered renames the files from the last to the first. Numbers that are
// missing stay so.
func (f *LogFile) moveNumbered() error {
	old, err := f.old()
	if err != nil {
		return err
	}
	for _, o := range slices.Backward(old) {
		next := strconv.Itoa(numberOf(o.suffix) + 1)
		if err := os.Rename(o.path, f.path+"."+next); err != nil {
			return err
		}
	}
	return os.Rename(f.path, f.path+".1")
}

const dayLayout = "2006_01_02"

func (f *LogFile) isOfAnotherDay() bool {
	now := f.opts.now()
	y, m, d := now.Date()
	sy, sm, sd := f.since.In(now.Location()).Date()
	return f.size > 0 && (d != sd || m != sm || y != sy)
}

// moveDated renames the file by its day. Should there be a file of that day
// already, as after setting the computer's clock back, neither is touched.
func (f *LogFile) moveDated() error {
	to := f.path + "." + f.since.In(f.opts.now().Location()).Format(dayLayout)
	_, err := os.Lstat(to)
	switch {
	case err == nil:
		return &fs.PathError{Op: "rename", Path: to, Err: fs.ErrExist}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	return os.Rename(f.path, to)
}

// An oldFile was put aside.
type oldFile struct{ path, suffix string }

// old finds the files that were put aside, the newest first.
func (f *LogFile) old() ([]oldFile, error) {
	dir, name := filepath.Split(f.path)
	entries, err := os.ReadDir(cmp.Or(dir, "."))
	if err != nil {
		return nil, err
	}
	var old []oldFile
	for _, e := range entries {
		suffix, ok := strings.CutPrefix(e.Name(), name+".")
		if ok && f.way.suffix(suffix) {
			old = append(old, oldFile{filepath.Join(dir, e.Name()), suffix})
		}
	}
	slices.SortFunc(old, newerFirst)
	return old, nil
}

// newerFirst compares two files that were put aside in the same way: low
// numbers are new, and so are high days.
func newerFirst(a, b oldFile) int {
	return cmp.Or(numberOf(a.suffix)-numberOf(b.suffix), strings.Compare(b.suffix, a.suffix))
}

func isNumber(suffix string) bool { return numberOf(suffix) > 0 }

func isDay(suffix string) bool {
	_, err := time.Parse(dayLayout, suffix)
	return err == nil
}

// numberOf reads the number of a file, which has no zero in front, and is below
// a billion. It is 0 if the suffix is none.
func numberOf(suffix string) int {
	n, err := strconv.Atoi(suffix)
	if err != nil || n < 0 || n >= 1_000_000_000 || strconv.Itoa(n) != suffix {
		return 0
	}
	return n
}

func (f *LogFile) removeOld() error {
	if f.opts.keep <= 0 {
		return nil
	}
	old, err := f.old()
	if err != nil {
		return err
	}
	for _, o := range old[min(f.opts.keep, len(old)):] {
		err = errors.Join(err, os.Remove(o.path))
	}
	return err
}
