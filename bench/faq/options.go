package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// options are the flags.
type options struct {
	root, data, binary, out string
	// keep is a file that the measurements are kept in, part by part.
	keep string
	// only are the parts to measure, empty for all.
	only []string
	// quick measures a little of everything.
	quick bool
	limit time.Duration
}

// The parts of a run.
const (
	partAccuracy = "accuracy"
	partSpeed    = "speed"
	partImport   = "import"
)

// partNone measures nothing: the report is of what was kept.
const partNone = "none"

func allParts() []string { return []string{partAccuracy, partSpeed, partImport} }

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("faq", flag.ContinueOnError)
	flags.StringVar(&o.root, "root", ".", "folder of the checkout, where .tools and bench are")
	flags.StringVar(&o.data, "data", os.Getenv("PARLEY_DATA"), "folder of shared data sets; its folder faq has the evaluation sets")
	flags.StringVar(&o.binary, "binary", "", "the parley program; bin/parley of the checkout if empty")
	flags.StringVar(&o.out, "out", "", "file the report is also written to")
	flags.StringVar(&o.keep, "keep", "", "file that keeps the measurements: parts that are not measured now are taken from it")
	flags.BoolVar(&o.quick, "quick", false, "one seed, 300 messages, small sets: to see that it works")
	only := flags.String("only", "", "measure some parts only: accuracy, speed, import, separated by commas; none for a report of what was kept")
	flags.DurationVar(&o.limit, "limit", 2*time.Hour, "time after which it gives up")
	if err := flags.Parse(args); err != nil {
		return options{}, fmt.Errorf("flags: %w", err)
	}
	if o.data == "" {
		return options{}, errors.New("PARLEY_DATA is not set: it names the folder with the evaluation sets")
	}
	if o.binary == "" {
		o.binary = filepath.Join(o.root, "bin", "parley")
	}
	if *only != "" {
		o.only = strings.Split(*only, ",")
	}
	for _, part := range o.only {
		if part != partNone && !slices.Contains(allParts(), part) {
			return options{}, fmt.Errorf("flags: there is no part %q", part)
		}
	}
	return o, nil
}

// measures reports whether a part is to be measured.
func (o options) measures(part string) bool { return len(o.only) == 0 || slices.Contains(o.only, part) }

// seeds are those of the draws.
func (o options) seeds() []int {
	if o.quick {
		return []int{0}
	}
	return []int{0, 1, 2}
}

// messages is how many messages of a set are asked at most, 0 for all.
func (o options) messages() int {
	if o.quick {
		return 300
	}
	return 0
}

// tools returns a path below the folder of what `make` installs.
func (o options) tools(name string) string { return filepath.Join(o.root, ".tools", name) }

func (o options) peerScript() string {
	return filepath.Join(o.root, "bench", "faq", "peer", "peer.mjs")
}
