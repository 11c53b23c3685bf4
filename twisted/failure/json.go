package failure

import (
	"encoding/json"
	"time"
)

// RemoteError stands for an error that was serialised: its type and its text,
// without the value itself. Two of the same type and text are the same to
// [errors.Is].
type RemoteError struct {
	Type string // as fmt's %T wrote it
	Text string
	// Wrapped is what the error wrapped.
	Wrapped []error
}

func (e *RemoteError) Error() string { return e.Text }

// Unwrap is what the error wrapped.
func (e *RemoteError) Unwrap() []error { return e.Wrapped }

// Is tells whether target is a RemoteError of the same type and text.
func (e *RemoteError) Is(target error) bool {
	r, ok := target.(*RemoteError)
	return ok && r.Type == e.Type && r.Text == e.Text
}

// wire is a Failure in JSON.
type wire struct {
	link
	When  time.Time `json:"when"`
	Wraps []link    `json:"wraps,omitempty"` // all that is wrapped, at any depth
	Stack []Frame   `json:"stack,omitempty"`
}

// MarshalJSON writes the type and text of the error and of all it wraps, the
// time, and the stack by name. No value of the program goes along but texts.
func (f *Failure) MarshalJSON() ([]byte, error) {
	links := chain(f.Err)
	return json.Marshal(wire{link: links[0], When: f.When, Wraps: links[1:], Stack: f.Stack()})
}

// UnmarshalJSON reads what MarshalJSON wrote. The error is a [*RemoteError],
// and the errors it wrapped are wrapped by it side by side.
func (f *Failure) UnmarshalJSON(data []byte) error {
	var w wire
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	err := &RemoteError{Type: w.Type, Text: w.Text}
	for _, l := range w.Wraps {
		err.Wrapped = append(err.Wrapped, &RemoteError{Type: l.Type, Text: l.Text})
	}
	*f = Failure{Err: err, When: w.When, stack: stack{read: w.Stack}}
	return nil
}
