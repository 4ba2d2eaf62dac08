package files

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// Discarding is what tidying up needs of the index.
type Discarding interface {
	// DiscardFiles marks what nobody needs for longer than age, and returns the ids
	// of everything that is marked, some at a time.
	DiscardFiles(ctx context.Context, age time.Duration) ([]string, error)
	// ForgetFiles deletes the rows of what is marked and whose content is gone.
	ForgetFiles(ctx context.Context, ids []string) error
	// KnownFiles returns those ids that have a row.
	KnownFiles(ctx context.Context, ids []string) ([]string, error)
}

// idleFor is how long an upload may wait to be used. No upload and no fetch takes
// that long.
const idleFor = 24 * time.Hour

// Tidy deletes files that nobody needs, and returns how many. It deletes the
// content first: a crash in between leaves a row that is found again.
func (b *Bucket) Tidy(ctx context.Context, index Discarding) (int64, error) {
	var deleted int64
	for {
		ids, err := index.DiscardFiles(ctx, idleFor)
		if err != nil || len(ids) == 0 {
			return deleted, err
		}
		for _, id := range ids {
			if err := b.Delete(ctx, id); err != nil {
				return deleted, err
			}
		}
		if err := index.ForgetFiles(ctx, ids); err != nil {
			return deleted, err
		}
		deleted += int64(len(ids))
	}
}

// TidyStrays deletes content that no row speaks of, and returns how much: what a
// killed process was writing into a folder, and what is newer than a database
// that was restored from a backup. It leaves alone what is younger than a week,
// and everything that does not lie as our files do.
func (b *Bucket) TidyStrays(ctx context.Context, index Discarding, now time.Time) (int64, error) {
	const grace = 7 * 24 * time.Hour
	var deleted int64
	err := b.each(ctx, func(page []object) error {
		var old []object
		var ids []string
		for _, o := range page {
			if o.id == "" {
				o.id = unfinished(o.key)
			} else if now.Sub(o.modified) >= grace {
				ids = append(ids, o.id)
			}
			if o.id != "" && now.Sub(o.modified) >= grace {
				old = append(old, o)
			}
		}
		known, err := index.KnownFiles(ctx, ids)
		if err != nil {
			return err
		}
		if len(known) == 0 && len(ids) >= foreign {
			return errForeign
		}
		for _, o := range old {
			if key(o.id) == o.key && slices.Contains(known, o.id) {
				continue
			}
			if err := b.remove(ctx, o.key); err != nil {
				return err
			}
			deleted++
		}
		return nil
	})
	return deleted, err
}

// foreign is how many files there may be on a page of which the database knows
// none: more of them belong to another database, and are not ours to delete.
const foreign = 20

var errForeign = errors.New("files: the store holds the files of another database: nothing is deleted")

// unfinished returns the id of the file that was being written under a key, ""
// if none was: a folder's files have names of their own until they are whole.
func unfinished(key string) string {
	whole, rest, _ := strings.Cut(key, ".")
	if !strings.HasSuffix(rest, ".tmp") {
		return ""
	}
	return idOf(whole)
}
