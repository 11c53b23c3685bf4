// Package poll waits for file descriptors with poll, which every Unix has.
// Each wait costs in proportion to the number of descriptors.
package poll
