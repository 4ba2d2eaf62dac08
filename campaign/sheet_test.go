package campaign_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// read returns all rows and why there are no more.
func read(file io.Reader, channel conversation.Channel, t campaign.Template) (rows []campaign.Row, err error) {
	for row, err := range campaign.ReadSheet(file, channel, t) {
		if err != nil {
			return rows, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func TestSheet(t *testing.T) {
	t.Parallel()
	template := campaign.Template{Text: "{{name}}: gate {{gate}}"}
	for _, comma := range []string{",", ";", "\t"} {
		file := "\ufeff" + strings.ReplaceAll(strings.Join([]string{
			"to,name,gate,send_at",
			"+49 (170) 123-45,Asha,\"B,42\",2026-03-01T09:00:00+01:00",
			"004917012345,Asha again,B1,",
			"nobody,X,B2,",
			"017012345,X,B3,tomorrow",
			"+4917012346,,B4,",
			"",
			"+4917012347,Bela",
			"+4917012348,Cem,\"two\nlines\",",
		}, "\r\n"), ",", comma)
		rows, err := read(iotest.OneByteReader(strings.NewReader(file)), conversation.ChannelWhatsApp, template)
		require.NoError(t, err)
		require.Len(t, rows, 7)

		first := rows[0].Recipient
		require.Equal(t, conversation.Identity{Kind: provider.WhatsAppPhone, Value: "4917012345"}, first.To)
		require.Equal(t, "Asha", first.Name)
		require.Equal(t, map[string]string{"name": "Asha", "gate": "B" + comma + "42"}, first.Values)
		require.True(t, first.SendAt.Equal(time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)))
		require.Equal(t, 2, rows[1].SameAs, "the same number, spelt otherwise")
		require.Equal(t, []campaign.FieldProblem{{Field: "to", Reason: "is no phone number"}}, rows[2].Problems)
		require.Equal(t, []campaign.FieldProblem{
			{Field: "to", Reason: "has no country code"},
			{Field: "send_at", Reason: "is no instant as 2026-03-01T09:00:00+01:00"},
		}, rows[3].Problems)
		require.Equal(t, []campaign.FieldProblem{{Field: "name", Reason: "is missing"}}, rows[4].Problems)
		require.Equal(t, "has 2 cells, and the header has 4", rows[5].Problems[0].Reason)
		require.Equal(t, 8, rows[5].Line, "as an editor counts them")
		require.Empty(t, rows[6].Problems)
		require.Equal(t, "two\nlines", rows[6].Recipient.Values["gate"])
	}
}

func TestSheetsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	template := campaign.Template{Text: "{{gate}}"}
	for file, reason := range map[string]string{
		"":                           "the file is empty",
		"\ufeff":                     "the file is empty",
		"gate\n1":                    `the column "to" is missing`,
		"to\n1":                      `the column "gate" is missing`,
		"to,gate,colour\n1,2,3":      `the column "colour" is no parameter of the template`,
		"to,gate,to\n1,2,3":          `the column "to" stands there twice`,
		"to,gate\nu,\"B42\nu2,\"x\"": "the quotes of a cell are not closed or stand in its middle",
	} {
		_, err := read(strings.NewReader(file), conversation.ChannelWebhook, template)
		var bad *campaign.SheetError
		require.ErrorAs(t, err, &bad, file)
		require.Equal(t, reason, bad.Reason)
	}
	cut := errors.New("cut off")
	rows, err := read(io.MultiReader(strings.NewReader("to,gate\nu,B1\n"), iotest.ErrReader(cut)), conversation.ChannelWebhook, template)
	require.ErrorIs(t, err, cut)
	require.Len(t, rows, 1)
}

func TestAddress(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		channel conversation.Channel
		to      string
		kind    conversation.IdentityKind
		value   string
	}{
		{conversation.ChannelWhatsApp, "+1 (650) 555-1234", provider.WhatsAppPhone, "16505551234"},
		{conversation.ChannelWhatsApp, "123456", "", ""},
		{conversation.ChannelWhatsApp, "1234567890123456", "", ""},
		{conversation.ChannelTelegram, "5512345", provider.TelegramUser, "5512345"},
		{conversation.ChannelTelegram, "@asha", "", ""},
		{conversation.ChannelMessenger, "998877", provider.MessengerUser, "998877"},
		{conversation.ChannelWebhook, " user-1 ", conversation.IdentityExternal, "user-1"},
		{conversation.ChannelWebhook, "a\x00b", "", ""},
		{conversation.ChannelWebhook, strings.Repeat("x", 513), "", ""},
		{conversation.ChannelWidget, "", "", ""},
	} {
		id, problem := campaign.Address(row.channel, row.to)
		require.Equal(t, row.kind == "", problem != "", row.to)
		require.Equal(t, conversation.Identity{Kind: row.kind, Value: row.value}, id, row.to)
	}
}

// FuzzSheet: whatever the bytes, reading ends, and a row without problems can be
// sent.
func FuzzSheet(f *testing.F) {
	for _, seed := range []string{"to,gate\nu,1", "to;gate\n\"u\";\"1\"", "\ufeffto\tgate\r\nu\t\xff", "to,gate,send_at\nu,1,2026-03-01T00:00:00Z\n,,,"} {
		f.Add(seed)
	}
	template := campaign.Template{Text: "{{gate}}"}
	f.Fuzz(func(t *testing.T, file string) {
		rows, _ := read(strings.NewReader(file), conversation.ChannelWebhook, template)
		for _, row := range rows {
			if len(row.Problems) > 0 {
				continue
			}
			require.NotEmpty(t, row.Recipient.To.Value)
			require.Empty(t, template.Check(row.Recipient.Values))
			require.True(t, conversation.PlainID(row.Recipient.To.Value))
			require.Equal(t, conversation.Clean(row.Recipient.Name), row.Recipient.Name)
		}
	})
}
