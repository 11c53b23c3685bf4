//go:build !race

package apilinks

const raceDetector = false
