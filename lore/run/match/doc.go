// Package match compares what a page shows with what was printed.
//
// # How a line matches
//
// Blanks, tabs and CRs at the end of a line never count. A line of the page is
// first compared as it is. If that fails, these have a meaning:
//
//   - "..." or "…" alone on a line, also in brackets, stands for any number of
//     lines; none is a number.
//   - "..." or "…" within a line stands for any text. Four dots are four dots.
//   - Where [Options.Vary] has a kind of value ([Hole]), a value of that kind on
//     the page stands for any value of that kind, written in the same form. What
//     no longer parses as a value, such as month 13, stands for itself.
//   - Where either line has a tab, any number of blanks and tabs count as one,
//     since a terminal shows blanks for a tab.
//   - With [Options.FoldSpace] blanks and tabs stand for as many others.
//   - With [Options.AnyOrder] the lines may come in any order. Each line of the
//     page must be printed as often as it is shown. If any line of the page is
//     an elision, wherever it stands, then other lines may be printed, too.
//
// Blank lines at the very end of either side do not count.
//
// # Values that come back
//
// [Captures] remember for a whole page which value was printed in the place of
// one that is shown. A pointer, path, port, process or hash that is shown twice
// must be printed twice, and two that differ on the page must differ. Times,
// durations and numbers are held to that only where they have so many digits
// that they are the same for a reason: two lines of a log may show the same
// second and be printed in two.
//
// # Cost
//
// An elision takes the first place at which the lines behind it fit, which is
// as good as any other; so nothing is tried twice. Matching takes time in
// proportion to the lines of the output times the patterns of the page that
// can come next, usually one.
package match
