package campaign

import (
	"strings"

	"github.com/parleyhq/parley/conversation"
)

// HeaderMIME is the type that a header of a kind is taken to have: WhatsApp looks
// for itself once it has fetched the file. It is "" for what is no header.
func HeaderMIME(kind conversation.Kind) string {
	switch kind {
	case conversation.KindImage:
		return "image/jpeg"
	case conversation.KindVideo:
		return "video/mp4"
	case conversation.KindDocument:
		return "application/pdf"
	default:
		return ""
	}
}

// headerProblem says what is wrong with the file of a header, "" for nothing.
func headerProblem(h *conversation.TemplateHeader) string {
	switch {
	case h == nil || h.Attachment == nil:
		return ""
	case h.Text != "":
		return "is not possible beside a text: a header is one of both"
	case HeaderMIME(h.Attachment.Kind) == "":
		return "is an image, a video or a document"
	case h.Attachment.ID != "" && h.Attachment.URL != "":
		return "is a stored file or one at an address, not both"
	case h.Attachment.ID != "":
		return ""
	case !strings.HasPrefix(h.Attachment.URL, "https://"):
		return "needs an https address, from which WhatsApp fetches it"
	default:
		return ""
	}
}
