package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"

	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/internal/telemetry"
)

// Main is the program apart from the process it runs in.
type Main struct {
	// Environ is the environment, as os.Environ returns it.
	Environ []string
	Stdin   io.Reader
	// Stdout gets what was asked for, Stderr logs and complaints.
	Stdout, Stderr io.Writer
}

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// Run does what args say, until it is done or ctx ends, and returns the exit
// code of the process.
func (m *Main) Run(ctx context.Context, args []string) int {
	name := "help"
	if len(args) > 0 {
		name, args = args[0], args[1:]
	}
	switch name {
	case "-h", "-help", "--help":
		name = "help"
	case "-v", "-version", "--version":
		name = "version"
	}
	for _, c := range commands() {
		if c.name == name {
			return m.report(c, c.run(m, ctx, args))
		}
	}
	fmt.Fprintf(m.Stderr, "parley: there is no command %q; parley help lists them\n", name)
	return exitUsage
}

func (m *Main) report(c command, err error) int {
	var usage usageError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.As(err, &usage):
		fmt.Fprintf(m.Stderr, "parley %s: %v\n", c.name, err)
		return exitUsage
	default:
		fmt.Fprintf(m.Stderr, "parley %s: %v\n", c.name, err)
		return exitFailed
	}
}

// command is one of the things the program can do.
type command struct {
	name, args, help string
	run              func(m *Main, ctx context.Context, args []string) error
}

func commands() []command {
	return []command{
		{"dev", "", "run everything, with a database and a Temporal server of its own", (*Main).dev},
		{"api", "", "run the HTTP API", (*Main).api},
		{"worker", "", "run workflows, activities and the sweeper", (*Main).worker},
		{"migrate", "", "bring database and Temporal up to this version; create the first admin", (*Main).migrate},
		{"user", "add|passwd …", "create a user, or set a password", (*Main).user},
		{"key", "add …", "create an API key", (*Main).key},
		{"webhooks", "replay …", "read again what providers have posted", (*Main).webhooks},
		{"secrets", "reseal", "seal the secrets of inboxes with the first key", (*Main).secrets},
		{"reports", "rebuild", "count everything anew that reports show", (*Main).reports},
		{"export", "[-contact <id>] <folder>", "write everything, or all of one person, into a folder", (*Main).export},
		{"env", "", "print a running parley dev as shell variables, with fresh sessions", (*Main).env},
		{"id", "<inbox> <end user>", "print the id of their conversation", (*Main).id},
		{"demo", "", "play some hundred customers against a running parley dev", (*Main).demo},
		{"demo-banking77", "", "play 500 bank customers from a public data set", (*Main).demoBanking77},
		{"health", "<url>", "fail unless the URL answers 200, for health checks", (*Main).health},
		{"version", "", "say which version this is", (*Main).version},
		{"help", "", "list the commands and the settings", (*Main).help},
	}
}

// usageError says that the command line makes no sense.
type usageError string

func (e usageError) Error() string { return string(e) }

// parse reads flags, for commands that take nothing else.
func (m *Main) parse(flags *flag.FlagSet, args []string) error {
	flags.SetOutput(m.Stderr)
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return usageError(err.Error())
	}
	if flags.NArg() > 0 {
		return usageError(fmt.Sprintf("unexpected %q", flags.Arg(0)))
	}
	return nil
}

// configure is the beginning of every command that serves: no arguments, the
// configuration, a logger.
func (m *Main) configure(name string, args []string, defaults map[string]string) (config.Config, *slog.Logger, error) {
	if err := m.parse(flag.NewFlagSet("parley "+name, flag.ContinueOnError), args); err != nil {
		return config.Config{}, nil, err
	}
	c, err := config.Load(m.Environ, defaults)
	if err != nil {
		return config.Config{}, nil, err
	}
	return c, telemetry.NewLogger(m.Stderr, c.LogLevel, c.LogFormat), nil
}
