// Package failure carries errors together with the place where they came
// about, through callbacks that run long after that place has returned.
//
// A [Failure] is an error that wraps another: [errors.Is] and [errors.As] see
// through it. It remembers a stack as program counters and turns them into
// names and lines only when somebody reads them.
//
//	f := failure.New(err)              // with the stack of this call
//	if f.Check(fs.ErrNotExist) != nil { ... }
//	fmt.Print(f.Traceback())
package failure
