package html

// For the tests of other packages' trees.

func AppendText(b []byte, s string) []byte { return appendText(b, s) }

func AppendAttr(b []byte, s string) []byte { return appendAttr(b, s) }

func AppendID(b []byte, s string) []byte { return appendID(b, s) }

func Safe(url string) string { return safe(url) }

const WholeTree, Window = wholeTree, window
