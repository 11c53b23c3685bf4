package apilinks

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"strings"
)

// The cache keeps packages in a form of its own: reading it takes a tenth of
// what encoding/json or gob need, and a warm build reads little else.
//
// An entry is the header, a CRC of the payload, and the payload: integers as
// varints, strings with their length before them, lists with their count.

// header changes with the form of an entry, and with what extract makes of a file.
const header = "lore apilinks 1\n"

var errCorrupt = errors.New("corrupt cache entry")

type encoder struct{ bytes.Buffer }

func (e *encoder) int(n int) {
	var b [binary.MaxVarintLen64]byte
	e.Write(b[:binary.PutVarint(b[:], int64(n))])
}

func (e *encoder) string(s string) {
	e.int(len(s))
	e.WriteString(s)
}

func (e *encoder) strings(list []string) {
	e.int(len(list))
	for _, s := range list {
		e.string(s)
	}
}

// seal returns the entry that holds what was written.
func (e *encoder) seal() []byte {
	out := make([]byte, 0, len(header)+4+e.Len())
	out = append(out, header...)
	out = binary.LittleEndian.AppendUint32(out, crc32.ChecksumIEEE(e.Bytes()))
	return append(out, e.Bytes()...)
}

// A decoder reads what an encoder wrote. After a mistake in the input it gives
// zeros, and err is set.
type decoder struct {
	s   string
	err error
}

func unseal(entry []byte) (*decoder, error) {
	rest, ok := strings.CutPrefix(string(entry), header)
	if !ok || len(rest) < 4 {
		return nil, errCorrupt
	}
	sum, payload := binary.LittleEndian.Uint32([]byte(rest[:4])), rest[4:]
	if crc32.ChecksumIEEE(entry[len(header)+4:]) != sum {
		return nil, errCorrupt
	}
	return &decoder{s: payload}, nil
}

func (d *decoder) fail() { d.s, d.err = "", errCorrupt }

func (d *decoder) int() int {
	var n uint64
	for i := range min(len(d.s), binary.MaxVarintLen64) {
		c := d.s[i]
		n |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			d.s = d.s[i+1:]
			return int(int64(n>>1) ^ -int64(n&1)) // zigzag, as PutVarint writes
		}
	}
	d.fail()
	return 0
}

func (d *decoder) string() string {
	n := d.int()
	if n < 0 || n > len(d.s) {
		d.fail()
		return ""
	}
	s := d.s[:n]
	d.s = d.s[n:]
	return s
}

// count reads the length of a list whose items take size bytes or more each,
// so that a bad number cannot ask for more memory than the entry has bytes.
func (d *decoder) count(size int) int {
	n := d.int()
	if n < 0 || n > len(d.s)/size {
		d.fail()
		return 0
	}
	return n
}

func (d *decoder) strings() []string {
	list := make([]string, d.count(1))
	for i := range list {
		list[i] = d.string()
	}
	return list
}

func (e *encoder) pkg(p *pkg) {
	e.string(p.path)
	e.string(p.name)
	e.string(p.synopsis)
	e.strings(p.hidden)
	e.int(len(p.decls))
	for i := range p.decls {
		e.decl(&p.decls[i])
	}
}

func (d *decoder) pkg() *pkg {
	p := &pkg{path: d.string(), name: d.string(), synopsis: d.string(), hidden: d.strings()}
	p.decls = make([]decl, d.count(10))
	for i := range p.decls {
		d.decl(&p.decls[i])
	}
	return p
}

func (e *encoder) decl(d *decl) {
	flags := int(d.kind) << 2
	if d.inIface {
		flags |= 1
	}
	if d.alias {
		flags |= 2
	}
	e.int(flags)
	e.string(d.name)
	e.string(d.signature)
	e.string(d.synopsis)
	e.string(d.file)
	e.int(d.line)
	e.typeRef(d.typ)
	e.int(len(d.embeds))
	for _, t := range d.embeds {
		e.typeRef(t)
	}
}

func (d *decoder) decl(to *decl) {
	flags := d.int()
	*to = decl{
		kind: Kind(flags >> 2), inIface: flags&1 != 0, alias: flags&2 != 0,
		name: d.string(), signature: d.string(), synopsis: d.string(),
		file: d.string(), line: d.int(), typ: d.typeRef(),
	}
	if n := d.count(2); n > 0 {
		to.embeds = make([]typeRef, n)
		for i := range to.embeds {
			to.embeds[i] = d.typeRef()
		}
	}
}

func (e *encoder) typeRef(t typeRef) {
	e.string(t.path)
	e.string(t.name)
}

func (d *decoder) typeRef() typeRef { return typeRef{path: d.string(), name: d.string()} }
