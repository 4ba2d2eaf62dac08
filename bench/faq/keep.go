package main

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"time"
)

// kept returns a page with what was kept of earlier runs like this one.
func (o options) kept() (page, error) {
	empty := page{
		Machine: fmt.Sprintf("%d CPUs, %s/%s, %s", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version()),
		Quick:   o.quick, At: map[string]time.Time{},
	}
	if o.keep == "" {
		return empty, nil
	}
	file, err := os.Open(o.keep)
	if errors.Is(err, fs.ErrNotExist) {
		return empty, nil
	}
	if err != nil {
		return page{}, fmt.Errorf("read what was kept: %w", err)
	}
	defer func() { _ = file.Close() }()
	var p page
	if err := gob.NewDecoder(file).Decode(&p); err != nil {
		return page{}, fmt.Errorf("read what was kept: %w", err)
	}
	if p.Quick != o.quick || p.Machine != empty.Machine {
		return page{}, fmt.Errorf("%s is of a run of another kind or on another machine", o.keep)
	}
	return p, nil
}

// begins reports whether a part is measured from its beginning, which it is unless
// the run before was stopped in the middle of it.
func (p *page) begins(part string) bool {
	_, complete := p.At[part]
	delete(p.At, part)
	return complete
}

// save keeps a page for later runs.
func (o options) save(p page) error {
	if o.keep == "" {
		return nil
	}
	var kept bytes.Buffer
	err := gob.NewEncoder(&kept).Encode(p)
	// Whoever is stopped while writing leaves what was there before.
	if err == nil {
		err = os.WriteFile(o.keep+".new", kept.Bytes(), 0o644)
	}
	if err == nil {
		err = os.Rename(o.keep+".new", o.keep)
	}
	if err != nil {
		return fmt.Errorf("keep measurements: %w", err)
	}
	return nil
}
