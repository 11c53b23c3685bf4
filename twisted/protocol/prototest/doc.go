// Package prototest lets tests of protocols run without a reactor: on a
// [Transport] in memory, in every way that the network can cut data
// ([Chunkings]), and two protocols against each other ([Link]).
//
// Nothing here is goroutine-safe: the test's goroutine takes the place of
// the loop's.
package prototest
