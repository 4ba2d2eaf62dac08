package main

import (
	"errors"

	"github.com/parleyhq/parley/bench/internal/deployment"
)

// memory is what a process has in memory, in bytes; 0 where the machine does not
// tell.
type memory struct{ Before, Peak int64 }

// during measures a process while something is done.
func (m *memory) during(p *deployment.Process, do func() error) error {
	before, _, err := p.Memory()
	if err == nil {
		err = p.ForgetPeak()
	}
	if err == nil {
		err = do()
	} else if errors.Is(err, deployment.ErrNoProc) {
		return do()
	}
	if err != nil {
		return err
	}
	m.Before = before
	_, m.Peak, err = p.Memory()
	return err
}
