package messenger

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/provider"
)

// postback decodes a button that the person pressed: of a message, of the menu,
// or “Get started”, which may say what brought them here.
func (i *item) postback(p graph.Object) {
	referral := referralOf(p.Object("referral"))
	m := provider.Message{
		ExternalID: p.Text("mid"), Kind: provider.KindButton, Text: p.Text("title"), Payload: p.Text("payload"), Referral: referral,
	}
	if referral != nil {
		m.Kind = provider.KindStart
	}
	if !graph.Usable(m.ExternalID) {
		m.ExternalID = i.key("postback", m.Payload, m.Text)
	}
	i.arrive("postback", m)
}

// arrival decodes that somebody came by an advertisement or a link and has not
// written anything yet. It opens the send window as a message does.
func (i *item) arrival(kind string, r graph.Object) {
	referral := referralOf(r)
	if referral == nil {
		i.skip(kind)
		return
	}
	i.arrive(kind, provider.Message{
		ExternalID: i.key(kind, referral.Source, referral.ID, referral.Ref), Kind: provider.KindStart, Referral: referral,
	})
}

// optin decodes what somebody agreed to on a web page: to be written to, which
// begins a thread, or to marketing.
func (i *item) optin(o graph.Object) {
	from := i.who()
	status := o.Text("notification_messages_status")
	switch {
	case len(from.Identities) == 0, o.Has("user_ref"):
		// Who that is shows only once they write.
		i.skip("optin")
	case status == "STOP_NOTIFICATIONS", status == "RESUME_NOTIFICATIONS":
		i.add(provider.Event{Consent: &provider.Consent{
			Key: i.key("optin", status), From: from, NoMarketing: status == "STOP_NOTIFICATIONS", At: i.at,
		}})
	case o.Text("ref") != "" && o.Text("type") == "":
		i.arrive("optin", provider.Message{
			ExternalID: i.key("optin", o.Text("ref")), Kind: provider.KindStart,
			Referral: &provider.Referral{Source: "plugin", Ref: o.Text("ref")},
		})
	default:
		i.skip("optin")
	}
}

// arrive adds a message that is none in Messenger.
func (i *item) arrive(kind string, m provider.Message) {
	m.From, m.SentAt = i.who(), i.at
	if i.standby || i.byPage || len(m.From.Identities) == 0 {
		i.skip(kind)
		return
	}
	i.add(provider.Event{Message: &m})
}

// referralOf is how the person came to write: nil if it does not say.
func referralOf(r graph.Object) *provider.Referral {
	ad := r.Object("ads_context_data")
	referral := provider.Referral{
		Source: strings.ToLower(r.Text("source")), ID: first(r.Text("ad_id"), ad.Text("post_id")), URL: r.Text("referer_uri"),
		Headline: ad.Text("ad_title"), Ref: r.Text("ref"),
	}
	if referral.Source == "ads" {
		referral.Source = "ad"
	}
	if referral == (provider.Referral{}) {
		return nil
	}
	return &referral
}

// key tells an event without an id from others by all that is in it. The time is
// as it was sent, which a repetition repeats.
func (i *item) key(kind string, parts ...string) string {
	h := sha256.New()
	for _, s := range append([]string{i.person, i.fields.Text("timestamp")}, parts...) {
		_, _ = h.Write([]byte(s))
		_, _ = h.Write([]byte{0})
	}
	return kind + ":" + hex.EncodeToString(h.Sum(nil)[:16])
}
