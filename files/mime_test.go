package files_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/files"
)

// What a file is decide its first bytes: neither its name nor what its sender
// says of it is ever asked. (Row 47: those two have no way in.)
func TestContentSaysWhatAFileIs(t *testing.T) {
	t.Parallel()
	const script = `<script>alert(1)</script>`
	for name, row := range map[string]struct{ content, want string }{
		"text":                   {"hello", "text/plain"},
		"png":                    {"\x89PNG\x0D\x0A\x1A\x0A" + strings.Repeat("\x00", 30), "image/png"},
		"jpeg":                   {"\xFF\xD8\xFF\xE0\x00\x10JFIF", "image/jpeg"},
		"pdf with a script":      {"%PDF-1.7\n/OpenAction << /S /JavaScript /JS (app.alert(1)) >>", "application/pdf"},
		"gif that is a script":   {"GIF89a/*" + script + "*/=1;alert(1)", "image/gif"},
		"voice":                  {"OggS\x00\x02" + strings.Repeat("\x00", 22) + "OpusHead", "audio/ogg"},
		"m4a":                    {"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00", "audio/mp4"},
		"svg":                    {`<svg xmlns="http://www.w3.org/2000/svg">` + script + `</svg>`, "application/octet-stream"},
		"svg, declared":          {`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">` + script + `</svg>`, "application/octet-stream"},
		"svg after a comment":    {"<!--" + strings.Repeat(" ", 3<<10) + "--><svg>" + script + "</svg>", "application/octet-stream"},
		"svg, declared, comment": {`<?xml version="1.0"?><!--` + strings.Repeat(" ", 3<<10) + "--><svg>" + script + "</svg>", "application/octet-stream"},
		"svg of sorts":           {"\ufeff \n" + `<svg xmlns='x'>` + script + `</svg>`, "application/octet-stream"},
		"html":                   {"<!DOCTYPE html><html>" + script, "application/octet-stream"},
		"html, bare":             {script, "application/octet-stream"},
		"xhtml":                  {`<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">` + script + `</html>`, "application/octet-stream"},
		"xml with a stylesheet":  {`<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="x.xsl"?><a/>`, "application/octet-stream"},
		"shell script":           {"#!/bin/sh\nrm -rf /", "application/octet-stream"},
		"program of Windows":     {"MZ" + strings.Repeat("\x00", 58) + "\x40\x00\x00\x00PE\x00\x00", "application/octet-stream"},
		"zip":                    {zipped(t), "application/zip"},
		"noise":                  {"\x00\x01\x02\x03\x04\xfe\xff", "application/octet-stream"},
	} {
		b, _ := folder(t)
		_, content := put(t, b, row.content)
		require.Equal(t, row.want, content.MIME, name)
	}
}

func zipped(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("a.bin")
	require.NoError(t, err)
	_, err = w.Write([]byte{1, 2, 3})
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.String()
}

// Bombs are bytes like others: nothing is unpacked.
func TestBombsStayPacked(t *testing.T) {
	t.Parallel()
	b, _ := folder(t)
	bomb := append([]byte("\x1f\x8b\x08\x00"), bytes.Repeat([]byte{0}, 200<<10)...)
	_, content := put(t, b, string(bomb))
	require.EqualValues(t, len(bomb), content.Size)
	require.Equal(t, "application/gzip", content.MIME)
}

func TestKindOf(t *testing.T) {
	t.Parallel()
	for mime, want := range map[string]conversation.Kind{
		"image/png": conversation.KindImage, "audio/ogg": conversation.KindAudio, "video/mp4": conversation.KindVideo,
		"application/pdf": conversation.KindDocument, "": conversation.KindDocument,
	} {
		require.Equal(t, want, files.KindOf(mime), mime)
	}
}
