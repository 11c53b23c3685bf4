package markdown

import "github.com/yuin/goldmark/ast"

// isFigure reports whether attributes make an image that is alone in its
// paragraph a figure: those that give it a name.
func isFigure(attrs []attribute) bool {
	for _, a := range attrs {
		if a.name == "id" {
			return true
		}
	}
	return false
}

// splitSize parts the attributes of an image from those of the figure.
func splitSize(attrs []attribute) (size, rest []attribute) {
	for _, a := range attrs {
		if a.name == "width" || a.name == "height" {
			size = append(size, a)
		} else {
			rest = append(rest, a)
		}
	}
	return size, rest
}

// figure feeds <div class="figure" id="fig-loop"><img/><p class="caption">,
// where the caption is the title of the image.
func (c *converter) figure(n *ast.Image) {
	x, at := c.extra[n], n.Pos()
	_, own := splitSize(x.attrs)
	class := attribute{name: "class", value: "figure", start: at, end: at}
	c.attrs = c.braces(c.attrs[:0], append([]attribute{class}, own...))
	c.attrs[0].Span = c.span(at, at)
	c.open("div", at, at, c.attrs...)
	c.image(n, true)
	if len(n.Title) > 0 {
		list := c.title(c.attrs[:0], n.Destination, n.Title, at, x.end)
		class := c.attr("class", "caption", x.end, x.end)
		c.a.Start("p", append(list[1:], class), list[0].Span)
		c.a.Text(list[0].Value, list[0].Span)
		c.a.End("p", c.here())
	}
	c.shut("div")
}
