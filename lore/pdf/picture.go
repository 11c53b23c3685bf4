package pdf

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"image/gif"
	_ "image/jpeg" // to check that a JPEG is one
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/lore-docs/lore/internal/par"
	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/latex"
	"github.com/lore-docs/lore/lore/site"
)

// PictureConfig says how to make pictures.
type PictureConfig struct {
	Read  func(name string) ([]byte, error) // a file of the module
	Cache string                            // folder that keeps what was made of an SVG; "" keeps nothing
	Jobs  int                               // images made at once; below 1: GOMAXPROCS
}

// maxPixels is the largest image that is printed; what is larger eats memory.
const maxPixels = 200 << 20

// Pictures makes the files that pages read their images from: SVG becomes PDF
// by rsvg-convert, GIF becomes PNG, and the others are copied if they are what
// their name says. What cannot be made is reported at the page's own words,
// and is missing in the result. The error is of Read, of the machine or ctx's.
func Pictures(ctx context.Context, cfg PictureConfig, pictures []latex.Picture) ([]site.Output, diag.List, error) {
	unique := make([]latex.Picture, 0, len(pictures))
	index := map[string]int{}
	for _, p := range pictures {
		if _, ok := index[p.Path]; !ok && p.Source != "" {
			index[p.Path] = len(unique)
			unique = append(unique, p)
		}
	}
	made := make([][]byte, len(unique))
	trouble := make([]string, len(unique))
	err := par.Do(ctx, cfg.Jobs, len(unique), func(i int) error {
		data, err := cfg.Read(unique[i].Source)
		if err != nil {
			return fmt.Errorf("read the image %s: %w", unique[i].Source, err)
		}
		made[i], trouble[i], err = cfg.picture(ctx, unique[i].Source, data)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	var out []site.Output
	for i, p := range unique {
		if made[i] != nil {
			out = append(out, site.Output{Path: p.Path, Data: made[i]})
		}
	}
	var found diag.List
	for _, p := range pictures {
		if i, ok := index[p.Path]; ok && trouble[i] != "" {
			found.Report(diag.New(diag.ImageKind, p.File, p.Span, "image %q %s", filepath.Base(p.Source), trouble[i]))
		}
	}
	return out, found, nil
}

// picture returns what TeX can read, or what is wrong with the image.
func (cfg *PictureConfig) picture(ctx context.Context, name string, data []byte) (made []byte, trouble string, err error) {
	switch ext := strings.ToLower(filepath.Ext(name)); ext {
	case ".svg":
		return cfg.svg(ctx, data)
	case ".png", ".jpg", ".jpeg", ".gif":
		made, trouble = raster(ext, data)
		return made, trouble, nil
	case ".pdf":
		if !bytes.HasPrefix(data, []byte("%PDF-")) {
			return nil, "is no PDF", nil
		}
		return data, "", nil
	default:
		return nil, fmt.Sprintf("is of a kind, %s, that cannot be printed; PNG, JPEG and SVG can", strings.TrimPrefix(ext, ".")), nil
	}
}

// raster checks an image of pixels, since TeX stops at one that is damaged.
func raster(ext string, data []byte) (made []byte, trouble string) {
	c, kind, err := image.DecodeConfig(bytes.NewReader(data))
	want := map[string]string{".png": "png", ".gif": "gif"}[ext]
	switch {
	case err != nil:
		return nil, fmt.Sprintf("cannot be read: %v", err)
	case want == "" && kind != "jpeg" || want != "" && kind != want:
		return nil, fmt.Sprintf("is in truth a %s", strings.ToUpper(kind))
	case c.Width*c.Height > maxPixels:
		return nil, fmt.Sprintf("has %d by %d pixels, too many to print", c.Width, c.Height)
	}
	switch kind {
	case "png":
		if _, err := png.Decode(bytes.NewReader(data)); err != nil {
			return nil, fmt.Sprintf("is damaged: %v", err)
		}
	case "gif":
		m, err := gif.Decode(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Sprintf("is damaged: %v", err)
		}
		var b bytes.Buffer
		if err := png.Encode(&b, m); err != nil {
			return nil, fmt.Sprintf("cannot be printed: %v", err)
		}
		return b.Bytes(), ""
	}
	return data, ""
}

// converter names the program that makes PDFs of SVGs and the version of what
// is done before, for the names of files in the cache.
const converter = "rsvg-convert 1"

// svg makes a PDF of an SVG.
func (cfg *PictureConfig) svg(ctx context.Context, data []byte) (made []byte, trouble string, err error) {
	data = plainSVG(data)
	kept := ""
	if cfg.Cache != "" {
		kept = filepath.Join(cfg.Cache, fmt.Sprintf("svg-%x.pdf", sha256.Sum256(append([]byte(converter+"\n"), data...))))
		if made, err := os.ReadFile(kept); err == nil {
			return made, "", nil
		}
	}
	program, err := exec.LookPath("rsvg-convert")
	if err != nil {
		return nil, "cannot be printed: rsvg-convert is not installed (package librsvg2-bin)", nil
	}
	if made, trouble, err = convert(ctx, program, data); made == nil || kept == "" {
		return made, trouble, err
	}
	return made, "", keep(kept, made)
}

// convert runs rsvg-convert. The image comes in by a pipe, so that nothing in
// it can name a file beside it.
func convert(ctx context.Context, program string, data []byte) (made []byte, trouble string, err error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "--format", "pdf")
	ownGroup(cmd)
	var out, said bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(data), &out, &said
	cmd.Env = append(os.Environ(), "SOURCE_DATE_EPOCH=1", "LC_ALL=C.UTF-8")
	cmd.WaitDelay = time.Second
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return out.Bytes(), "", nil
	case errors.As(err, &exit):
		text, _, _ := strings.Cut(strings.TrimSpace(said.String()), "\n")
		if text == "" {
			text = err.Error()
		}
		return nil, "cannot be converted: " + clip(text, 160), nil
	}
	return nil, "", fmt.Errorf("rsvg-convert: %w", err)
}

