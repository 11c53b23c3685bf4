// Package script reads what a transcript says: the text of a block becomes the
// steps that a terminal goes through. It starts nothing and reads no file.
//
// # What the text means
//
//   - A prompt, by the rules of [highlight.Transcript], begins a command. What
//     stands below it, up to the next prompt or key, is what the terminal shows
//     then: output, and the lines that the reader types at the program.
//   - A command goes on in the next line after a backslash, and as long as the
//     shell would ask for more: in an open quote, bracket, loop or here-document,
//     and behind |, && and ||. "> " before such a line is the shell's prompt and
//     is taken off. Behind a command that is complete "> " is output, for then
//     no shell writes it as a prompt.
//   - "^C", "^D", "^Z" and "^\" alone on a line are keys. What the program prints
//     behind one may stand on the same line, as a terminal shows it.
//   - A prompt with nothing but a comment behind it runs nothing. It says that
//     the command before has come to its end.
//   - Blank lines at the end of a command's output are the author's spacing and
//     are not wanted. So are what the shell says of its jobs: "[1] 4711" and
//     "[1]+  Done  sleep 1".
//   - The exit status is 0 unless the text says otherwise; see [Status].
//
// Output before the first prompt, an open quote and the like are [Problem]s. A
// text always gives steps, whatever is wrong with it.
package script
