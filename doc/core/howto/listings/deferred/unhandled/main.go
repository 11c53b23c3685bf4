// Command unhandled forgets an errback.
package main

import (
	"fmt"
	"os"
	"strconv"

	"github.com/lore-docs/lore/twisted/deferred"
	"github.com/lore-docs/lore/twisted/log"
)

// region parse
func parse(v any) (any, error) {
	return strconv.Atoi(v.(string))
}

// endregion

func main() {
	defer log.StartLogging(os.Stdout)()

	// region forget
	d := deferred.New()
	d.AddCallback(parse).AddCallback(func(n any) (any, error) {
		fmt.Println("the number is", n)
		return nil, nil
	})
	d.Callback("seven")
	// endregion

	// region flush
	deferred.FlushUnhandled()
	// endregion
}
