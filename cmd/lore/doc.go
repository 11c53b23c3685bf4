package main

import (
	"context"
	"fmt"

	"github.com/lore-docs/lore/apilinks"
	"github.com/lore-docs/lore/lore"
)

type docCmd struct {
	Symbol string `arg:"" help:"A name as pages write it: net/http.Client.Do, http.Client, net/http."`
	Base   string `placeholder:"PACKAGE" help:"What base= says, if anything."`
	Dir    string `short:"C" default:"." placeholder:"DIR" help:"Look from this folder, which tells the module (the working folder)."`
}

// Run prints what the name leads to. A name that leads nowhere ends with exit
// code 1.
func (c *docCmd) Run(s *streams, ctx *context.Context) error {
	cfg, err := lore.APIConfig(c.Dir, cacheDir())
	if err != nil {
		return usageError{err}
	}
	e, err := apilinks.New(cfg).Explain(*ctx, c.Base, c.Symbol)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(s.out, e.String()); err != nil || e.Err == nil {
		return err
	}
	return statusError(exitFailed)
}
