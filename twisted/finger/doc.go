// Package finger speaks the protocol of RFC 1288, with which a user asks a
// host about a user, or about all who are there.
//
// A server embeds [Server] in a protocol and has the methods for the
// questions that it answers; the others are refused politely:
//
//	type Status struct{ finger.Server }
//
//	func (s *Status) GetUser(q finger.Query) { s.Answer("happy and well") }
//
// [Ask] is the client.
package finger
