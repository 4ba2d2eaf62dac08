package conversation

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The engine's SDK decodes signal after signal into one variable and skips what
// fails: nothing of an unreadable one may be left in it.
func TestAnUnreadableSignalLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	var s InboundSignal
	require.NoError(t, json.Unmarshal([]byte(`{"seq":7,"id":3}`), &s))
	require.False(t, s.Doorbell())
	require.Equal(t, Malformed, s.Problem("any"))
	require.NoError(t, json.Unmarshal([]byte(`{"id":"m1"}`), &s))
	require.Equal(t, InboundSignal{ID: "m1"}, s)

	var a AgentSignal
	require.NoError(t, json.Unmarshal([]byte(`{"seq":7,"text":[]}`), &a))
	require.Equal(t, Malformed, a.Problem())
	require.NoError(t, json.Unmarshal([]byte(`{"id":"m1"}`), &a))
	require.Equal(t, AgentSignal{ID: "m1"}, a)
}

func TestProblemsOfSignals(t *testing.T) {
	t.Parallel()
	const inbox = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"
	good := func() InboundSignal {
		return InboundSignal{ID: "m", InboxID: inbox, From: &Sender{ID: "asha"}, Text: "hi"}
	}
	rows := []struct {
		change func(*InboundSignal)
		want   Reason
	}{
		{func(*InboundSignal) {}, ""},
		{func(s *InboundSignal) { s.ID = strings.Repeat("x", MaxID) }, ""},
		{func(s *InboundSignal) { s.ID = strings.Repeat("x", MaxID+1) }, TooLong},
		{func(s *InboundSignal) { s.ReplyTo = strings.Repeat("x", MaxID+1) }, TooLong},
		{func(s *InboundSignal) { s.CampaignID = strings.Repeat("x", MaxCampaignID+1) }, TooLong},
		{func(s *InboundSignal) { s.CampaignID = strings.Repeat("x", MaxCampaignID) }, ""},
		{func(s *InboundSignal) { s.Text = "" }, Incomplete},
		{func(s *InboundSignal) { s.Text, s.Attachments = "", []Attachment{{URL: "https://example.com/a"}} }, ""},
		{func(s *InboundSignal) { s.From.ID = strings.Repeat("x", MaxID+1) }, TooLong},
		{func(s *InboundSignal) { s.ID = "" }, Incomplete},
		{func(s *InboundSignal) { s.InboxID = "" }, Incomplete},
		{func(s *InboundSignal) { s.From = nil }, Incomplete},
		{func(s *InboundSignal) { s.From.ID = "" }, Incomplete},
		{func(s *InboundSignal) { s.From.ID = "Asha" }, WrongSender},
		{func(s *InboundSignal) { s.InboxID = strings.ToUpper(inbox) }, WrongSender},
	}
	for i, row := range rows {
		s := good()
		row.change(&s)
		require.Equal(t, row.want, s.Problem(ID(inbox, "asha")), "row %d", i)
	}
	require.Empty(t, AgentSignal{ID: "m", AgentID: inbox, Text: "hi"}.Problem())
	require.Equal(t, Incomplete, AgentSignal{AgentID: inbox, Text: "hi"}.Problem())
	require.Equal(t, Incomplete, AgentSignal{ID: "m", AgentID: inbox}.Problem())
	require.Equal(t, Incomplete, AgentSignal{ID: "m", Text: "hi"}.Problem())
	require.Equal(t, Malformed, AgentSignal{ID: "m", AgentID: "robot", Text: "hi"}.Problem())
	require.Equal(t, TooLong, AgentSignal{ID: strings.Repeat("x", MaxID+1), AgentID: inbox, Text: "hi"}.Problem())
}

// A time that cannot be read is unknown; the message counts all the same.
func TestSignalsWithNonsenseForATime(t *testing.T) {
	t.Parallel()
	rows := map[string]time.Time{
		`"2026-03-01T12:00:00Z"`: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
		`"yesterday"`:            {}, `0`: {}, `-5`: {}, `null`: {}, `{}`: {}, `""`: {},
	}
	for given, want := range rows {
		var s InboundSignal
		require.NoError(t, json.Unmarshal([]byte(`{"id": "m", "text": "hi", "sent_at": `+given+`}`), &s))
		require.Equal(t, "hi", s.Text, given)
		require.True(t, want.Equal(s.SentAt), given)
	}
}

func TestStartFits(t *testing.T) {
	t.Parallel()
	const inbox = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"
	id := ID(inbox, "asha")
	require.True(t, Start{}.Fits(id))
	require.True(t, Start{ConversationID: id, InboxID: inbox, Contact: &StartContact{ExternalID: "asha"}}.Fits(id))
	require.False(t, Start{ConversationID: ID(inbox, "bob")}.Fits(id))
	require.False(t, Start{InboxID: inbox, Contact: &StartContact{ExternalID: "bob"}}.Fits(id))
}

// What is handed from run to run must fit, so a size that is too small would
// cost a conversation its life.
func TestSizeIsAnUpperBound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String()
		files := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Attachment {
			return Attachment{URL: text.Draw(t, "url"), Name: text.Draw(t, "name"), MIME: text.Draw(t, "mime"), Size: rapid.Int64().Draw(t, "size")}
		}), 0, 3).Draw(t, "files")
		in := InboundSignal{
			MessageID: "", ID: text.Draw(t, "id"), InboxID: text.Draw(t, "inbox"), Text: text.Draw(t, "text"),
			From: &Sender{ID: text.Draw(t, "from"), Name: text.Draw(t, "name")}, Attachments: files,
			SentAt:  time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "sent"), 123456789).UTC(),
			ReplyTo: text.Draw(t, "reply"), CampaignID: text.Draw(t, "campaign"),
		}
		encoded, err := json.Marshal(in)
		require.NoError(t, err)
		require.GreaterOrEqual(t, in.Size(), len(encoded))
		agent := AgentSignal{ID: in.ID, AgentID: in.InboxID, Text: in.Text, Attachments: files}
		encoded, err = json.Marshal(agent)
		require.NoError(t, err)
		require.GreaterOrEqual(t, agent.Size(), len(encoded))
	})
}
