package site

import "strings"

// wanted tells what a reference may lead to.
type wanted uint8

const (
	wantPage wanted = iota // files are not looked for
	wantAny                // a page or a file
	wantFile               // a file
)

// A miss tells why a path leads to nothing.
type miss uint8

const (
	hit      miss = iota
	outside       // of the module
	private       // the module's repository
	noPage        // a page, by its name
	noFile        // a file, by its name
	noIndex       // a folder without an index page
	noSuffix      // a page, by its name without the ending
	unread        // a file that is there and cannot be read
	noFolder      // a folder, by its name
	aFolder       // a folder where a file is wanted
	aPage         // a page where an image is wanted
)

// A destination is what a path leads to.
type destination struct {
	miss miss
	page *Page  // of hit, if it is no file; of noSuffix
	file string // of hit, if it is no page: in the module
}

// A follower follows the paths in one page's references. It belongs to one
// goroutine.
type follower struct {
	site *Site
	page *Page
	base []byte // the page's folder, in the module
	buf  []byte // the path being followed, in the module
	room [256]byte
}

// follow finds what a relative path, decoded, leads to. A path that begins
// with a slash counts from the folder of the documents.
func (f *follower) follow(path string, want wanted) destination {
	folder, ok := f.walk(path)
	if !ok {
		return destination{miss: outside}
	}
	name, below := f.belowFolder()
	if below {
		switch p := f.site.pageAt(name, folder); {
		case p == nil:
		case want != wantFile:
			return destination{page: p}
		case f.isSource(p):
			return destination{miss: aPage}
		}
	}
	if want == wantPage {
		return destination{miss: noPage}
	}
	return f.file(name, below, folder, want)
}

// isSource reports whether buf is the file that p was made of.
func (f *follower) isSource(p *Page) bool {
	name, _ := f.belowFolder()
	return string(name) == p.Source
}

// walk sets buf to where path leads from the page. It reports whether path
// says that it is a folder, and whether it stays in the module.
func (f *follower) walk(path string) (folder, ok bool) {
	if f.base == nil {
		f.base = append(f.room[:0:96], f.site.folder...)
		for seg := range strings.SplitSeq(f.page.dir(), "/") {
			f.base = appendSegment(f.base, seg)
		}
		f.buf = f.room[96:96]
	}
	f.buf = append(f.buf[:0], f.base...)
	if strings.HasPrefix(path, "/") {
		f.buf = append(f.buf[:0], f.site.folder...)
	}
	for more := true; more; {
		var seg string
		seg, path, more = strings.Cut(path, "/")
		folder = false
		switch seg {
		case "", ".":
			folder = true
		case "..":
			folder = true
			if len(f.buf) == 0 {
				return folder, false
			}
			f.buf = f.buf[:lastSlash(f.buf)]
		default:
			f.buf = appendSegment(f.buf, seg)
		}
	}
	return folder, true
}

func appendSegment(b []byte, seg string) []byte {
	if len(b) > 0 && seg != "" {
		b = append(b, '/')
	}
	return append(b, seg...)
}

// lastSlash returns the place of the last slash of b, 0 without one.
func lastSlash(b []byte) int {
	for i := len(b) - 1; i > 0; i-- {
		if b[i] == '/' {
			return i
		}
	}
	return 0
}

// belowFolder returns the part of buf below the folder of the documents, and
// whether that is where it is.
func (f *follower) belowFolder() ([]byte, bool) {
	n := len(f.site.folder)
	switch {
	case n == 0:
		return f.buf, true
	case len(f.buf) < n || string(f.buf[:n]) != f.site.folder:
		return nil, false
	case len(f.buf) == n:
		return f.buf[n:], true
	}
	return f.buf[n+1:], f.buf[n] == '/'
}

// pageAt returns the page that name, below the folder of the documents, is the
// source, the output or the folder of.
func (s *Site) pageAt(name []byte, folder bool) *Page {
	if dot := lastDot(name); dot >= 0 && !folder && s.exts[string(name[dot:])] {
		return s.pageNamed(name[:dot])
	}
	var buf [256]byte
	b := append(buf[:0], name...)
	return s.pageNamed(appendSegment(b, index))
}

func (s *Site) pageNamed(path []byte) *Page {
	if p := s.byPath[string(path)]; p != nil {
		return p
	}
	return s.aliases[string(path)]
}

// lastDot returns where the extension of name begins, or -1. A dot at the
// beginning of a file's name begins none.
func lastDot(name []byte) int {
	for i := len(name) - 1; i > 0 && name[i] != '/'; i-- {
		if name[i] == '.' && name[i-1] != '/' {
			return i
		}
	}
	return -1
}

// file looks for the file or folder at buf, which is no page.
func (f *follower) file(name []byte, below, folder bool, want wanted) destination {
	path := string(f.buf)
	if isPrivate(path) {
		return destination{miss: private}
	}
	kind := f.site.module.kind(path)
	switch {
	case kind == fileRegular && !folder:
		return destination{file: path}
	case kind == fileUnreadable:
		return destination{miss: unread}
	case want == wantFile && kind == fileFolder:
		return destination{miss: aFolder}
	case want == wantFile:
		return destination{miss: noFile}
	}
	if below && !folder {
		if p := f.site.pageNamed(name); p != nil {
			return destination{miss: noSuffix, page: p}
		}
		if dot := lastDot(name); dot >= 0 && f.site.exts[string(name[dot:])] {
			return destination{miss: noPage}
		}
	}
	switch {
	case kind == fileFolder && below:
		return destination{miss: noIndex}
	case kind == fileFolder:
		return destination{miss: aFolder}
	case folder:
		return destination{miss: noFolder}
	}
	return destination{miss: noFile}
}
