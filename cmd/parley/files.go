package main

import (
	"context"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/files"
	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/store"
)

// openBucket opens what PARLEY_FILES_URL names, or the folder below the state
// folder.
func openBucket(ctx context.Context, c config.Config) (*files.Bucket, error) {
	if c.FilesURL == "" {
		return files.OpenFolder(filepath.Join(c.StateDir, "files"))
	}
	return files.Open(ctx, c.FilesURL)
}

// newLibrary is the files of a bucket, and what the store knows of them.
func newLibrary(c config.Config, b *files.Bucket, st *store.Store) *files.Library {
	return files.NewLibrary(b, st, int64(c.MaxFileMB)<<20)
}

// newFetching brings in the files of end users' messages.
func newFetching(
	c config.Config, library *files.Library, st *store.Store, l *slog.Logger,
	all map[conversation.Channel]channels.Channel,
) *files.Fetching {
	fetchers := make(map[conversation.Channel]channels.Fetcher)
	for name, channel := range all {
		if f, ok := channel.(channels.Fetcher); ok {
			fetchers[name] = f
		}
	}
	return &files.Fetching{
		Queue: st, Library: library, Channels: fetchers, Links: files.NewLinks(c.AllowPrivateWebhooks), Log: l,
	}
}

// unneeded are the files that nobody needs. Strays are looked for once a day:
// everything that lies there has to be listed.
func unneeded(b *files.Bucket, st *store.Store) []leftover {
	var listed time.Time
	return []leftover{
		{"files", func(ctx context.Context) (int64, error) { return b.Tidy(ctx, st) }},
		{"stray files", func(ctx context.Context) (int64, error) {
			if time.Since(listed) < day {
				return 0, nil
			}
			listed = time.Now()
			return b.TidyStrays(ctx, st, listed)
		}},
	}
}
