package faults

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// patience is how long anything may take on a busy machine; it is polled for.
const patience = 5 * time.Minute

// verdict is what is asked of a decision.
type verdict struct {
	Answered     bool
	FAQID        string `json:"faq_id"`
	Question     string
	Reason       string
	Explanation  string
	TrainingID   string                `json:"training_id"`
	QuickReplyID string                `json:"quick_reply_id"`
	QuickReplies []struct{ Sent bool } `json:"quick_replies"`
}

// matching is what messages are matched with.
type matching struct {
	UpToDate bool `json:"up_to_date"`
	Training *struct {
		ID   string
		FAQs int
	}
	Embedder struct{ Kind string }
}

// importing is an import.
type importing struct {
	Status            string
	Error             string
	Created, Rejected int
}

func (c *cluster) until(what string, happened func() bool) {
	c.t.Helper()
	require.Eventually(c.t, happened, patience, 100*time.Millisecond, what)
}

func (c *cluster) matching() (m matching) {
	c.t.Helper()
	c.do("GET", "/v1/matcher", c.admin, nil, &m)
	return m
}

// trained waits until a training of the FAQs as they are serves.
func (c *cluster) trained() (m matching) {
	c.t.Helper()
	c.until("the training serves", func() bool {
		m = c.matching()
		return m.UpToDate && m.Training != nil
	})
	return m
}

// says hands in a customer's message and returns the conversation's id.
func (c *cluster) says(contact, text string) string {
	c.t.Helper()
	var taken struct {
		ConversationID string `json:"conversation_id"`
	}
	c.do("POST", "/v1/inboxes/"+c.inbox+"/messages", c.key,
		map[string]any{"id": uuid.NewString(), "from": map[string]any{"id": contact}, "text": text}, &taken)
	return taken.ConversationID
}

// decision waits for the nth decision of a conversation and reads it as View
// matched does.
func (c *cluster) decision(conversation string, n int) verdict {
	c.t.Helper()
	var ids []string
	c.until("a decision", func() bool {
		ids = column[string](c, `SELECT id::text FROM decisions WHERE conversation_id = $1 ORDER BY created_at`, conversation)
		return len(ids) >= n
	})
	require.Len(c.t, ids, n)
	var d struct{ Verdict verdict }
	c.do("GET", "/v1/decisions/"+ids[n-1], c.admin, nil, &d)
	return d.Verdict
}

// answersTo waits until a conversation was answered automatically n times, and
// returns the texts.
func (c *cluster) answersTo(conversation string, n int) (texts []string) {
	c.t.Helper()
	c.until("automatic answers", func() bool {
		texts = column[string](c, `SELECT text FROM messages WHERE conversation_id = $1 AND author = 'auto' ORDER BY created_at`, conversation)
		return len(texts) >= n
	})
	return texts
}

// importFAQs uploads a file, to be active at once, and waits for the end.
func (c *cluster) importFAQs(file string) importing {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/v1/faqs/import?activate=true", strings.NewReader(file))
	if err != nil {
		return importing{Error: err.Error()}
	}
	request.Header.Set("Content-Type", "text/csv")
	request.Header.Set("Authorization", "Bearer "+c.admin)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return importing{Error: err.Error()}
	}
	defer func() { _ = response.Body.Close() }()
	var taken struct {
		ImportID string `json:"import_id"`
		Detail   string
	}
	if err := json.NewDecoder(response.Body).Decode(&taken); err != nil || taken.ImportID == "" {
		return importing{Error: response.Status + " " + taken.Detail}
	}
	for ctx.Err() == nil {
		var now struct{ Import importing }
		_, answer, err := c.try("GET", "/v1/faqs/imports/"+taken.ImportID, c.admin, nil)
		if err == nil && json.Unmarshal(answer, &now) == nil {
			switch now.Import.Status {
			case "done", "failed", "cancelled":
				return now.Import
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	return importing{Error: "it does not end"}
}
