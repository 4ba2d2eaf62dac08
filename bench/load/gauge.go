package main

import "github.com/parleyhq/parley/bench/internal/meter"

// gauge reads CPU times around a window.
type gauge struct {
	// meter is nil where there is none.
	meter  *meter.Meter
	before meter.Used
	used   meter.Used
}

// Begin is called before the window.
func (g *gauge) Begin() (err error) {
	if g.meter == nil {
		return nil
	}
	g.before, err = g.meter.Read()
	return err
}

// End is called after it.
func (g *gauge) End() error {
	if g.meter == nil {
		return nil
	}
	after, err := g.meter.Read()
	g.used = after.Since(g.before)
	return err
}
