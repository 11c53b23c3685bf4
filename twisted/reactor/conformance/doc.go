// Package conformance tests that a kind of reactor keeps every promise of a
// reactor. All kinds run the same suite:
//
//	func TestConformance(t *testing.T) {
//		conformance.Run(t, reactor.WithNetwork(portable.New))
//	}
package conformance
