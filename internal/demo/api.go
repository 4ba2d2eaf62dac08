package demo

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// What the demo reads of the API's answers; api/openapi.yaml has the whole.

type ingested struct {
	ConversationID string `json:"conversation_id"`
	MessageID      string `json:"message_id"`
}

type message struct {
	ID         string    `json:"id"`
	Direction  string    `json:"direction"`
	Author     string    `json:"author"`
	Text       string    `json:"text"`
	DecisionID string    `json:"decision_id"`
	CreatedAt  time.Time `json:"created_at"`
}

type conversationView struct {
	Status string `json:"status"`
}

type decision struct {
	ID        string    `json:"id"`
	CreatedAt time.Time `json:"created_at"`
	Verdict   verdict   `json:"verdict"`
}

type verdict struct {
	Answered  bool    `json:"answered"`
	FAQID     string  `json:"faq_id"`
	Score     float64 `json:"score"`
	Threshold float64 `json:"threshold"`
	Reason    string  `json:"reason"`
}

type faqView struct {
	ID       string   `json:"id"`
	Status   string   `json:"status"`
	Question string   `json:"question"`
	Labels   []string `json:"labels"`
}

// say hands in a message of an end user. The id is the message's in the inbox:
// saying it again changes nothing.
func (c *Client) say(ctx context.Context, inboxID, contactID, name, id, text string) (ingested, error) {
	var stored ingested
	err := c.call(ctx, request{
		method: http.MethodPost, path: "/v1/inboxes/" + inboxID + "/messages",
		body: map[string]any{"id": id, "from": map[string]string{"id": contactID, "name": name}, "text": text},
	}, &stored)
	return stored, err
}

// history returns a conversation's latest messages, latest first.
func (c *Client) history(ctx context.Context, conversationID string) ([]message, error) {
	var page struct {
		Items []message `json:"items"`
	}
	err := c.call(ctx, request{method: http.MethodGet, path: "/v1/conversations/" + conversationID + "/messages"}, &page)
	return page.Items, err
}

func (c *Client) conversation(ctx context.Context, id string) (conversationView, error) {
	var view conversationView
	err := c.call(ctx, request{method: http.MethodGet, path: "/v1/conversations/" + id}, &view)
	return view, err
}

func (c *Client) decision(ctx context.Context, id string) (decision, error) {
	var d decision
	err := c.call(ctx, request{method: http.MethodGet, path: "/v1/decisions/" + id}, &d)
	return d, err
}

func (c *Client) claim(ctx context.Context, conversationID, key string) error {
	return c.call(ctx, request{method: http.MethodPost, path: "/v1/conversations/" + conversationID + "/claim", key: key}, nil)
}

func (c *Client) reply(ctx context.Context, conversationID, key, text string) error {
	return c.call(ctx, request{
		method: http.MethodPost, path: "/v1/conversations/" + conversationID + "/messages", key: key,
		body: map[string]string{"text": text},
	}, nil)
}

func (c *Client) createFAQ(ctx context.Context, f FAQ) (faqView, error) {
	var created faqView
	err := c.call(ctx, request{
		method: http.MethodPost, path: "/v1/faqs",
		body: map[string]any{
			"type": f.Type, "question": f.Question, "related_questions": f.RelatedQuestions,
			"answer": f.Answer, "labels": f.Labels, "status": "active",
		},
	}, &created)
	return created, err
}

// faqs returns all FAQs, archived ones too.
func (c *Client) faqs(ctx context.Context) ([]faqView, error) {
	var all []faqView
	cursor := ""
	for {
		var page struct {
			Items      []faqView `json:"items"`
			NextCursor string    `json:"next_cursor"`
		}
		path := "/v1/faqs?limit=200"
		if cursor != "" {
			path += "&cursor=" + url.QueryEscape(cursor)
		}
		if err := c.call(ctx, request{method: http.MethodGet, path: path}, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		if page.NextCursor == "" {
			return all, nil
		}
		cursor = page.NextCursor
	}
}
