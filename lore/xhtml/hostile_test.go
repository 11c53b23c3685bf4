package xhtml

import (
	"strings"
	"testing"
	"time"

	"github.com/lore-docs/lore/lore/diag"
	"github.com/lore-docs/lore/lore/source"
)

// Pages that are made to cost more than their length. Each is some 200 kB; what
// is quadratic takes minutes.
func TestHostile(t *testing.T) {
	const limit = 30 * time.Second // some tenths, on a quiet machine and without the race detector
	const size = 200_000
	for name, unit := range map[string]string{
		"divs": "<div>", "ems": "<em>", "unknown": "<x>", "lists": "<ul><li>", "tables": "<table><tr><td>", "spans": "<span>",
		"tags without end": "<a ", "quotes": "<a b='", "both quotes": `<a b="<a c='`, "comments": "<!--", "comments and text": "<!-- a >b",
		"instructions": "<?a>", "doctypes": "<!DOCTYPE a[>", "cdata": "<![CDATA[", "scripts": "<script>", "forms": "<form>",
		"end tags": "</p>", "end tags that are not open": "<i></b>", "mismatched": "<b><i></b></i>", "items": "<li>", "cells": "<td>",
		"paragraphs": "<p>", "text and comments": "a<!---->", "text and cdata": "a<![CDATA[b]]>", "void": "<br>", "stray text": "<ul>a<li>",
		"entities": "&nosuch;", "ampersands": "&", "less": "<", "ids": "<p id='a'>x</p>", "headings": "<h2>a</h2>",
		"footnotes": "<span class='footnote'>", "notes": "<p class='note'>", "listings": "<p><a class='x-listing' href='y'>",
		"blocks in inlines": "<em><p>a</p>", "pre": "<pre>", "code": "<pre class='go'><em>a", "attributes": "<p a b c d e f='g' h/>",
		"tocs": "<ul class='toc'><li><a href='x'>a</a>", "apis": "<code class='API'>a", "index": "<span class='index'>a", "links": "<a href='x'>b",
		"captions": "<figure><figcaption>a", "input": "<!-- lore:input\na\n-->", "ignore": "<!-- lore:ignore -->", "kbd": "<pre class='shell'>a<kbd>b</kbd>",
		"plain span": "<span>a</span>", "unknown after many": "<x></y>",
	} {
		t.Run(name, func(t *testing.T) {
			page := strings.Repeat(unit, size/len(unit))
			start := time.Now()
			doc := Reader{}.Read(source.New("hostile.xhtml", page), diag.Discard{})
			if d := time.Since(start); d > limit {
				t.Errorf("took %v", d)
			} else {
				t.Logf("took %v", d)
			}
			checkDocument(t, doc)
		})
	}
	t.Run("deep then wide", func(t *testing.T) {
		for _, open := range []string{"<x>", "<em>", "<div>", "<span>"} {
			page := strings.Repeat(open, size/10) + strings.Repeat("<ul></ul></i>a<a href='x'></a>", size/30)
			start := time.Now()
			Reader{}.Read(source.New("hostile.xhtml", page), diag.Discard{})
			if d := time.Since(start); d > limit {
				t.Errorf("%s took %v", open, d)
			}
		}
	})
}
