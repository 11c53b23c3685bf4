// Package deferred holds results that are not there yet.
//
// A [Deferred] is handed out by a function whose result comes later. Whoever
// gets it adds callbacks and errbacks, two side by side on each rung of a
// ladder; when the Deferred fires, its value goes down the callbacks, and
// from the rung that fails on down the errbacks, until one of them handles
// the failure.
//
//	d := deferred.New()
//	d.AddCallback(parse).AddCallbacks(show, complain)
//	...
//	d.Callback(text) // or d.Errback(err)
//
// Of is the same with types:
//
//	text, r := deferred.NewOf[string]()
//	deferred.Then(text, strconv.Atoi).Handle(show, complain)
//	...
//	r.Callback("42")
//
// [Go] and [Wait] are for code that is easier to read in sequence, [List],
// [Gather], [All] and [First] wait for several, and [Queue], [Semaphore] and
// [Lock] keep work in order. [Of.Await] is for goroutines that are not the
// loop's.
//
// A failure that no errback handles is logged when its Deferred is collected
// as garbage, see [FlushUnhandled].
//
// The contracts are those of Twisted's Deferred. Different are: chains do not
// recurse, so they may be as long as you like; a callback returns an error
// instead of raising it, though a panic will do; and cancelling, [First] and
// everything typed are newer than Twisted 2.0.
package deferred
