package api

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// script answers widget.js, to any site: which of them may use an inbox is asked
// later.
func (h *widgetHandlers) script(c echo.Context) error {
	header := c.Response().Header()
	header.Set("Cross-Origin-Resource-Policy", "cross-origin")
	header.Set(echo.HeaderAccessControlAllowOrigin, "*")
	header.Set("Cache-Control", "public, max-age=300, stale-while-revalidate=86400")
	header.Set("ETag", h.files.etag)
	header.Add(echo.HeaderVary, echo.HeaderAcceptEncoding)
	if c.Request().Header.Get("If-None-Match") == h.files.etag {
		return c.NoContent(http.StatusNotModified)
	}
	const mime = "text/javascript; charset=utf-8"
	if strings.Contains(c.Request().Header.Get(echo.HeaderAcceptEncoding), "gzip") {
		header.Set(echo.HeaderContentEncoding, "gzip")
		return c.Blob(http.StatusOK, mime, h.files.packed)
	}
	return c.Blob(http.StatusOK, mime, h.files.Script)
}

// packedFiles are files as they are answered.
type packedFiles struct {
	WidgetFiles
	packed []byte
	etag   string
}

func pack(f WidgetFiles) packedFiles {
	var b bytes.Buffer
	// Neither fails: the level is one there is, and memory takes everything.
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	_, _ = w.Write(f.Script)
	_ = w.Close()
	sum := sha256.Sum256(f.Script)
	// Weak: the bytes differ with the encoding.
	return packedFiles{WidgetFiles: f, packed: b.Bytes(), etag: `W/"` + hex.EncodeToString(sum[:8]) + `"`}
}
