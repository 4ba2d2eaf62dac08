package conversation

import "strings"

// Shows is what people see a file as: as it was sent, or by its type.
func (a Attachment) Shows() Kind {
	if a.Kind != "" {
		return a.Kind
	}
	family, _, _ := strings.Cut(a.MIME, "/")
	switch Kind(strings.ToLower(family)) {
	case KindImage:
		return KindImage
	case KindVideo:
		return KindVideo
	case KindAudio:
		return KindAudio
	default:
		return KindDocument
	}
}
