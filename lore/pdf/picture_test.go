package pdf_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/lore-docs/lore/internal/engine"
	"github.com/lore-docs/lore/lore/latex"
	"github.com/lore-docs/lore/lore/pdf"
	"github.com/lore-docs/lore/lore/source"
)

var rsvg = engine.Program("rsvg-convert", "apt-get install librsvg2-bin", "rsvg-convert")

func pngData(tb testing.TB) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 3))); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func pictures(tb testing.TB, files map[string][]byte, cache string) (map[string][]byte, string) {
	tb.Helper()
	f := source.New("page.md", strings.Repeat("x", 100))
	var list []latex.Picture
	for i, name := range slices.Sorted(maps.Keys(files)) {
		span := source.Span{Start: int32(i), End: int32(i + 1)}
		list = append(list, latex.Picture{Source: name, Path: "img/" + name, File: f, Span: span})
	}
	out, found, err := pdf.Pictures(context.Background(), pdf.PictureConfig{Cache: cache, Read: func(name string) ([]byte, error) {
		if data, ok := files[name]; ok {
			return data, nil
		}
		return nil, fs.ErrNotExist
	}}, append(list, list...))
	if err != nil {
		tb.Fatal(err)
	}
	made := map[string][]byte{}
	for _, o := range out {
		if made[o.Path] != nil {
			tb.Errorf("%s is made twice", o.Path)
		}
		made[o.Path] = o.Data
	}
	found.Sort()
	return made, said(found)
}

func TestPictures(t *testing.T) {
	var anim bytes.Buffer
	palette := color.Palette{color.Black, color.White}
	frame := image.NewPaletted(image.Rect(0, 0, 2, 2), palette)
	if err := gif.EncodeAll(&anim, &gif.GIF{Image: []*image.Paletted{frame, frame}, Delay: []int{1, 1}}); err != nil {
		t.Fatal(err)
	}
	good := pngData(t)
	made, found := pictures(t, map[string][]byte{
		"a.gif": anim.Bytes(), "b.png": good, "c.png": good[:len(good)-20], "d.jpg": good, "e.webp": []byte("RIFF"),
		"f.pdf": []byte("%PDF-1.5"), "g.pdf": []byte("no"), "h.png": []byte("no"),
	}, "")
	if !bytes.Equal(made["img/b.png"], good) || made["img/f.pdf"] == nil {
		t.Error("good images are not copied")
	}
	if _, err := png.Decode(bytes.NewReader(made["img/a.gif"])); err != nil {
		t.Errorf("the GIF is not made a PNG: %v", err)
	}
	for _, bad := range []string{"c.png", "d.jpg", "e.webp", "g.pdf", "h.png"} {
		if made["img/"+bad] != nil {
			t.Errorf("%s is made", bad)
		}
	}
	want := `page.md:1:3: image "c.png" is damaged: png: invalid format: unexpected EOF (image-kind)
page.md:1:4: image "d.jpg" is in truth a PNG (image-kind)
page.md:1:5: image "e.webp" is of a kind, webp, that cannot be printed; PNG, JPEG and SVG can (image-kind)
page.md:1:7: image "g.pdf" is no PDF (image-kind)
page.md:1:8: image "h.png" cannot be read: image: unknown format (image-kind)
`
	if found != want {
		t.Errorf("got\n%swant\n%s", found, want)
	}
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="20">
<style>.a{fill:var(--woad, rgb(%d, 2, 3));stroke:light-dark(#123456, white)}</style><rect class="a" width="30" height="10"/>
<image href="/etc/hostname" width="5" height="5"/><text x="1" y="9">Hi</text></svg>`

func TestSVG(t *testing.T) {
	engine.Need(t, rsvg)
	cache := t.TempDir()
	data := []byte(fmt.Sprintf(svg, 1))
	made, found := pictures(t, map[string][]byte{"a.svg": data, "b.svg": []byte("<svg")}, cache)
	if !bytes.HasPrefix(made["img/a.svg"], []byte("%PDF-")) {
		t.Fatalf("no PDF: %s", found)
	}
	if made["img/b.svg"] != nil || !strings.Contains(found, `image "b.svg" cannot be converted: `) {
		t.Errorf("a broken SVG gives %q", found)
	}
	fresh, _ := pictures(t, map[string][]byte{"a.svg": data}, t.TempDir())
	if !bytes.Equal(fresh["img/a.svg"], made["img/a.svg"]) {
		t.Error("the same SVG makes other bytes")
	}
	t.Setenv("PATH", "")
	kept, found := pictures(t, map[string][]byte{"a.svg": data, "c.svg": []byte(fmt.Sprintf(svg, 9))}, cache)
	if !bytes.Equal(kept["img/a.svg"], made["img/a.svg"]) {
		t.Error("what was made is not kept")
	}
	if !strings.Contains(found, `image "c.svg" cannot be printed: rsvg-convert is not installed (package librsvg2-bin)`) {
		t.Errorf("without rsvg-convert, lore says %q", found)
	}
}
