package telegram

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/payload"
	"github.com/parleyhq/parley/provider"
)

// uploadTime bounds the sending of files: at 500 kB/s, 50 MB take that long.
const uploadTime = 2 * time.Minute

// Send makes one attempt to send a message. Telegram has no key that would make a
// second attempt harmless, and never says whether a message was read. Text goes
// as it is, without markup. It fails with *channels.RejectedError,
// *channels.NotSentError, *channels.UnknownError or channels.ErrNeedsReauth.
//
// Of an album, which is several messages to Telegram, ExternalID is the first and
// Parts are the others.
// Learnt holds the new id of a group that goes by another one now.
func (c *Channel) Send(ctx context.Context, account Account, m Outgoing) (channels.Sent, error) {
	if err := account.Validate(); err != nil {
		return channels.Sent{}, err
	}
	if err := m.check(); err != nil {
		return channels.Sent{}, err
	}
	chat, err := m.chat()
	if err != nil {
		return channels.Sent{}, err
	}
	got, err := c.send(ctx, account, m, chat)
	var refused *apiError
	if errors.As(err, &refused) && refused.MigratedTo != 0 && m.again() {
		got, err = c.send(ctx, account, m, refused.MigratedTo)
	}
	if err != nil {
		return channels.Sent{}, settle(err)
	}
	ids := sentIDs(got)
	if len(ids) == 0 {
		return channels.Sent{}, &channels.UnknownError{Cause: &channels.PlainError{Words: "Telegram's answer holds no id of the message"}}
	}
	sent := channels.Sent{ExternalID: ids[0], Learnt: []provider.Identity{identity(got[0].Object("chat").Int("id"))}}
	if len(ids) > 1 {
		sent.Parts = ids[1:]
	}
	return sent, nil
}

// sentIDs are the external ids of messages that Telegram took, none if the first
// has none.
func sentIDs(messages []payload.Object) []string {
	var ids []string
	for i, m := range messages {
		chat, id := m.Object("chat").Int("id"), m.Int("message_id")
		switch {
		case id > 0 && chat != 0:
			ids = append(ids, externalID(chat, id))
		case i == 0:
			return nil
		}
	}
	return ids
}

// again says whether the message can be sent a second time: what was read of a
// file is gone.
func (m Outgoing) again() bool {
	for _, f := range m.Files {
		if f.Content != nil {
			return false
		}
	}
	return true
}

// send makes the call that fits the message and returns Telegram's messages:
// several for an album.
func (c *Channel) send(ctx context.Context, account Account, m Outgoing, chat int64) ([]payload.Object, error) {
	parameters := map[string]any{"chat_id": chat}
	if _, id, ok := splitID(m.ReplyTo); ok {
		parameters["reply_parameters"] = map[string]any{"message_id": id, "allow_sending_without_reply": true}
	}
	var got answer
	var err error
	switch len(m.Files) {
	case 0:
		parameters["text"] = m.Text
		got, err = c.do(ctx, account, "sendMessage", parameters)
	case 1:
		kind := m.Files[0].as()
		if m.Text != "" {
			parameters["caption"] = m.Text
		}
		got, err = c.files(ctx, account, "send"+strings.ToUpper(kind[:1])+kind[1:], parameters, map[string]File{kind: m.Files[0]})
	default:
		got, err = c.album(ctx, account, m, parameters)
	}
	if err != nil {
		return nil, err
	}
	if list := got.Objects("result"); len(list) > 0 {
		return list, nil
	}
	return []payload.Object{got.result()}, nil
}

func (c *Channel) album(ctx context.Context, account Account, m Outgoing, parameters map[string]any) (answer, error) {
	files := map[string]File{}
	var media []map[string]any
	for i, kind := range asAlbum(m.Files) {
		item := map[string]any{"type": kind, "media": m.Files[i].URL}
		if m.Files[i].Content != nil {
			name := fmt.Sprint("file", i)
			files[name], item["media"] = m.Files[i], "attach://"+name
		}
		// A caption of the first is shown below the whole album, except that
		// documents and audio files each have their own.
		if i == 0 && m.Text != "" {
			item["caption"] = m.Text
		}
		media = append(media, item)
	}
	parameters["media"] = media
	return c.files(ctx, account, "sendMediaGroup", parameters, files)
}

// Typing shows the person for five seconds that somebody writes. It fails as Send
// does, and may be repeated.
func (c *Channel) Typing(ctx context.Context, account Account, to []provider.Identity) error {
	if err := account.Validate(); err != nil {
		return err
	}
	chat, err := Outgoing{To: to}.chat()
	if err != nil {
		return err
	}
	_, err = c.do(ctx, account, "sendChatAction", map[string]any{"chat_id": chat, "action": "typing"})
	return repeatable(err)
}

// Acknowledge ends the waiting that the person sees on a button they pressed, by
// the external id of the press. For other messages there is nothing to do:
// Telegram shows nobody what a bot has read. It fails as Send does, and may be
// repeated.
func (c *Channel) Acknowledge(ctx context.Context, account Account, externalID string) error {
	query, pressed := strings.CutPrefix(externalID, callbackPrefix)
	if !pressed {
		return nil
	}
	if err := account.Validate(); err != nil {
		return err
	}
	_, err := c.do(ctx, account, "answerCallbackQuery", map[string]any{"callback_query_id": query})
	return repeatable(err)
}

// React puts the bot's reaction on a message, in place of the one that was there;
// the empty emoji takes it away. It fails as Send does, and may be repeated.
func (c *Channel) React(ctx context.Context, account Account, externalID, emoji string) error {
	if err := account.Validate(); err != nil {
		return err
	}
	chat, message, ok := splitID(externalID)
	if !ok {
		return reject("Telegram takes no reaction to this message")
	}
	reaction := []map[string]string{}
	if emoji != "" {
		reaction = append(reaction, map[string]string{"type": "emoji", "emoji": emoji})
	}
	_, err := c.do(ctx, account, "setMessageReaction", map[string]any{"chat_id": chat, "message_id": message, "reaction": reaction})
	return repeatable(err)
}

// settle puts what came of a call into the errors of Send.
func settle(err error) error {
	var refused *apiError
	if errors.As(err, &refused) {
		return refused.outcome()
	}
	return err
}

// repeatable is settle for a call that does no harm when it is made again.
func repeatable(err error) error {
	err = settle(err)
	var unknown *channels.UnknownError
	if errors.As(err, &unknown) {
		return &channels.NotSentError{Cause: unknown.Cause}
	}
	return err
}
