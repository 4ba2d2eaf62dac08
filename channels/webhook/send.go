package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
)

// Send posts a message to the inbox's delivery URL, signed, as
//
//	{"message_id": "…", "conversation_id": "…", "inbox_id": "…", "contact": {"external_id": "u-1"},
//	 "author": "agent", "text": "On its way.", "attachments": [{"url": "https://…"}], "reply_to": "…"}
//
// with author one of agent, auto and campaign. The webhook-id is the message's
// id and the body is the same at every attempt; the timestamp is fresh. Any 2xx
// means that the app has it. For an inbox without a delivery URL there is nobody
// to call: being in the history, where the app reads it over the API, is all the
// sending there is, and the note says so.
func (c *Channel) Send(ctx context.Context, d conversation.Dispatch) (channels.Sent, error) {
	if d.Inbox.DeliveryURL == "" {
		return channels.Sent{Note: "the inbox has no delivery_url: the app has to read it over the API"}, nil
	}
	return channels.Sent{}, c.post(ctx, d.Inbox, d.Message.ID, payload(d))
}

// post makes one attempt at having the app take an event.
func (c *Channel) post(ctx context.Context, inbox conversation.Inbox, id string, e any) error {
	// Cancelled by hand and not by a deadline: once the headers are there, the
	// rest of the answer gets less time.
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	timer := time.AfterFunc(c.timeout, cancel)
	defer timer.Stop()

	var left atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { left.Store(true) }})
	request, err := c.request(ctx, inbox, id, e)
	if err != nil {
		return err
	}
	response, err := c.client.Do(request)
	if err != nil {
		return failure(err, left.Load())
	}
	defer func() { _ = response.Body.Close() }()
	timer.Reset(drainTime)
	_, _ = io.CopyN(io.Discard, response.Body, maxAnswer)
	return outcome(response, c.now())
}

func (c *Channel) request(ctx context.Context, inbox conversation.Inbox, id string, e any) (*http.Request, error) {
	to, err := url.Parse(inbox.DeliveryURL)
	if err != nil || to.Host == "" || to.User != nil || (to.Scheme != "https" && to.Scheme != "http") {
		return nil, &channels.RejectedError{Reason: "the inbox's delivery URL is no plain http or https address"}
	}
	body, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("encode webhook: %w", err)
	}
	header, err := sign(inbox.Secrets, id, c.now(), body)
	if err != nil {
		return nil, err
	}
	header.Set("Content-Type", "application/json")
	header.Set("User-Agent", "Parley")
	// Present but empty: not sent, and tells net/http that the request may be
	// repeated when a kept connection turns out to be closed.
	header["Idempotency-Key"] = []string{}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, inbox.DeliveryURL, bytes.NewReader(body))
	if err != nil {
		return nil, &channels.RejectedError{Reason: "the inbox's delivery URL cannot be used"}
	}
	request.Header = header
	return request, nil
}

type event struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      delivered `json:"data"`
}

type delivered struct {
	MessageID      string              `json:"message_id"`
	ConversationID string              `json:"conversation_id"`
	InboxID        string              `json:"inbox_id"`
	Contact        contact             `json:"contact"`
	Author         conversation.Author `json:"author"`
	Text           string              `json:"text"`
	Attachments    []file              `json:"attachments,omitempty"`
	ReplyTo        string              `json:"reply_to,omitempty"`
}

// file is an attachment as apps read it: with an id if Parley has it, where an API
// key may fetch it, else with an address.
type file struct {
	ID   string            `json:"id,omitempty"`
	URL  string            `json:"url,omitempty"`
	Name string            `json:"name,omitempty"`
	MIME string            `json:"mime,omitempty"`
	Size int64             `json:"size,omitempty"`
	Kind conversation.Kind `json:"kind,omitempty"`
}

func filesOf(attachments []conversation.Attachment) []file {
	files := make([]file, len(attachments))
	for i, a := range attachments {
		files[i] = file{a.ID, a.URL, a.Name, a.MIME, a.Size, a.Kind}
	}
	return files
}

type contact struct {
	ExternalID string `json:"external_id"`
}

func payload(d conversation.Dispatch) event {
	m := d.Message
	return event{
		Type: typeMessage, Timestamp: m.CreatedAt.UTC(),
		Data: delivered{
			MessageID: m.ID, ConversationID: m.ConversationID, InboxID: d.Inbox.ID, Contact: contact{ExternalID: d.To.ID},
			Author: m.Author, Text: m.Text, Attachments: filesOf(m.Attachments), ReplyTo: m.ReplyTo,
		},
	}
}

const (
	// maxAnswer and drainTime bound what is read of an answer's body, which
	// nobody looks at: one that was read to its end lets the connection be kept.
	maxAnswer = 64 << 10
	drainTime = time.Second
)
