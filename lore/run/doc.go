// Package run proves what pages show: it checks their listings, runs their
// transcripts in terminals, and compares what is printed with what the pages
// say is printed.
//
// # Checks
//
// Each listing is one check, named after its file and the level it was taken
// to: "main.go/vet". Each step of a session is one, named after its session,
// its number and the word it begins with: "session/step02_telnet".
//
// # Sessions
//
// The transcripts of a page are one session, unless they name others. A
// session has a working folder of its own with a copy of what the page names,
// at the same paths as in the module: the folders of its listings, the
// programs and files that its commands name, go.mod and go.sum, and what these
// import. It is called /home/you and the name of the module, and begins in the
// folder of the page or the one that dir= names.
//
// The nearest file called lore.setup begins every session, and the head of a page
// says needs, env and files for all of its sessions. A server in the foreground
// at the end of a block goes on while the next block is done in another terminal.
// Without a sandbox, sessions that name the same port wait for each other, and
// port=N->auto gives one another port.
//
// Programs that transcripts start are built beforehand, all at once, and the
// go command of the session answers with them. A program that does not compile
// is reported once, and the sessions that need it are blocked.
//
// # What is kept
//
// Passes are kept under a name made of everything that they depend on, so that
// a second run of the same pages starts no process.
package run
