package log_test

import (
	"errors"
	"os"

	"github.com/lore-docs/lore/twisted/failure"
	"github.com/lore-docs/lore/twisted/log"
)

func Example() {
	p := log.New()
	p.AddObserver(log.FileObserver(os.Stdout, log.WithTimeLayout("2006/01/02")))
	// As if it were 27 March 2005:
	p.Publish(log.Event{Time: march, System: "finger", Message: "starting\non two ports"})
	p.Publish(log.Event{Time: march, System: "finger", Failure: failure.Bare(errors.New("no users")),
		Message: "Cannot answer:"})
	// Output:
	// 2005/03/27 [finger] starting
	// 	on two ports
	// 2005/03/27 [finger] Cannot answer:
	// 	*errors.errorString: no users
}
