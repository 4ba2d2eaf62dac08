package api

import (
	"context"
	"fmt"
	"time"

	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
)

// SendCampaignMessage hands in one message. Its id comes from who sends and the
// request's key, so that a repeated request cannot send twice.
func (h campaignHandlers) SendCampaignMessage(ctx context.Context, r SendCampaignMessageRequestObject) (SendCampaignMessageResponseObject, error) {
	c, err := h.campaigns.GetCampaign(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	recipient, err := recipientOf(c, *r.Body)
	if err != nil {
		return nil, err
	}
	call := callOf(ctx)
	recipient.MessageID = conversation.MessageID(c.ID, call.principal.ID(), call.key)
	verdicts, err := h.campaigns.AddRecipients(ctx, c.ID, []campaign.Recipient{recipient}, false, false, editor(ctx))
	if err != nil {
		return nil, err
	}
	switch verdicts[0] {
	case campaign.Accepted, campaign.Repeated:
	default:
		return nil, invalid(FieldError{Field: "to", Reason: verdicts[0].Words()})
	}
	if c.Status == campaign.Completed {
		// It runs again by what was added.
		c.Status = campaign.Running
	}
	h.ring.changed(ctx, c)
	return SendCampaignMessage202JSONResponse{ID: recipient.MessageID}, nil
}

// recipientOf reads to whom a message goes, with which values.
func recipientOf(c campaign.Campaign, b CampaignSend) (campaign.Recipient, error) {
	var f fields
	r := campaign.Recipient{Name: b.Name, Values: b.Parameters, SendAt: b.SendAt}
	if r.Values == nil {
		r.Values = map[string]string{}
	}
	f.recipient(c.Channel, b.To, &r)
	for _, p := range c.Template.Check(r.Values) {
		f.add("parameters."+p.Field, p.Reason)
	}
	if !b.SendAt.IsZero() && conversation.Believable(b.SendAt).IsZero() {
		f.add("send_at", "is no instant that can be")
	}
	return r, f.err()
}

// recipient wants exactly one way to name somebody.
func (f *fields) recipient(channel conversation.Channel, to CampaignRecipient, r *campaign.Recipient) {
	given := 0
	for _, s := range []string{to.Phone, to.ID, to.ContactID} {
		if s != "" {
			given++
		}
	}
	switch {
	case given != 1:
		f.add("to", "names nobody, or somebody in two ways: give one of phone, id and contact_id")
	case to.ContactID != "":
		r.ContactID = to.ContactID
		if !conversation.IsUUID(to.ContactID) {
			f.add("to.contact_id", "is no id")
		}
	case to.Phone != "" && channel != conversation.ChannelWhatsApp:
		f.add("to.phone", "is for WhatsApp only: give the person's id")
	default:
		field, value := "to.phone", to.Phone
		if value == "" {
			field, value = "to.id", to.ID
		}
		id, problem := campaign.Address(channel, value)
		if problem != "" {
			f.add(field, problem)
		}
		r.To = id
	}
}

// ListCampaignMessages lists messages of a campaign.
func (h campaignHandlers) ListCampaignMessages(ctx context.Context, r ListCampaignMessagesRequestObject) (ListCampaignMessagesResponseObject, error) {
	if _, err := h.campaigns.GetCampaign(ctx, r.ID); err != nil {
		return nil, err
	}
	listName := fmt.Sprintf("campaign messages %s %s", r.ID, r.Params.State)
	after, err := cursorOr(listName, r.Params.Cursor, int64(0))
	if err != nil {
		return nil, err
	}
	limit := orDefault(r.Params.Limit, defaultLimit)
	found, err := h.campaigns.CampaignMessages(ctx, r.ID, campaign.MessageFilter{
		State: campaign.MessageState(r.Params.State), After: after, Limit: limit + 1,
	})
	if err != nil {
		return nil, err
	}
	items, next, err := page(found, limit, listName, func(m campaign.Message) any { return m.Position })
	if err != nil {
		return nil, err
	}
	return ListCampaignMessages200JSONResponse{Items: each(items, campaignMessageView), NextCursor: next}, nil
}

// CancelCampaignMessage takes a message back.
func (h campaignHandlers) CancelCampaignMessage(ctx context.Context, r CancelCampaignMessageRequestObject) (CancelCampaignMessageResponseObject, error) {
	if !conversation.IsUUID(r.MessageID) {
		return nil, notFound()
	}
	m, err := h.campaigns.CancelCampaignMessage(ctx, r.ID, r.MessageID)
	if err != nil {
		return nil, err
	}
	return CancelCampaignMessage200JSONResponse(campaignMessageView(m)), nil
}

func campaignMessageView(m campaign.Message) CampaignMessage {
	values := m.Values
	if values == nil {
		values = map[string]string{}
	}
	return CampaignMessage{
		ID: m.ID, Contact: Person{ID: m.Contact.ID, Name: m.Contact.Name}, Address: orNull(m.Address), State: CampaignMessageState(m.State),
		Reason: orNull(m.Reason), Parameters: values, SendAt: m.DueAt.UTC().Truncate(time.Microsecond), SentAt: instant(m.SentAt),
		RepliedAt: instant(m.RepliedAt), ConversationID: orNull(m.ConversationID), ExternalID: orNull(m.ExternalID), CreatedAt: m.CreatedAt.UTC(),
	}
}
