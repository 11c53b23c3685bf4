// Package basic cuts the bytes of a connection into messages: lines, in
// [LineReceiver] and [LineOnlyReceiver]; netstrings, in [NetstringReceiver];
// and strings with their length in front, in [Int8StringReceiver],
// [Int16StringReceiver] and [Int32StringReceiver].
//
// A protocol embeds a receiver and has the method for one message:
//
//	type Finger struct{ basic.LineReceiver }
//
//	func (p *Finger) LineReceived(line []byte) { ... }
//
// The receiver calls that method however the bytes were cut on their way. A
// message is valid until the method returns; as a rule it lies in the
// reactor's own buffer, and was not copied. What it takes to cut n bytes is
// proportional to n, in pieces of one byte, too. Between messages a receiver
// keeps no more than a small buffer, and none before a message came in
// pieces.
//
// A peer that sends too long a message, or one that is not well-formed, is
// disconnected, unless the protocol has a method of its own for that.
//
// Like every protocol, a receiver is for the loop's goroutine only.
package basic
