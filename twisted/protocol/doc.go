// Package protocol holds what the two ends of a connection are to the
// reactor: protocols, which receive its events, the factories that make
// them, and the transports they write to.
//
// Events are in the past tense and arrive on the loop's goroutine, one at a
// time: ConnectionMade, then DataReceived as often as there is data, then
// ConnectionLost, once, and nothing after it. Requests are imperative (Write,
// LoseConnection) and never block.
package protocol
