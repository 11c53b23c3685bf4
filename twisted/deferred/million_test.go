//go:build !race

package deferred_test

const million = 1_000_000
