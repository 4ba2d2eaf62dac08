package api

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/labstack/echo/v4"
)

// pages are the beginnings of the paths that are the dashboard's: it reads the
// rest itself.
func pages() []string {
	return []string{
		loginPath, invitationPath, "/inbox", "/mentions", "/setup", "/campaigns", "/contacts", "/reports", "/settings", "/start",
		"/faqs", // where the FAQs were: the dashboard leads on
	}
}

// pagePolicy lets the dashboard load what stands beside it and nothing else.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; " +
	"connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// dashboard answers browsers with the pages where agents work: files that were
// built before, and open nothing without a session.
type dashboard struct {
	index asset
	files map[string]asset
}

// asset is a file as it is answered.
type asset struct {
	mime         string
	plain, small []byte
}

// newDashboard reads the files; nil ones are no dashboard.
func newDashboard(files fs.FS) (*dashboard, error) {
	if files == nil {
		return nil, nil //nolint:nilnil // a server without a dashboard is a server
	}
	d := &dashboard{files: map[string]asset{}}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		d.files["/"+name] = newAsset(name, content)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the dashboard: %w", err)
	}
	d.index = d.files["/index.html"]
	delete(d.files, "/index.html")
	return d, nil
}

func newAsset(name string, content []byte) asset {
	var small bytes.Buffer
	// Neither fails: the level is one there is, and memory takes everything.
	w, _ := gzip.NewWriterLevel(&small, gzip.BestCompression)
	_, _ = w.Write(content)
	_ = w.Close()
	return asset{mime: mime.TypeByExtension(path.Ext(name)), plain: content, small: small.Bytes()}
}

// wrap answers what is the dashboard's before anything else is asked. The root is
// its own for browsers only: to programs it says what this is.
func (d *dashboard) wrap(next echo.HandlerFunc) echo.HandlerFunc {
	if d == nil {
		return next
	}
	return func(c echo.Context) error {
		r := c.Request()
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			return next(c)
		}
		header := c.Response().Header()
		if file, ok := d.files[r.URL.Path]; ok {
			// The name of what changes has its hash in it.
			header.Set("Cache-Control", "public, max-age=31536000, immutable")
			return file.answer(c)
		}
		if r.URL.Path == "/" {
			header.Add(echo.HeaderVary, echo.HeaderAccept)
		}
		if !d.owns(r) {
			return next(c)
		}
		header.Set("Content-Security-Policy", pagePolicy)
		header.Set("Cache-Control", "no-cache")
		return d.index.answer(c)
	}
}

func (d *dashboard) owns(r *http.Request) bool {
	if r.URL.Path == "/" {
		return strings.Contains(r.Header.Get(echo.HeaderAccept), "text/html")
	}
	for _, p := range pages() {
		if rest, ok := strings.CutPrefix(r.URL.Path, p); ok && (rest == "" || rest[0] == '/') {
			return true
		}
	}
	return false
}

func (p asset) answer(c echo.Context) error {
	header := c.Response().Header()
	header.Add(echo.HeaderVary, echo.HeaderAcceptEncoding)
	if strings.Contains(c.Request().Header.Get(echo.HeaderAcceptEncoding), "gzip") {
		header.Set(echo.HeaderContentEncoding, "gzip")
		return c.Blob(http.StatusOK, p.mime, p.small)
	}
	return c.Blob(http.StatusOK, p.mime, p.plain)
}
