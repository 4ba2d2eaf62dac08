package main

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/parleyhq/parley/bench/internal/engine"
)

// options are the flags.
type options struct {
	engine  engine.Kind
	root    string
	out     string
	profile string
	// only are the keys of the loads to measure, empty for all.
	only    []string
	windows int
	// statements prints what Postgres spends on which statement.
	statements bool
	// conversations and messages of one window, and how many are in flight.
	conversations, messages, inFlight int
	// bursts in one window, how many at a time, and the messages in each.
	bursts, burstsInFlight, burst int
	// light is the number of messages at light load.
	light int
	limit time.Duration
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("load", flag.ContinueOnError)
	kind := flags.String("engine", string(engine.DevFile), "dev-file, dev-memory or postgres")
	flags.StringVar(&o.root, "root", ".", "folder of the checkout, where .tools and bench are")
	flags.StringVar(&o.out, "out", "", "file the report is also written to")
	flags.StringVar(&o.profile, "cpuprofile", "", "file for CPU profiles of this process; the load's key is appended")
	only := flags.String("only", "", "measure some loads only: human, held, answered, burst, light, separated by commas")
	flags.BoolVar(&o.statements, "statements", false, "print what Postgres spends on which statement")
	flags.IntVar(&o.windows, "windows", 5, "windows per side and load; the report has their medians")
	flags.IntVar(&o.conversations, "conversations", 64, "conversations in a window")
	flags.IntVar(&o.messages, "messages", 8, "messages per conversation")
	flags.IntVar(&o.inFlight, "inflight", 32, "messages in flight")
	flags.IntVar(&o.bursts, "bursts", 8, "bursts in a window, each in a conversation of its own")
	flags.IntVar(&o.burstsInFlight, "bursts-inflight", 4, "bursts at the same time")
	flags.IntVar(&o.burst, "burst", 100, "messages in a burst")
	flags.IntVar(&o.light, "light", 60, "messages at light load")
	flags.DurationVar(&o.limit, "limit", 15*time.Minute, "time after which it gives up")
	if err := flags.Parse(args); err != nil {
		return options{}, fmt.Errorf("flags: %w", err)
	}
	o.engine = engine.Kind(*kind)
	if *only != "" {
		o.only = strings.Split(*only, ",")
	}
	for _, key := range o.only {
		if !slices.Contains([]string{"human", "held", "answered", "burst", "light"}, key) {
			return options{}, fmt.Errorf("flags: there is no load %q", key)
		}
	}
	for name, n := range map[string]int{
		"windows": o.windows, "conversations": o.conversations, "messages": o.messages, "inflight": o.inFlight,
		"bursts": o.bursts, "bursts-inflight": o.burstsInFlight, "burst": o.burst, "light": o.light,
	} {
		if n < 1 {
			return options{}, fmt.Errorf("flags: -%s must be at least 1", name)
		}
	}
	return o, nil
}

// measures reports whether the load of a key is to be measured.
func (o options) measures(key string) bool { return len(o.only) == 0 || slices.Contains(o.only, key) }
