package archive

import (
	"archive/zip"
	"context"
	"encoding/json"
	"fmt"
	"io"
)

// WriteZIP writes an export as one ZIP file, as it is read. A file that breaks off
// has no manifest, and no ZIP program takes it for whole.
func WriteZIP(ctx context.Context, to io.Writer, from Source, contents Contents) error {
	out := zip.NewWriter(to)
	m := Manifest{Version: Version, TakenAt: from.TakenAt(), ContactID: from.ContactID(), Sets: []WrittenSet{}}
	m.Files.Missing = []string{}
	entry := func(name string) (io.Writer, error) {
		w, err := out.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: m.TakenAt})
		if err != nil {
			return nil, fmt.Errorf("begin %s: %w", name, err)
		}
		return w, nil
	}
	for _, set := range from.Sets() {
		w, err := entry(rowsName(set))
		if err != nil {
			return err
		}
		written, err := writeRows(ctx, w, from, set, func(int64) {})
		if err != nil {
			return err
		}
		m.Sets = append(m.Sets, written)
	}
	files, err := from.Files(ctx)
	if err != nil {
		return err
	}
	if err := from.Over(ctx); err != nil {
		return err
	}
	for _, f := range files {
		w, err := entry(FileName(f))
		if err != nil {
			return err
		}
		there, err := copyContent(ctx, w, contents, f)
		if err != nil {
			return err
		}
		if !there {
			m.Files.Missing = append(m.Files.Missing, f.ID)
			continue
		}
		m.Files.Count++
		m.Files.Bytes += f.Size
	}
	w, err := entry(manifestName)
	if err != nil {
		return err
	}
	if err := json.NewEncoder(w).Encode(m); err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("end the ZIP file: %w", err)
	}
	return nil
}
