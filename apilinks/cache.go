package apilinks

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
)

// A cache keeps entries in files of one folder. The zero value keeps nothing.
// Nothing depends on it but time: what cannot be read is a miss, what cannot
// be written is not kept. Entries are written under another name and moved in
// place, so that processes that share a folder see whole entries only.
type cache struct{ dir string }

func newCache(dir string) cache {
	if dir == "" {
		return cache{}
	}
	return cache{dir: filepath.Join(dir, "apilinks")}
}

// get returns a decoder that stands after the key, or nil.
func (c cache) get(key string) *decoder {
	if c.dir == "" {
		return nil
	}
	entry, err := os.ReadFile(c.file(key))
	if err != nil {
		return nil
	}
	d, err := unseal(entry)
	if err != nil || d.string() != key {
		return nil
	}
	return d
}

// put keeps what write adds to the encoder.
func (c cache) put(key string, write func(e *encoder)) {
	if c.dir == "" {
		return
	}
	var e encoder
	e.string(key)
	write(&e)
	if os.MkdirAll(c.dir, 0o777) != nil {
		return
	}
	f, err := os.CreateTemp(c.dir, "new-*")
	if err != nil {
		return
	}
	_, err = f.Write(e.seal())
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), c.file(key))
	}
	if err != nil {
		os.Remove(f.Name())
	}
}

func (c cache) file(key string) string {
	sum := sha256.Sum256([]byte(key))
	return filepath.Join(c.dir, hex.EncodeToString(sum[:12]))
}
