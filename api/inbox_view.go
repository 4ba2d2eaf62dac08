package api

import (
	"cmp"
	"context"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
)

// view is what is shown of an inbox, with how it is doing.
func (h inboxHandlers) view(ctx context.Context, i conversation.Inbox) (Inbox, error) {
	views, err := h.views(ctx, []conversation.Inbox{i})
	if err != nil {
		return Inbox{}, err
	}
	return views[0], nil
}

func (h inboxHandlers) views(ctx context.Context, inboxes []conversation.Inbox) ([]Inbox, error) {
	figures, err := h.inboxes.InboxFigures(ctx, each(inboxes, func(i conversation.Inbox) string { return i.ID }))
	if err != nil {
		return nil, err
	}
	return each(inboxes, func(i conversation.Inbox) Inbox {
		config := InboxConfig{DeliveryURL: i.DeliveryURL, RatePerSecond: i.RatePerSecond, Burst: i.Burst}
		fill(channelConfig(&config), i.Config)
		return Inbox{
			ID: i.ID, Name: i.Name, Channel: InboxChannel(i.Channel), Account: i.Account, AccountName: i.AccountName,
			Config: config, Credentials: names(i.Credentials), WebhookURL: h.webhookURL(i),
			Health: h.health(i, figures[i.ID]), CreatedAt: i.CreatedAt.UTC(),
		}
	}), nil
}

func (h inboxHandlers) health(i conversation.Inbox, f conversation.InboxFigures) InboxHealth {
	v := InboxHealth{
		State: InboxHealthState(i.State), Reason: i.StateReason, Conflicts: i.Conflicts,
		Problem: cmp.Or(i.Locked, i.CheckProblem), NeedsReauthorisation: i.NeedsReauth || i.Locked != "",
		CheckedAt: instant(i.CheckedAt), LastInboundAt: instant(i.LastInboundAt), LastOutboundAt: instant(i.LastOutboundAt),
		LastFailureAt: instant(i.LastFailureAt), LastFailure: i.LastFailure, Failures24H: f.Failures24h,
	}
	if _, ok := h.channels[i.Channel].(channels.TemplateLister); ok {
		v.Templates = &f.Templates
	}
	return v
}

// withSecret shows the newest signing secret of a webhook inbox, and what was
// made for another. What was there before is known already.
func (h inboxHandlers) withSecret(ctx context.Context, i conversation.Inbox, made InboxCredentials) (InboxWithSecret, error) {
	v, err := h.view(ctx, i)
	if err != nil {
		return InboxWithSecret{}, err
	}
	shown := InboxWithSecret{
		ID: v.ID, Name: v.Name, Channel: v.Channel, Account: v.Account, AccountName: v.AccountName, Config: v.Config,
		Credentials: v.Credentials, WebhookURL: v.WebhookURL, Health: v.Health, CreatedAt: v.CreatedAt, Made: made,
	}
	if i.Channel == conversation.ChannelWebhook {
		shown.Secret = i.Secrets[0]
	}
	return shown, nil
}

// webhookURL is the address that providers and apps post to. Widgets have none:
// they use the API of the widget.
func (h inboxHandlers) webhookURL(i conversation.Inbox) string {
	if i.Channel == conversation.ChannelWidget {
		return ""
	}
	return h.public.JoinPath("webhooks", i.ID).String()
}
