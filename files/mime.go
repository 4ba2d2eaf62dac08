package files

import (
	"bytes"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"github.com/parleyhq/parley/conversation"
)

// headBytes is how much of a file is looked at.
const headBytes = 3072

const octets = "application/octet-stream"

// sniff says what a file is by its first bytes. A type that a browser, a mail
// program or a desktop would run or follow is not passed on: no HTML, no XML of
// any kind, SVG among it, no scripts, no programs.
func sniff(head []byte) string {
	found := mimetype.Detect(head)
	mime, _, _ := strings.Cut(found.String(), ";")
	switch mime {
	case "audio/x-m4a":
		mime = "audio/mp4"
	case "application/ogg":
		mime = "audio/ogg"
	}
	// Markup has more dialects than can be told apart.
	markup := bytes.HasPrefix(bytes.TrimLeft(head, "\ufeff \t\r\n\x00"), []byte("<"))
	if !kept(mime) || markup {
		return octets
	}
	return mime
}

// kept is the list of types that are passed on.
func kept(mime string) bool {
	family, _, _ := strings.Cut(mime, "/")
	switch {
	case mime == "image/svg+xml":
		return false
	case family == "image", family == "audio", family == "video", family == "font":
		return true
	case strings.HasPrefix(mime, "application/vnd.openxmlformats-officedocument."),
		strings.HasPrefix(mime, "application/vnd.oasis.opendocument."):
		return true
	}
	return slices.Contains([]string{
		"application/pdf", "application/zip", "application/gzip", "application/x-7z-compressed", "application/x-rar-compressed",
		"application/x-tar", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
		"application/vnd.ms-outlook", "application/rtf", "text/rtf", "application/epub+zip",
		"text/plain", "text/csv", "text/vcard", "text/calendar", "application/json",
	}, mime)
}

// KindOf is what a file of a type is sent as, where nobody said.
func KindOf(mime string) conversation.Kind {
	family, _, _ := strings.Cut(mime, "/")
	switch family {
	case "image":
		return conversation.KindImage
	case "video":
		return conversation.KindVideo
	case "audio":
		return conversation.KindAudio
	default:
		return conversation.KindDocument
	}
}

// shown is the list of types that a browser may show by itself: pictures, sound
// and films, none of which can hold a script that it runs.
func shown(mime string) bool {
	return slices.Contains([]string{
		"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "image/bmp",
		"audio/mpeg", "audio/mp4", "audio/aac", "audio/ogg", "audio/wav", "audio/amr", "audio/flac", "audio/webm",
		"video/mp4", "video/webm", "video/ogg", "video/quicktime", "video/3gpp",
	}, mime)
}
