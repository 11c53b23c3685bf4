package program

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"
	"github.com/pelletier/go-toml/v2"
	"golang.org/x/net/html"
)

// parserOf returns what parses a language in this process, or nil. It returns
// the first thing that is wrong with a text.
func parserOf(lang string) func(text string) *Finding {
	switch lang {
	case "json":
		return parseJSON
	case "yaml":
		return parseYAML
	case "toml":
		return parseTOML
	case "xml", "svg", "xslt":
		return parseXML
	case "html":
		return parseHTML
	}
	return nil
}

// guardedParse makes a finding of a panic of a parser.
func guardedParse(parse func(string) *Finding, text string) (bad *Finding) {
	defer func() {
		if r := recover(); r != nil {
			bad = &Finding{Line: 1, Message: fmt.Sprintf("cannot be parsed: %v", r)}
		}
	}()
	return parse(text)
}

func findingAt(text string, offset int, message string) *Finding {
	line, col := lineCol(text, offset)
	return &Finding{Line: line, Col: col, Message: message}
}

// parseJSON accepts values one after another, as in JSON lines.
func parseJSON(text string) *Finding {
	d := json.NewDecoder(strings.NewReader(text))
	for n := 0; ; n++ {
		var v json.RawMessage
		err := d.Decode(&v)
		var syntax *json.SyntaxError
		switch {
		case errors.Is(err, io.EOF) && n > 0:
			return nil
		case errors.Is(err, io.EOF):
			return &Finding{Line: 1, Message: "no value"}
		case errors.As(err, &syntax):
			return findingAt(text, max(int(syntax.Offset)-1, 0), strings.TrimPrefix(syntax.Error(), "json: "))
		case err != nil:
			return findingAt(text, len(strings.TrimRight(text, " \t\r\n")), err.Error())
		}
	}
}

// parseYAML builds no values: an alias of an alias of an alias is cheap to
// write and dear to follow.
func parseYAML(text string) *Finding {
	_, err := parser.ParseBytes([]byte(text), 0)
	if err == nil {
		return nil
	}
	bad := &Finding{Line: 1, Message: firstLine(err.Error())}
	var syntax yaml.Error
	if errors.As(err, &syntax) {
		bad.Message = syntax.GetMessage()
		if t := syntax.GetToken(); t != nil && t.Position != nil {
			bad.Line, bad.Col = t.Position.Line, t.Position.Column
		}
	}
	return bad
}

func parseTOML(text string) *Finding {
	var v map[string]any
	err := toml.Unmarshal([]byte(text), &v)
	var syntax *toml.DecodeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &syntax):
		line, col := syntax.Position()
		return &Finding{Line: line, Col: col, Message: strings.TrimPrefix(syntax.Error(), "toml: ")}
	}
	return &Finding{Line: 1, Message: strings.TrimPrefix(err.Error(), "toml: ")}
}

func parseXML(text string) *Finding {
	d := xml.NewDecoder(strings.NewReader(text))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // the page is UTF-8, whatever the text says
	elements := 0
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			line, col := d.InputPos()
			var syntax *xml.SyntaxError
			if errors.As(err, &syntax) {
				return &Finding{Line: syntax.Line, Message: syntax.Msg}
			}
			return &Finding{Line: line, Col: col, Message: err.Error()}
		}
		switch t.(type) {
		case xml.StartElement, xml.Comment, xml.ProcInst, xml.Directive: // a page may show any of them alone
			elements++
		}
	}
	if elements == 0 {
		return &Finding{Line: 1, Message: "no element"}
	}
	return nil
}

// A tag is an HTML element that is open.
type tag struct {
	name string
	at   int
}

// parseHTML looks for end tags without their start and for elements that are
// left open. Everything else is text to an HTML parser, and no error.
func parseHTML(text string) *Finding {
	z := html.NewTokenizer(strings.NewReader(text))
	var open []tag
	for at := 0; ; {
		kind := z.Next()
		from := at
		at += len(z.Raw())
		if kind == html.ErrorToken {
			break
		}
		name, _ := z.TagName()
		switch kind {
		case html.StartTagToken:
			if !isVoid(string(name)) {
				open = append(open, tag{string(name), from})
			}
		case html.EndTagToken:
			var bad *Finding
			if open, bad = closeTag(text, open, string(name), from); bad != nil {
				return bad
			}
		}
	}
	for i := len(open) - 1; i >= 0; i-- {
		if !mayStayOpen(open[i].name) {
			return findingAt(text, open[i].at, fmt.Sprintf("<%s> is not closed", open[i].name))
		}
	}
	return nil
}

// closeTag takes the element that an end tag ends from the open ones, and
// those in it whose end tags may be left out.
func closeTag(text string, open []tag, name string, at int) ([]tag, *Finding) {
	for i := len(open) - 1; i >= 0; i-- {
		if open[i].name == name {
			return open[:i], nil
		}
		if !mayStayOpen(open[i].name) {
			return open, findingAt(text, at, fmt.Sprintf("</%s> closes <%s>", name, open[i].name))
		}
	}
	if name == "p" || name == "br" { // the standard makes an element of each
		return open, nil
	}
	return open, findingAt(text, at, fmt.Sprintf("</%s> has no start", name))
}

func isVoid(name string) bool {
	switch name {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr":
		return true
	}
	return false
}

// mayStayOpen reports whether HTML lets an end tag be left out.
func mayStayOpen(name string) bool {
	switch name {
	case "html", "head", "body", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup",
		"caption", "option", "optgroup", "rb", "rt", "rtc", "rp":
		return true
	}
	return false
}
