//go:build race

package deferred_test

// The race detector takes many times longer, and the stack is as deep.
const million = 50_000
