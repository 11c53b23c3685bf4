package apilinks

import (
	"net/url"
	"slices"
	"strings"
)

// A Pattern gives the URL of what begins with Prefix: an import path, cut at a
// slash, or the dotted name of another language, cut at a dot. The longest
// prefix wins. The empty prefix is for names of other languages only; what
// Go symbols get by default is Config.DefaultURL.
//
// In URL stand {path} (import path), {version} (required version of the
// module), {name} (within the package), {anchor} (fragment on pkg.go.dev), and
// %s, the original Lore's, for the full name. An "@{version}" or "#{anchor}"
// with nothing to put in goes altogether. For names of other languages {path}
// is what comes before the first capital, and {name} the rest.
type Pattern struct{ Prefix, URL string }

const defaultURL = "https://pkg.go.dev/{path}@{version}#{anchor}"

// patternFor returns the pattern with the longest prefix of name, up to one of
// the separators.
func patternFor(patterns []Pattern, name, separators string) (best Pattern, ok bool) {
	for _, p := range patterns {
		prefix := strings.TrimRight(strings.TrimSuffix(p.Prefix, "..."), "/.")
		if prefix == "" && separators == "/" || !strings.HasPrefix(name, prefix) {
			continue
		}
		if prefix != "" && len(name) > len(prefix) && !strings.ContainsRune(separators, rune(name[len(prefix)])) {
			continue
		}
		if !ok || len(prefix) > len(strings.TrimRight(strings.TrimSuffix(best.Prefix, "..."), "/.")) {
			best, ok = p, true
		}
	}
	return best, ok
}

// expand fills in a URL pattern.
func expand(pattern, path, version, name, anchor, full string) string {
	if version == "" {
		pattern = strings.ReplaceAll(pattern, "@{version}", "")
	}
	if anchor == "" {
		pattern = strings.ReplaceAll(pattern, "#{anchor}", "")
	}
	return strings.NewReplacer(
		"{path}", escapeURL(path), "{version}", escapeURL(version),
		"{name}", escapeURL(name), "{anchor}", escapeURL(anchor), "%s", escapeURL(full),
	).Replace(pattern)
}

// escapeURL escapes what a path or fragment may not hold. Import paths and Go
// names come out as they are; names of other languages are the author's, and
// may have anything in them.
func escapeURL(s string) string {
	elems := strings.Split(s, "/")
	for i, e := range elems {
		elems[i] = url.PathEscape(e)
	}
	return strings.Join(elems, "/")
}

// goURL returns the URL of a symbol on the page of the package path.
func (cfg *Config) goURL(path, version, name, anchor string) string {
	pattern := cfg.DefaultURL
	if pattern == "" {
		pattern = defaultURL
	}
	if p, ok := patternFor(cfg.Patterns, path, "/"); ok {
		pattern = p.URL
	}
	full := path
	if name != "" {
		full += "." + name
	}
	return expand(pattern, path, version, name, anchor, full)
}

// foreign returns the symbol for a name of another language if a pattern is
// for it.
func (cfg *Config) foreign(n name) (Symbol, bool) {
	p, ok := patternFor(cfg.Patterns, n.full, "./")
	if !ok {
		return Symbol{}, false
	}
	k := slices.IndexFunc(n.parts, isUpper)
	if k < 0 {
		k = len(n.parts)
	}
	path, rest := n.path+strings.Join(n.parts[:k], "."), strings.Join(n.parts[k:], ".")
	return Symbol{Kind: KindForeign, Name: n.full, Anchor: rest, URL: expand(p.URL, path, "", rest, rest, n.full)}, true
}
