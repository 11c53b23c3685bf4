package diag

import "slices"

// A Code names a kind of diagnostic. Codes are stable: authors write them in
// lore.toml and in lore:ignore comments.
type Code string

// The codes, grouped by the part of lore that reports them.
const (
	// Text and mark-up.
	Encoding         Code = "encoding"
	XMLSyntax        Code = "xml-syntax"
	XMLNesting       Code = "xml-nesting"
	XMLEntity        Code = "xml-entity"
	XMLCase          Code = "xml-case"
	XMLDoctype       Code = "xml-doctype"
	ElementUnknown   Code = "element-unknown"
	ElementRefused   Code = "element-refused"
	ElementPlace     Code = "element-place"
	AttributeUnknown Code = "attribute-unknown"
	AttributeValue   Code = "attribute-value"
	ClassUnknown     Code = "class-unknown"
	CommentUnknown   Code = "comment-unknown"
	FrontMatter      Code = "front-matter"
	TitleMissing     Code = "title-missing"
	TargetDuplicate  Code = "target-duplicate"
	FootnoteUnknown  Code = "footnote-unknown"
	FootnoteUnused   Code = "footnote-unused"

	// Listings.
	ListingMissing   Code = "listing-missing"
	ListingOutside   Code = "listing-outside"
	ListingText      Code = "listing-text"
	ListingRegion    Code = "listing-region"
	ListingLines     Code = "listing-lines"
	ListingDecl      Code = "listing-decl"
	ListingEmpty     Code = "listing-empty"
	ListingHighlight Code = "listing-highlight"
	ListingCompile   Code = "listing-compile"
	ListingVet       Code = "listing-vet"
	ListingFormat    Code = "listing-format"
	ListingError     Code = "listing-error"
	ListingNeeds     Code = "listing-needs"
	ListingSkipped   Code = "listing-skipped"
	WordUnknown      Code = "word-unknown"
	WordValue        Code = "word-value"
	WordUnused       Code = "word-unused"

	// Transcripts.
	TranscriptSyntax  Code = "transcript-syntax"
	TranscriptDiffers Code = "transcript-differs"
	TranscriptExit    Code = "transcript-exit"
	TranscriptTimeout Code = "transcript-timeout"
	TranscriptVaries  Code = "transcript-varies"
	SessionFailed     Code = "session-failed"
	TestFailed        Code = "test-failed"

	// References.
	LinkPage       Code = "link-page"
	LinkTarget     Code = "link-target"
	LinkFile       Code = "link-file"
	LinkOutside    Code = "link-outside"
	LinkText       Code = "link-text"
	LinkURL        Code = "link-url"
	ImageMissing   Code = "image-missing"
	APIUnknown     Code = "api-unknown"
	APIAmbiguous   Code = "api-ambiguous"
	APIUnavailable Code = "api-unavailable"
	APIForeign     Code = "api-foreign"

	// The site.
	PageDuplicate Code = "page-duplicate"
	TocMissing    Code = "toc-missing"
	TocDuplicate  Code = "toc-duplicate"
	IndexTerm     Code = "index-term"
	Config        Code = "config"
	Template      Code = "template"

	// Paper.
	ImageKind      Code = "image-kind"
	LaTeXCharacter Code = "latex-character"
	LaTeXError     Code = "latex-error"
	LaTeXReference Code = "latex-reference"
	LaTeXWidth     Code = "latex-width"
)

// Info describes a code.
type Info struct {
	Code     Code
	Severity Severity // unless a site says otherwise
	Summary  string   // what is wrong, in a sentence for the manual
}

