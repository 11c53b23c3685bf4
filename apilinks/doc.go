// Package apilinks resolves the names of Go symbols that documents mention to
// URLs, signatures and synopses.
//
// An Index is made for a folder of documents. Load takes the references as
// their authors wrote them, a base and a name, and reads the packages that
// they need: of the standard library, of the module that the folder is in,
// and of the modules that it requires. Resolve then answers from memory.
//
//	x := apilinks.New(apilinks.Config{Dir: "doc"})
//	err := x.Load(ctx, []apilinks.Ref{{Base: "net/http", Name: "Client.Do"}})
//	s, err := x.Resolve("net/http", "Client.Do")
//	// s.URL is https://pkg.go.dev/net/http#Client.Do
//
// # Where the knowledge comes from
//
// The package knows what go doc knows, and learns it the same way: from the
// source, by go/parser and go/doc's rules, with the files that the toolchain
// would build. It does not run go doc, which takes a process of 40 to 50 ms
// for each package and prints text that is not meant to be read back; reading
// net in this process takes 20 ms. The go command is asked twice at most, for
// its environment (go env) and, once something is not in the standard
// library, for the build list (go list -m). Both only read. They run without
// network (GOPROXY=off), never switch toolchains (GOTOOLCHAIN=local), and are
// killed with their children when the context ends.
//
// Code that does not compile is no obstacle: what parses counts.
//
// # How a name is read
//
// A name that begins with a whole import path means that package. Otherwise
// its first word is the name of a package, and the one package that fits is
// taken: one that has the symbol, of the standard library, the module being
// documented and its direct requirements. Where several fit, the author has
// to say which. A word alone may also be a predeclared name: "len", "error".
//
// Members are found as the compiler finds them, through embedding and
// aliases, and link to where they are declared.
//
// Documents also have names of other languages. How they are told from
// misspelt Go names is told at fail, in suggest.go.
//
// # What is kept
//
// With a CacheDir each package is kept by the content of its files, checked by
// name, size and time first; so are the answers of the go command, by all
// that they depend on. Then no process is started, and nothing is parsed,
// unless something changed. Entries of other versions and damaged ones are
// ignored and written anew.
package apilinks
