package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"github.com/parleyhq/parley/archive"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/store"
)

// export writes everything into a folder, or everything of one person.
func (m *Main) export(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("parley export", flag.ContinueOnError)
	contact := flags.String("contact", "", "id of a contact: only what there is of them")
	flags.SetOutput(m.Stderr)
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return usageError(err.Error())
	}
	switch {
	case flags.NArg() != 1:
		return usageError("say into which folder")
	case *contact != "" && !conversation.IsUUID(*contact):
		return usageError("-contact needs the id of a contact")
	}
	c, err := config.Load(m.Environ, nil)
	if err != nil {
		return err
	}
	return m.withStore(ctx, func(st *store.Store) error {
		bucket, err := openBucket(ctx, c)
		if err != nil {
			return err
		}
		defer func() { _ = bucket.Close() }()
		said := progress{to: m.Stderr, now: time.Now}
		var written archive.Manifest
		err = st.WithArchive(ctx, *contact, func(from archive.Source) (err error) {
			written, err = archive.WriteFolder(ctx, flags.Arg(0), from, newLibrary(c, bucket, st), said.at)
			return err
		})
		if errors.Is(err, conversation.ErrNotFound) {
			return errors.New("there is no such contact")
		}
		if err != nil && ctx.Err() != nil {
			return fmt.Errorf("interrupted, the folder holds no new export: run it again, and it goes on (%w)", ctx.Err())
		}
		if err != nil {
			return err
		}
		if *contact != "" {
			if err := st.NoteContactExport(ctx, written.ContactID); err != nil {
				return err
			}
		}
		for _, set := range written.Sets {
			fmt.Fprintf(m.Stdout, "%s %d\n", set.Name, set.Rows)
		}
		fmt.Fprintf(m.Stdout, "files %d\nmissing_files %d\n", written.Files.Count, len(written.Files.Missing))
		return nil
	})
}

// progress tells somebody who watches how far it is, once a second at most.
type progress struct {
	to   io.Writer
	now  func() time.Time
	last time.Time
}

func (p *progress) at(what string, done int64) {
	if now := p.now(); now.Sub(p.last) >= time.Second {
		p.last = now
		fmt.Fprintf(p.to, "%s %d\n", what, done)
	}
}
