package telegram

import (
	"strings"

	"github.com/parleyhq/parley/channels/payload"
	"github.com/parleyhq/parley/provider"
)

// fileOf is the file that a message carries, false if it carries none. An
// animation comes as a document a second time, beside it.
func fileOf(m payload.Object) (provider.Attachment, bool) {
	if photo, ok := largest(m.Objects("photo")); ok {
		return photo, true
	}
	for _, known := range []struct {
		field string
		kind  provider.Kind
		// mime is what Telegram makes of all files of the kind, "" if it says.
		mime string
	}{
		{"animation", provider.KindVideo, "video/mp4"},
		{"document", provider.KindDocument, ""},
		{"audio", provider.KindAudio, ""},
		{"voice", provider.KindVoice, "audio/ogg"},
		{"video", provider.KindVideo, "video/mp4"},
		{"video_note", provider.KindVideo, "video/mp4"},
		{"sticker", provider.KindSticker, "image/webp"},
	} {
		body := m.Object(known.field)
		file := provider.Attachment{
			MediaID: body.Text("file_id"), Name: body.Text("file_name"), MIME: body.Text("mime_type"),
			Size: max(body.Int("file_size"), 0), Kind: known.kind,
		}
		if file.MediaID == "" {
			continue
		}
		if file.MIME == "" {
			file.MIME = known.mime
		}
		switch {
		case known.field == "animation" && strings.HasPrefix(file.MIME, "image/"):
			file.Kind = provider.KindImage
		case body.Bool("is_animated"):
			file.MIME = "application/x-tgsticker"
		case body.Bool("is_video"):
			file.MIME = "video/webm"
		}
		return file, true
	}
	return provider.Attachment{}, false
}

// largest is the photo in its best size: Telegram sends several, in no order that
// it promises.
func largest(sizes []payload.Object) (provider.Attachment, bool) {
	var best payload.Object
	area := func(o payload.Object) float64 { return o.Float("width") * o.Float("height") }
	for _, size := range sizes {
		if size.Text("file_id") != "" && (best == nil || area(size) > area(best)) {
			best = size
		}
	}
	return provider.Attachment{
		MediaID: best.Text("file_id"), MIME: "image/jpeg", Size: max(best.Int("file_size"), 0), Kind: provider.KindImage,
	}, best != nil
}
