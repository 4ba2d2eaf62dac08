// Package archive writes what Parley holds for people to take along: everything
// into a folder, or what there is of one person into a ZIP file. Rows are JSON
// Lines, a file for each kind; attachments lie beside them.
package archive

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/parleyhq/parley/conversation"
)

// Source is what is written, as it was at one instant.
type Source interface {
	TakenAt() time.Time
	// ContactID is whose it is, "" for everything.
	ContactID() string
	// Sets are the kinds of rows there are; Rows reads one, each row as a JSON object
	// that is valid until the next.
	Sets() []string
	Rows(ctx context.Context, set string) iter.Seq2[[]byte, error]
	Files(ctx context.Context) ([]conversation.File, error)
	// Over says that nothing more is read from it, so that it may let go of the
	// instant: the content of files takes far longer than all the rows.
	Over(ctx context.Context) error
}

// Contents is where the content of files lies.
type Contents interface {
	// Content fails with conversation.ErrNotFound for one that is not there.
	Content(ctx context.Context, f conversation.File) (io.ReadSeekCloser, error)
}

// Version is that of the format. It changes when what a member means does; new
// sets and members may come at any time.
const Version = 1

// Manifest is what manifest.json says: it is written last, so an export that has
// one is whole.
type Manifest struct {
	Version int `json:"version"`
	// TakenAt is the instant that every row shows.
	TakenAt time.Time `json:"taken_at"`
	// ContactID is whose export it is, "" for everything.
	ContactID string       `json:"contact_id,omitempty"`
	Sets      []WrittenSet `json:"sets"`
	Files     WrittenFiles `json:"files"`
}

// WrittenSet is a file of rows.
type WrittenSet struct {
	Name string `json:"name"`
	File string `json:"file"`
	Rows int64  `json:"rows"`
	// SHA256 in hexadecimal, of the file.
	SHA256 string `json:"sha256"`
}

// WrittenFiles counts attachments.
type WrittenFiles struct {
	Count int64 `json:"count"`
	Bytes int64 `json:"bytes"`
	// Missing are the ids of those whose content was not there.
	Missing []string `json:"missing"`
}

// manifestName, and rowsName of a set.
const manifestName = "manifest.json"

func rowsName(set string) string { return set + ".jsonl" }

// FileName is where an attachment lies in an export: its id makes it unique, its
// name tells people what it is.
func FileName(f conversation.File) string {
	name := strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, f.Name)
	for len(name) > 100 {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	if name = strings.TrimRight(name, ". "); name != "" {
		name = "-" + name
	}
	return path.Join("files", f.ID+name)
}

// writeRows writes a set and counts it; at hears of the count now and then.
func writeRows(ctx context.Context, to io.Writer, from Source, set string, at func(rows int64)) (WrittenSet, error) {
	hash := sha256.New()
	out := bufio.NewWriterSize(io.MultiWriter(to, hash), 64<<10)
	written := WrittenSet{Name: set, File: rowsName(set)}
	for row, err := range from.Rows(ctx, set) {
		if err != nil {
			return WrittenSet{}, err
		}
		// The row's memory is not ours to append to.
		if _, err := out.Write(row); err != nil {
			return WrittenSet{}, fmt.Errorf("write %s: %w", written.File, err)
		}
		if err := out.WriteByte('\n'); err != nil {
			return WrittenSet{}, fmt.Errorf("write %s: %w", written.File, err)
		}
		if written.Rows++; written.Rows%10_000 == 0 {
			at(written.Rows)
		}
	}
	if err := out.Flush(); err != nil {
		return WrittenSet{}, fmt.Errorf("write %s: %w", written.File, err)
	}
	at(written.Rows)
	written.SHA256 = hex.EncodeToString(hash.Sum(nil))
	return written, nil
}

// copyContent writes an attachment, and reports whether there is one. Content that
// is not what the row says is not written as if it were.
func copyContent(ctx context.Context, to io.Writer, from Contents, f conversation.File) (there bool, err error) {
	content, err := from.Content(ctx, f)
	if errors.Is(err, conversation.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, content.Close()) }()
	hash := sha256.New()
	if _, err := io.Copy(io.MultiWriter(to, hash), content); err != nil {
		return false, fmt.Errorf("copy file %s: %w", f.ID, err)
	}
	if sum := hex.EncodeToString(hash.Sum(nil)); f.SHA256 != "" && sum != f.SHA256 {
		return false, fmt.Errorf("copy file %s: its content is not what was stored", f.ID)
	}
	return true, nil
}
