package api

import (
	"github.com/parleyhq/parley/conversation"
)

func (h inboxHandlers) view(i conversation.Inbox) Inbox {
	config := InboxConfig{DeliveryURL: i.DeliveryURL, RatePerSecond: i.RatePerSecond, Burst: i.Burst}
	fill(channelConfig(&config), i.Config)
	return Inbox{
		ID: i.ID, Name: i.Name, Channel: InboxChannel(i.Channel), Account: i.Account, AccountName: i.AccountName,
		Config: config, Credentials: names(i.Credentials), WebhookURL: h.webhookURL(i), Health: healthView(i),
		CreatedAt: i.CreatedAt.UTC(),
	}
}

func healthView(i conversation.Inbox) InboxHealth {
	problem := i.CheckProblem
	if i.Locked != "" {
		problem = i.Locked
	}
	return InboxHealth{
		State: InboxHealthState(i.State), Reason: i.StateReason, Conflicts: i.Conflicts,
		Problem: problem, CheckedAt: instant(i.CheckedAt),
		LastInboundAt: instant(i.LastInboundAt), LastFailureAt: instant(i.LastFailureAt), LastFailure: i.LastFailure,
	}
}

// withSecret shows the newest signing secret of a webhook inbox, and what was
// made for another. What was there before is known already.
func (h inboxHandlers) withSecret(i conversation.Inbox, made InboxCredentials) InboxWithSecret {
	v := h.view(i)
	shown := InboxWithSecret{
		ID: v.ID, Name: v.Name, Channel: v.Channel, Account: v.Account, AccountName: v.AccountName, Config: v.Config,
		Credentials: v.Credentials, WebhookURL: v.WebhookURL, Health: v.Health, CreatedAt: v.CreatedAt, Made: made,
	}
	if i.Channel == conversation.ChannelWebhook {
		shown.Secret = i.Secrets[0]
	}
	return shown
}

// webhookURL is the address that providers and apps post to. Widgets have none:
// they use the API of the widget.
func (h inboxHandlers) webhookURL(i conversation.Inbox) string {
	if i.Channel == conversation.ChannelWidget {
		return ""
	}
	return h.public.JoinPath("webhooks", i.ID).String()
}
