package client

import (
	"fmt"
	"math/rand/v2"
	"os"

	"github.com/lore-docs/lore/twisted/deferred"
)

// DownloadPage fetches a page into a file, as GetPage does, and fires with
// its length in bytes. The file is there when the page is complete, in place
// of one that was there before; until then the page is in a file beside it,
// whose name ends in ".part" and which is removed if there is no page.
//
// The file is written on the loop's goroutine.
func DownloadPage(r Reactor, address, path string, options ...Option) deferred.Of[int64] {
	s := newSettings(append([]Option{MaxBody(-1)}, options...))
	d := &download{path: path, max: s.maxBody}
	f := &fetch{
		r: r, settings: s,
		begin: func(x *exchange) (body, error) {
			limit := &page{max: s.maxBody}
			if err := limit.expect(x.remaining); err != nil {
				return nil, err
			}
			return d, d.open()
		},
		end:    func() ([]byte, error) { return nil, d.keep() },
		failed: d.remove,
	}
	return deferred.Then(f.start(address), func(*Response) (int64, error) { return d.length, nil })
}

// download is a body in a file.
type download struct {
	path   string
	part   *os.File // until it is complete
	max    int64
	length int64
}

func (d *download) open() (err error) {
	name := fmt.Sprintf("%s.%08x.part", d.path, rand.Uint32())
	d.part, err = os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	return err
}

func (d *download) Write(data []byte) (int, error) {
	d.length += int64(len(data))
	if d.max >= 0 && d.length > d.max {
		return 0, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, d.max)
	}
	return d.part.Write(data)
}

// keep gives the complete file its name.
func (d *download) keep() error {
	name := d.part.Name()
	if err := d.part.Close(); err != nil {
		return err
	}
	if err := os.Rename(name, d.path); err != nil {
		return err
	}
	d.part = nil
	return nil
}

// remove removes the incomplete file.
func (d *download) remove() {
	if d.part != nil {
		_ = d.part.Close()
		_ = os.Remove(d.part.Name())
		d.part = nil
	}
}
