package program

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"

	"github.com/lore-docs/lore/internal/atomicfile"
)

// A store keeps texts in files of a folder, "" for none. What cannot be read
// is not there, what cannot be written is not kept: nothing depends on it but
// time.
type store struct{ dir string }

func (s store) file(key string) string {
	sum := sha256.Sum256([]byte(key))
	return filepath.Join(s.dir, "go-"+hex.EncodeToString(sum[:16]))
}

func (s store) get(key string) (string, bool) {
	if s.dir == "" {
		return "", false
	}
	data, err := os.ReadFile(s.file(key))
	if err != nil {
		return "", false
	}
	return strings.CutPrefix(string(data), key+"\n\n")
}

func (s store) put(key, text string) {
	if s.dir == "" || os.MkdirAll(s.dir, 0o777) != nil {
		return
	}
	_ = atomicfile.WriteFile(s.file(key), []byte(key+"\n\n"+text), 0o666)
}
