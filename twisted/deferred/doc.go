// Package deferred holds results that are not there yet.
package deferred
