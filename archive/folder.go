package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/parleyhq/parley/conversation"
)

// ErrForeign says that a folder holds something that is no export.
var ErrForeign = errors.New("the folder is not empty, and what is in it is no export of Parley")

// marker makes a folder one of ours, whole or not.
const marker = ".parley-export"

// Progress hears how far an export is: rows of a set, or "files".
type Progress func(what string, done int64)

// WriteFolder writes an export into a folder, which it makes if it is not there.
// Everything appears under its name when it is whole, rows all at once and the
// manifest last. Killed and begun again, it goes on: rows are read anew, so that
// they show one instant, and attachments that are there already stay.
func WriteFolder(ctx context.Context, folder string, from Source, contents Contents, at Progress) (Manifest, error) {
	if err := claim(folder); err != nil {
		return Manifest{}, err
	}
	m := Manifest{Version: Version, TakenAt: from.TakenAt(), ContactID: from.ContactID(), Sets: []WrittenSet{}}
	w := folderWriter{folder, contents, at}
	files, err := from.Files(ctx)
	if err != nil {
		return Manifest{}, err
	}
	for _, set := range from.Sets() {
		var written WrittenSet
		err := w.create(partial(rowsName(set)), func(f *os.File) (err error) {
			written, err = writeRows(ctx, f, from, set, func(rows int64) { at(set, rows) })
			return err
		})
		if err != nil {
			return Manifest{}, err
		}
		m.Sets = append(m.Sets, written)
	}
	if err := from.Over(ctx); err != nil {
		return Manifest{}, err
	}
	if m.Files, err = w.files(ctx, files); err != nil {
		return Manifest{}, err
	}
	return m, w.publish(m)
}

func partial(name string) string { return name + ".part" }

// claim makes the folder ours. What it holds is about people: nobody else may
// read it.
func claim(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("read the folder: %w", err)
	}
	if _, err := os.Stat(filepath.Join(folder, marker)); err != nil && len(entries) > 0 {
		return ErrForeign
	}
	if err := os.WriteFile(filepath.Join(folder, marker), nil, 0o600); err != nil {
		return fmt.Errorf("mark the folder: %w", err)
	}
	if err := os.MkdirAll(filepath.Join(folder, "files"), 0o700); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	return nil
}

type folderWriter struct {
	folder   string
	contents Contents
	at       Progress
}

// files writes attachments, but those that are there from an earlier run, and
// removes what is no longer part of the export.
func (w folderWriter) files(ctx context.Context, files []conversation.File) (WrittenFiles, error) {
	written := WrittenFiles{Missing: []string{}}
	mine := make(map[string]bool, len(files))
	for i, f := range files {
		name := filepath.FromSlash(FileName(f))
		mine[filepath.Base(name)] = true
		there, err := w.file(ctx, name, f)
		if err != nil {
			return WrittenFiles{}, err
		}
		if !there {
			written.Missing = append(written.Missing, f.ID)
			continue
		}
		written.Count++
		written.Bytes += f.Size
		w.at("files", int64(i+1))
	}
	entries, err := os.ReadDir(filepath.Join(w.folder, "files"))
	if err != nil {
		return WrittenFiles{}, fmt.Errorf("read the folder: %w", err)
	}
	for _, e := range entries {
		if !mine[e.Name()] {
			if err := os.Remove(filepath.Join(w.folder, "files", e.Name())); err != nil {
				return WrittenFiles{}, fmt.Errorf("remove what was erased since: %w", err)
			}
		}
	}
	return written, nil
}

func (w folderWriter) file(ctx context.Context, name string, f conversation.File) (there bool, err error) {
	if known, err := os.Stat(filepath.Join(w.folder, name)); err == nil && known.Size() == f.Size {
		return true, nil
	}
	err = w.create(partial(name), func(to *os.File) (err error) {
		there, err = copyContent(ctx, to, w.contents, f)
		return err
	})
	if err != nil {
		return false, err
	}
	if !there {
		return false, os.Remove(filepath.Join(w.folder, partial(name)))
	}
	return true, w.rename(name)
}

// create writes a file so that it outlasts a loss of power.
func (w folderWriter) create(name string, write func(*os.File) error) error {
	f, err := os.OpenFile(filepath.Join(w.folder, name), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("create %s: %w", name, err)
	}
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

func (w folderWriter) rename(name string) error {
	if err := os.Rename(filepath.Join(w.folder, partial(name)), filepath.Join(w.folder, name)); err != nil {
		return fmt.Errorf("name %s: %w", name, err)
	}
	return nil
}

// publish gives the rows their names. Meanwhile there is no manifest: rows of two
// instants are no export.
func (w folderWriter) publish(m Manifest) error {
	if err := os.Remove(filepath.Join(w.folder, manifestName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the manifest of before: %w", err)
	}
	for _, set := range m.Sets {
		if err := w.rename(set.File); err != nil {
			return err
		}
	}
	err := w.create(partial(manifestName), func(f *os.File) error {
		out := json.NewEncoder(f)
		out.SetIndent("", "  ")
		return out.Encode(m)
	})
	if err != nil {
		return err
	}
	return w.rename(manifestName)
}
