package basic

// RawProtocol is a [LineProtocol] that now and then takes its data as it
// comes: see [LineReceiver.SetRawMode].
type RawProtocol interface {
	LineProtocol
	// RawDataReceived is called with data in raw mode, which is valid until
	// the method returns.
	RawDataReceived(data []byte)
}

// LineReceiver is a [LineOnlyReceiver] that on demand hands on the bytes as
// they are. Embed it in a [LineProtocol], or a [RawProtocol] where raw mode is
// used: SetRawMode of any other panics with a [*MissingMethodError].
type LineReceiver struct {
	LineOnlyReceiver

	raw RawProtocol // if in raw mode
}

// DataReceived cuts the data and calls LineReceived or RawDataReceived. After
// LoseConnection it drops the data, and what is left of it.
func (r *LineReceiver) DataReceived(data []byte) { r.receive(data, r.step) }

// ResumeProducing goes on with what was left and then with what comes.
func (r *LineReceiver) ResumeProducing() { r.resume(r.step) }

// SetRawMode gives everything that follows the present line to
// RawDataReceived.
func (r *LineReceiver) SetRawMode() {
	r.raw = need[RawProtocol](r.Self(), "RawDataReceived")
	if r.skipping {
		r.part, r.skipping = nil, false
	}
	if len(r.part) > 0 { // the beginning of a line is none any more
		r.rest, r.part = append(r.part, r.rest...), nil
	}
	r.again(r.step)
}

// SetLineMode goes back to lines, of which extra is read first: as a rule the
// end of the data of RawDataReceived, behind what was for it. The extra must
// not be written to until the method that called SetLineMode has returned.
func (r *LineReceiver) SetLineMode(extra []byte) {
	r.raw = nil
	if r.busy || r.paused {
		r.handBack(extra)
		return
	}
	r.receive(extra, r.step)
}

// step takes the next line, or in raw mode all of the data.
func (r *LineReceiver) step(data []byte) []byte {
	if r.raw == nil {
		return r.LineOnlyReceiver.step(data)
	}
	r.raw.RawDataReceived(data)
	return nil
}
