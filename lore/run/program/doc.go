// Package program checks the code that pages show: it finds which files make a
// program, and takes each program to the level that was asked for. Nothing of
// the documents is executed here, at any level.
//
// # Levels
//
//   - [Parse]: the code parses. A page may show a part of a file: statements,
//     declarations or expressions, with lines of "..." between them. Code that
//     gofmt would write otherwise is a warning.
//   - [Check]: the program type-checks.
//   - [Vet]: what go vet says of one program. What it would know only from the
//     source of imported packages, such as printf wrappers of other packages,
//     is not known here.
//   - [Build]: it links.
//
// Code of other languages has one level, Parse.
//
// # Programs
//
// A file of a folder that is an ordinary package is checked with that package,
// a test file with the package and its other tests. Where several files of a
// folder have a func main, each of them is a program of its own, and so is a
// file that a constraint such as "//go:build ignore" leaves out of its folder.
// A listing can name the files that it is built with, and then it is those.
//
// # How code goes through it
//
// [Checker.Plan] reads files and groups them. [Program.Key] names all that the
// outcome depends on, from the contents of files alone, so that who keeps
// results needs no process to find that nothing changed. [Checker.Check] asks
// the go command once for the export data of everything imported, and parses,
// type-checks and vets in this process. [Checker.Build] links many programs by
// one go build, and gives those that are no package of their own a folder that
// exists in an overlay only. There each file begins with a line directive, so
// that messages and stack traces have the names that the reader knows.
//
// # Programs that must not compile
//
// A comment in the form of Go's own tests marks a line that has to be refused:
//
//	var n int = "seven" // ERROR "cannot use"
//
// Each quoted text is looked for in the messages of its line, as it stands and
// then as a regular expression. Every mark has to be met, and every error has
// to be marked. With what is marked taken out the program has to compile, so
// that it fails for the reason that is shown and no other. Taken out is the
// statement, declaration or specification that is marked; what only follows
// from its absence (a variable that is no longer used, a name that is no longer
// declared) is no error then.
package program
