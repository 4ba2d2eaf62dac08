package api

import (
	"context"
	"errors"
	"fmt"

	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
)

// header completes the header of a template that is an uploaded file: one of the
// caller's own, or one that a campaign has already. Files of conversations are
// none of those: who writes campaigns need not see them.
func (h campaignHandlers) header(ctx context.Context, f *fields, t campaign.Template) error {
	if t.Approved == nil || t.Approved.Header == nil || t.Approved.Header.Attachment == nil || t.Approved.Header.Attachment.ID == "" {
		return nil
	}
	const id, kind = "template.approved.header_file.id", "template.approved.header_file.kind"
	file := t.Approved.Header.Attachment
	if !conversation.IsUUID(file.ID) {
		f.add(id, "is no file")
		return nil
	}
	stored, err := h.files.Find(ctx, file.ID)
	if err != nil && !errors.Is(err, conversation.ErrNotFound) {
		return err
	}
	rule, ok := h.templates.channels[conversation.ChannelWhatsApp].Policy().Rule(file.Kind)
	switch {
	case err != nil, stored.State != conversation.FileStored, stored.Uploader != callOf(ctx).principal.ID() && !stored.InCampaign:
		f.add(id, "is no file that you have uploaded")
	case !ok || !rule.Takes(stored.MIME):
		f.add(kind, "is not what WhatsApp takes a file of the type "+stored.MIME+" as")
	case stored.Size > rule.MaxBytes:
		f.add(id, fmt.Sprintf("is larger than the %d MB that WhatsApp takes", rule.MaxBytes>>20))
	default:
		file.MIME, file.Size, file.SHA256 = stored.MIME, stored.Size, stored.SHA256
		if file.Name == "" {
			file.Name = stored.Name
		}
	}
	return nil
}
