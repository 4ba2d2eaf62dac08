package files

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/parleyhq/parley/conversation"
)

// Serve answers a GET or HEAD for a stored file, ranges and conditions among
// it. A browser saves it and runs nothing of it, whatever it is: only with inline,
// and only pictures, sound and films, may it be shown. Whether the asker may have
// the file is decided before.
func Serve(w http.ResponseWriter, r *http.Request, f conversation.File, content io.ReadSeeker, inline bool) {
	h := w.Header()
	h.Set("Content-Type", f.MIME)
	h.Set("Content-Disposition", disposition(f, inline && shown(f.MIME)))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	// What has an id never changes, but who may see it can.
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", `"`+f.SHA256+`"`)
	http.ServeContent(w, r, "", f.CreatedAt, content)
}

// disposition names the file in both forms of RFC 6266: for those who know
// Unicode, and for those who do not.
func disposition(f conversation.File, inline bool) string {
	kind := "attachment"
	if inline {
		kind = "inline"
	}
	name := f.Name
	if name == "" {
		name = "file" + extension(f.MIME)
	}
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`"\%;`, r) {
			return '_'
		}
		return r
	}, name)
	return fmt.Sprintf(`%s; filename="%s"; filename*=UTF-8''%s`, kind, plain, encoded(name))
}

// encoded writes a name as RFC 8187 does.
func encoded(name string) string {
	var b strings.Builder
	for i := range len(name) {
		c := name[i]
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || strings.IndexByte("!#$&+-.^_`|~", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

// extension is a usual one for a type, "" for none.
func extension(of string) string {
	switch of {
	case "image/jpeg":
		return ".jpg"
	case "audio/ogg":
		return ".ogg"
	case "video/mp4":
		return ".mp4"
	case "text/plain":
		return ".txt"
	case octets:
		return ""
	}
	known, err := mime.ExtensionsByType(of)
	if err != nil || len(known) == 0 {
		return ""
	}
	return known[0]
}
