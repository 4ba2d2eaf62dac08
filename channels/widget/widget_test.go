package widget_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/widget"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/live"
)

var (
	_ channels.Channel  = (*widget.Channel)(nil)
	_ channels.Presence = (*widget.Channel)(nil)
)

func inbox(secrets ...string) conversation.Inbox {
	return conversation.Inbox{ID: "0198f2f0-0000-7000-8000-000000000001", Secrets: secrets}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, who := range []conversation.Visitor{widget.NewVisitor(), {UserID: "user 17", Name: "Asha"}} {
		token, err := widget.Token(inbox("one"), who, now)
		require.NoError(t, err)
		back, made, err := widget.Open(inbox("two", "one"), token, now.Add(time.Hour))
		require.NoError(t, err, "the secret is being rotated")
		require.Equal(t, who, back)
		require.True(t, made.Equal(now))

		other := inbox("one")
		other.ID = "0198f2f0-0000-7000-8000-000000000002"
		life := widget.VisitorLife
		if who.UserID != "" {
			life = widget.UserLife
		}
		for name, open := range map[string]func() error{
			"after the rotation": func() error { _, _, err := widget.Open(inbox("two"), token, now); return err },
			"at another inbox":   func() error { _, _, err := widget.Open(other, token, now); return err },
			"too late":           func() error { _, _, err := widget.Open(inbox("one"), token, now.Add(life+time.Second)); return err },
			"without a secret":   func() error { _, _, err := widget.Open(inbox(), token, now); return err },
		} {
			require.ErrorIs(t, open(), widget.ErrToken, name)
		}
	}
	first, second := widget.NewVisitor(), widget.NewVisitor()
	require.NotEqual(t, first.ID, second.ID)
}

// A secret that is empty signs nothing: else anybody could.
func TestEmptySecret(t *testing.T) {
	t.Parallel()
	_, err := widget.Token(inbox(""), widget.NewVisitor(), time.Now())
	require.ErrorIs(t, err, widget.ErrToken)
	_, err = widget.Token(inbox(), widget.NewVisitor(), time.Now())
	require.ErrorIs(t, err, widget.ErrToken)

	payload := "v1.eyJ2IjoidmlzaXRvci1YIiwidCI6MTc2NzIyNTYwMH0"
	h := hmac.New(sha256.New, nil)
	h.Write([]byte("parley widget token\x00" + inbox().ID + "\x00" + payload))
	_, _, err = widget.Open(inbox(""), payload+"."+raw64(h.Sum(nil)), time.Unix(1767225600, 0))
	require.ErrorIs(t, err, widget.ErrToken)
}

func TestTamperedTokens(t *testing.T) {
	t.Parallel()
	now := time.Now()
	token, err := widget.Token(inbox("one"), widget.NewVisitor(), now)
	require.NoError(t, err)
	rapid.Check(t, func(rt *rapid.T) {
		other := []byte(token)
		at := rapid.IntRange(0, len(other)-1).Draw(rt, "at")
		other[at] ^= byte(rapid.IntRange(1, 255).Draw(rt, "bits"))
		_, _, err := widget.Open(inbox("one"), string(other), now)
		require.ErrorIs(rt, err, widget.ErrToken)
	})
}

func FuzzOpen(f *testing.F) {
	f.Add("v1.e30.AAAA")
	f.Add("..")
	f.Add("")
	f.Fuzz(func(t *testing.T, token string) {
		_, _, err := widget.Open(inbox("one"), token, time.Now())
		require.ErrorIs(t, err, widget.ErrToken)
	})
}

func TestVouched(t *testing.T) {
	t.Parallel()
	h := hmac.New(sha256.New, []byte("s3cret"))
	h.Write([]byte("user-17"))
	hash := hex.EncodeToString(h.Sum(nil))
	with := conversation.Inbox{Credentials: map[string]string{widget.CredentialIdentitySecret: "s3cret"}}
	require.True(t, widget.Vouched(with, "user-17", hash))
	for _, row := range []struct {
		inbox    conversation.Inbox
		id, hash string
	}{
		{with, "user-18", hash},
		{with, "user-17", ""},
		{with, "user-17", hash[:63]},
		{with, "", widget.UserHash("s3cret", "")},
		{conversation.Inbox{}, "user-17", widget.UserHash("", "user-17")},
		{conversation.Inbox{Credentials: map[string]string{widget.CredentialIdentitySecret: ""}}, "user-17", widget.UserHash("", "user-17")},
	} {
		require.False(t, widget.Vouched(row.inbox, row.id, row.hash), "%q %q", row.id, row.hash)
	}
}

func TestWelcome(t *testing.T) {
	t.Parallel()
	const own = "https://support.example.com"
	listed := conversation.Inbox{Config: map[string]string{widget.ConfigOrigins: "https://shop.example.com  http://localhost:3000/"}}
	for origin, want := range map[string]bool{
		"https://shop.example.com": true, "http://localhost:3000": true, own: true,
		"": false, "null": false, "http://shop.example.com": false, "https://shop.example.com:444": false,
		"https://shop.example.com.evil.example": false, "https://evil.example": false, "http://localhost": false,
	} {
		require.Equal(t, want, widget.Welcome(listed, origin, own), origin)
	}
	require.False(t, widget.Welcome(conversation.Inbox{}, "https://shop.example.com", own))
	require.True(t, widget.Welcome(conversation.Inbox{Config: map[string]string{widget.ConfigOrigins: "*"}}, "https://any.example", own))
	require.False(t, widget.Welcome(conversation.Inbox{Config: map[string]string{widget.ConfigOrigins: "*"}}, "", ""))
}

// teller remembers what it was told.
type teller struct {
	asked conversation.Identity
	notes []live.Note
}

func (f *teller) VisitorThread(_ context.Context, _ string, who conversation.Identity) (conversation.VisitorThread, error) {
	f.asked = who
	if who.Value == "nobody" {
		return conversation.VisitorThread{}, conversation.ErrNotFound
	}
	return conversation.VisitorThread{ConversationID: "c"}, nil
}

func (f *teller) Tell(_ context.Context, n live.Note) error {
	f.notes = append(f.notes, n)
	return nil
}

func TestChannel(t *testing.T) {
	t.Parallel()
	told := &teller{}
	c := widget.New(told)
	sent, err := c.Send(t.Context(), conversation.Dispatch{Message: conversation.Message{ID: "m"}})
	require.NoError(t, err)
	require.Equal(t, "m", sent.ExternalID)
	require.True(t, c.RetriesUnknown())
	require.Zero(t, c.Policy().Window, "one may write at any time")
	_, err = c.Decode(inbox("one"), nil, []byte("{}"))
	require.ErrorIs(t, err, channels.ErrSignature)

	visitor := conversation.Identity{Kind: conversation.IdentityVisitor, Value: "v"}
	require.NoError(t, c.Typing(t.Context(), inbox(), []conversation.Identity{visitor}, ""))
	require.Equal(t, visitor, told.asked)
	require.NoError(t, c.MarkRead(t.Context(), inbox(), []conversation.Identity{visitor}, ""))
	require.NoError(t, c.MarkRead(t.Context(), inbox(), nil, ""))
	require.Equal(t, []live.Note{
		{Kind: live.KindTyping, InboxID: inbox().ID, ConversationID: "c", Party: live.PartyBrand},
		{Kind: live.KindSeen, InboxID: inbox().ID, ConversationID: "c"},
	}, told.notes)
	require.ErrorIs(t, c.Typing(t.Context(), inbox(), []conversation.Identity{{Value: "nobody"}}, ""), conversation.ErrNotFound)
}

func raw64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
