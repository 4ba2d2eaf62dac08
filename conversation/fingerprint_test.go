package conversation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestFingerprint: a redelivery is what the sender said once more; anything else
// they might have said differs.
func TestFingerprint(t *testing.T) {
	t.Parallel()
	message := func(change func(*Inbound)) Inbound {
		m := Inbound{
			InboxID: "inbox", From: Sender{ID: "u", Name: "Ann"}, ExternalID: "m1", Text: "hi", ReplyTo: "r", CampaignID: "c",
			Attachments: []Attachment{{URL: "https://a.example/1", Name: "one", MIME: "image/png", Size: 7}},
		}
		change(&m)
		return m
	}
	first := message(func(*Inbound) {}).Fingerprint()
	require.Len(t, first, 32)

	for name, change := range map[string]func(*Inbound){
		"received again":      func(m *Inbound) { m.ReceivedAt = time.Unix(9, 0) },
		"with a new clock":    func(m *Inbound) { m.SentAt = time.Unix(9, 0) },
		"with a changed name": func(m *Inbound) { m.From.Name = "Anna" },
	} {
		require.Equal(t, first, message(change).Fingerprint(), name)
	}
	seen := map[string]string{string(first): "the first"}
	for name, change := range map[string]func(*Inbound){
		"sender":            func(m *Inbound) { m.From.ID = "v" },
		"text":              func(m *Inbound) { m.Text = "ho" },
		"text moved on":     func(m *Inbound) { m.From.ID, m.Text = "uh", "i" },
		"reply":             func(m *Inbound) { m.ReplyTo = "s" },
		"campaign":          func(m *Inbound) { m.CampaignID = "d" },
		"fields swapped":    func(m *Inbound) { m.ReplyTo, m.CampaignID = "c", "r" },
		"no attachment":     func(m *Inbound) { m.Attachments = nil },
		"other attachment":  func(m *Inbound) { m.Attachments[0].URL = "https://a.example/2" },
		"other kind":        func(m *Inbound) { m.Attachments[0].MIME = "image/gif" },
		"two attachments":   func(m *Inbound) { m.Attachments = append(m.Attachments, m.Attachments[0]) },
		"attachment as say": func(m *Inbound) { m.Attachments, m.CampaignID = nil, "chttps://a.example/1oneimage/png" },
	} {
		got := string(message(change).Fingerprint())
		require.Empty(t, seen[got], "%s is taken for %s", name, seen[got])
		seen[got] = name
	}
}