// keep writes a file of the cache in one step.
func keep(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), "new-")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// plainSVG takes out of an SVG what rsvg-convert does not know: custom
// properties give way to the value that stands behind them, or to the colour
// of text, and of two themes the light one stays.
func plainSVG(data []byte) []byte {
	for _, call := range []string{"var(", "light-dark("} {
		data = replaceCalls(data, call)
	}
	return data
}

// replaceCalls replaces each call of a CSS function.
func replaceCalls(data []byte, call string) []byte {
	var out []byte
	for {
		i := bytes.Index(data, []byte(call))
		if i < 0 {
			return append(out, data...)
		}
		args, rest, ok := cutCall(data[i+len(call):])
		if !ok {
			return append(out, data...)
		}
		out = append(out, data[:i]...)
		first, second, two := cutArgument(args)
		switch {
		case call == "light-dark(":
			out = append(out, bytes.TrimSpace(first)...)
		case two:
			out = append(out, bytes.TrimSpace(replaceCalls(second, call))...)
		default:
			out = append(out, "currentColor"...)
		}
		data = rest
	}
}

// cutArgument parts the first argument of a call from the others.
func cutArgument(args []byte) (first, rest []byte, more bool) {
	depth := 0
	for i, c := range args {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			return args[:i], args[i+1:], true
		}
	}
	return args, nil, false
}

// cutCall returns what stands before the bracket that closes a call, and what
// stands behind it.
func cutCall(data []byte) (args, rest []byte, ok bool) {
	depth := 0
	for i, c := range data {
		switch c {
		case '(':
			depth++
		case ')':
			if depth == 0 {
				return data[:i], data[i+1:], true
			}
			depth--
		}
	}
	return nil, nil, false
}
