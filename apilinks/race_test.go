//go:build race

package apilinks

// raceDetector is set where tests run ten times as long.
const raceDetector = true
