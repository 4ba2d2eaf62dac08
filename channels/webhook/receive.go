package webhook

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// typeMessage is the one event this channel knows, both ways.
const typeMessage = "message.created"

// maxBatch bounds the messages of one webhook: they are stored in one
// transaction.
const maxBatch = 1000

// Decode verifies a webhook and returns its messages. Data is one message or a
// list of them:
//
//	{"external_id": "m-1", "contact": {"external_id": "u-1", "name": "Ann"},
//	 "content": {"text": "Where is my order?", "attachments": [{"url": "https://…"}]},
//	 "reply_to": "…", "sent_at": "2026-03-01T12:00:00Z", "campaign_id": "…"}
//
// The two external ids and a text or an attachment are required. Fields it does
// not know are passed over; events of another type are accepted and mean
// nothing. A list is taken as a whole or not at all. It fails with
// channels.ErrSignature, channels.ErrTooOld or a *channels.BodyError.
func (c *Channel) Decode(inbox conversation.Inbox, header http.Header, body []byte) ([]provider.Event, error) {
	if err := verify(inbox.Secrets, header, body, c.now()); err != nil {
		return nil, err
	}
	messages, err := decode(body)
	events := make([]provider.Event, len(messages))
	for i := range messages {
		events[i] = provider.Event{Account: inbox.Account, Message: &messages[i]}
	}
	return events, err
}

func decode(body []byte) ([]provider.Message, error) {
	var event struct {
		Type string          `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if err := unmarshal(body, &event, ""); err != nil {
		return nil, err
	}
	switch event.Type {
	case typeMessage:
	case "":
		return nil, &channels.BodyError{Field: "type", Problem: "is missing"}
	default:
		return nil, nil
	}

	data := bytes.TrimSpace(event.Data)
	if len(data) == 0 || string(data) == "null" {
		return nil, &channels.BodyError{Field: "data", Problem: "is missing"}
	}
	if data[0] != '[' {
		in, err := decodeMessage(data, "data")
		if err != nil {
			return nil, err
		}
		return []provider.Message{in}, nil
	}
	return decodeBatch(data)
}

func decodeBatch(data []byte) ([]provider.Message, error) {
	var items []json.RawMessage
	if err := unmarshal(data, &items, "data"); err != nil {
		return nil, err
	}
	if len(items) > maxBatch {
		return nil, &channels.BodyError{Field: "data", Problem: fmt.Sprintf("holds more than %d messages", maxBatch)}
	}
	batch := make([]provider.Message, 0, len(items))
	for i, item := range items {
		in, err := decodeMessage(item, fmt.Sprintf("data[%d]", i))
		if err != nil {
			return nil, err
		}
		batch = append(batch, in)
	}
	return batch, nil
}

// unmarshal decodes and says at which field it failed, in the names of the body
// and not of our types.
func unmarshal(data []byte, into any, path string) error {
	err := json.Unmarshal(data, into)
	if err == nil {
		return nil
	}
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) {
		return &channels.BodyError{Field: path, Problem: "is not JSON", Malformed: true}
	}
	return &channels.BodyError{Field: join(path, wrong.Field), Problem: "cannot be a JSON " + wrong.Value}
}

func join(path, field string) string {
	if path == "" || field == "" {
		return path + field
	}
	return path + "." + field
}
