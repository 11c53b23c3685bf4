package apilinks

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// An Explanation says what a reference resolves to, or why it does not.
type Explanation struct {
	Symbol Symbol // if Err is nil
	Err    error  // as from Resolve

	// Looked lists where was looked: the standard library, then the modules
	// with their versions and folders, as far as that was needed.
	Looked []string
}

// Explain loads what the reference needs and resolves it. An error is one of
// Load; what is wrong with the reference is in the Explanation.
func (x *Index) Explain(ctx context.Context, base, name string) (Explanation, error) {
	if err := x.Load(ctx, []Ref{{base, name}}); err != nil {
		return Explanation{}, err
	}
	var e Explanation
	e.Symbol, e.Err = x.Resolve(base, name)
	e.Looked = x.now.Load().places()
	return e, nil
}

func (k *knowledge) places() (list []string) {
	if k.tool != nil {
		list = append(list, fmt.Sprintf("standard library of %s in %s", k.tool.version, filepath.Join(k.tool.goroot, "src")))
	}
	if k.modules == nil {
		return list
	}
	for _, m := range k.modules.list {
		switch {
		case !m.main && !m.direct:
		case m.dir == "":
			list = append(list, fmt.Sprintf("module %s %s (in vain: %s)", m.path, m.version, m.missing(k.modules.reason)))
		case m.main:
			list = append(list, fmt.Sprintf("module %s in %s", m.path, m.dir))
		default:
			list = append(list, fmt.Sprintf("module %s %s in %s", m.path, m.version, m.dir))
		}
	}
	slices.Sort(list[1:])
	return list
}

// String writes the explanation in lines for people.
func (e Explanation) String() string {
	if e.Err == nil {
		return e.Symbol.String()
	}
	var b strings.Builder
	fmt.Fprintln(&b, e.Err)
	var unknown *UnknownError
	if errors.As(e.Err, &unknown) {
		if unknown.Nearest != "" {
			fmt.Fprintf(&b, "  did you mean %q\n", unknown.Nearest)
		}
		for _, p := range unknown.Candidates {
			fmt.Fprintf(&b, "  not in package %s\n", p)
		}
	}
	for _, p := range e.Looked {
		fmt.Fprintf(&b, "  looked in %s\n", p)
	}
	return b.String()
}