var table = []Info{
	{Encoding, Error, "The file is not UTF-8, or holds a byte that text cannot hold."},
	{XMLSyntax, Error, "The mark-up is not well formed."},
	{XMLNesting, Error, "A tag is closed that is not open, or left open."},
	{XMLEntity, Error, "An entity has no such name."},
	{XMLCase, Warning, "A tag or attribute is written in upper case; XHTML names are lower case."},
	{XMLDoctype, Warning, "The document type is none that lore reads."},
	{ElementUnknown, Error, "No such element."},
	{ElementRefused, Error, "The element has no place in a howto: scripts, style sheets, forms, frames."},
	{ElementPlace, Error, "The element cannot stand where it stands."},
	{AttributeUnknown, Warning, "The element has no such attribute, or lore does not keep it."},
	{AttributeValue, Error, "The value of an attribute cannot be used."},
	{ClassUnknown, Warning, "The class means nothing to lore, and its name is close to one that does."},
	{CommentUnknown, Error, "A comment begins with lore: and is none that lore knows."},
	{FrontMatter, Error, "The front matter of a Markdown page cannot be read."},
	{TitleMissing, Warning, "The page has no title."},
	{TargetDuplicate, Error, "Two places of one page have the same name."},
	{FootnoteUnknown, Error, "A footnote is referred to and not written."},
	{FootnoteUnused, Warning, "A footnote is written and not referred to."},

	{ListingMissing, Error, "The file of a listing is not there or cannot be read."},
	{ListingOutside, Error, "The file of a listing lies outside the module."},
	{ListingText, Error, "The file of a listing is no text, or far too large to print."},
	{ListingRegion, Error, "A region is unknown, never ends, or is there twice."},
	{ListingLines, Error, "A range of lines is not in the file."},
	{ListingDecl, Error, "A Go declaration is not in the file."},
	{ListingEmpty, Warning, "The listing shows nothing."},
	{ListingHighlight, Warning, "The code could not be highlighted in full; it is shown plain."},
	{ListingCompile, Error, "The code of a listing does not parse or does not compile."},
	{ListingVet, Error, "The code of a listing compiles, and go vet finds a fault in it."},
	{ListingFormat, Warning, "The code of a listing is not formatted as gofmt does."},
	{ListingError, Error, "A program that must not compile does, or for other reasons than the page shows."},
	{ListingNeeds, Error, "A listing needs a module or a tool that is not on this machine."},
	{ListingSkipped, Warning, "A listing or transcript is not tested, and why."},
	{WordUnknown, Error, "A listing or transcript carries a word that lore does not know."},
	{WordValue, Error, "A word of a listing or transcript has a value that cannot be used."},
	{WordUnused, Warning, "A word allows values or an order to differ, and nothing does."},

	{TranscriptSyntax, Error, "A transcript shows what no terminal can have shown."},
	{TranscriptDiffers, Error, "A command prints other text than the page shows."},
	{TranscriptExit, Error, "A command ends with another exit status than the page says."},
	{TranscriptTimeout, Error, "A command does not come to its end: it runs too long, waits for input, or prints too much."},
	{TranscriptVaries, Warning, "A command that `--bless` ran twice did not print the same."},
	{SessionFailed, Error, "The terminal session of a page cannot be run."},
	{TestFailed, Warning, "lore test found a listing or transcript wrong, and nothing has changed since."},

	{LinkPage, Error, "A link leads to a page that is not there."},
	{LinkTarget, Error, "A link leads to a place that its page does not have."},
	{LinkFile, Error, "A link leads to a file that is not there."},
	{LinkOutside, Error, "A link leads out of the module."},
	{LinkText, Error, "A link has no text and its target gives none."},
	{LinkURL, Error, "An address cannot be read, or has a scheme that is not safe."},
	{ImageMissing, Error, "An image is not there."},
	{APIUnknown, Error, "A Go name is not in its package."},
	{APIAmbiguous, Error, "A short package name fits several packages."},
	{APIUnavailable, Warning, "The package of a Go name cannot be looked at on this machine."},
	{APIForeign, Warning, "Names of another language have nowhere to link to."},

	{PageDuplicate, Error, "Two sources make the same page."},
	{TocMissing, Warning, "A page is in no table of contents."},
	{TocDuplicate, Warning, "A page is in the table of contents twice."},
	{IndexTerm, Error, "An index entry has no term."},
	{Config, Error, "The configuration cannot be read."},
	{Template, Error, "A template cannot be used."},

	{ImageKind, Warning, "An image is of a kind that cannot be printed, or is damaged; its words stand in its place."},
	{LaTeXCharacter, Warning, "A character has no form on paper, or is in none of the fonts."},
	{LaTeXError, Error, "TeX stumbled over the page."},
	{LaTeXReference, Warning, "A reference of the printed page leads nowhere."},
	{LaTeXWidth, Warning, "A line of code or a table is wider than the paper allows."},
}

// Codes returns the description of every code, in the order of the manual.
func Codes() []Info { return slices.Clone(table) }

// Lookup returns the description of c.
func Lookup(c Code) (Info, bool) {
	for _, info := range table {
		if info.Code == c {
			return info, true
		}
	}
	return Info{}, false
}

// Severity returns how much c weighs where a site does not say otherwise.
func (c Code) Severity() Severity {
	info, _ := Lookup(c)
	return info.Severity
}
