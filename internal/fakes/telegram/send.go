package telegram

import (
	"encoding/json"
	"net/http"
	"slices"
	"unicode/utf16"
)

// send takes a message, or says why not.
func (s *Server) send(c Call) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	to := s.chats[c.Chat()]
	if to == nil {
		return nil, bad("chat not found")
	}
	if refused := to.refuses(); refused != nil {
		return nil, refused
	}
	units := func(text string) int { return len(utf16.Encode([]rune(text))) }
	switch {
	case c.Method == "sendMessage" && c.Fields["text"] == "":
		return nil, bad("message text is empty")
	case units(c.Fields["text"]) > 4096:
		return nil, bad("message is too long")
	case units(c.Fields["caption"]) > 1024:
		return nil, bad("message caption is too long")
	case c.Fields["parse_mode"] != "":
		return nil, bad("can't parse entities: what people write is no markup")
	}
	for _, f := range c.Files {
		if len(f.Content) == 0 {
			return nil, bad("file must be non-empty")
		}
	}
	if c.Method != "sendMediaGroup" {
		s.sent = append(s.sent, c)
		return s.message(to, c), nil
	}
	var items []map[string]any
	if json.Unmarshal([]byte(c.Fields["media"]), &items) != nil || len(items) < 2 || len(items) > 10 {
		return nil, bad("expected an Array of 2 to 10 InputMedia")
	}
	kinds := map[string]bool{}
	for _, item := range items {
		kind, _ := item["type"].(string)
		kinds[kind] = true
	}
	if (kinds["document"] || kinds["audio"]) && len(kinds) > 1 {
		return nil, bad("can't use the media of the specified type in the album")
	}
	s.sent = append(s.sent, c)
	messages := make([]map[string]any, 0, len(items))
	for range items {
		messages = append(messages, s.message(to, c))
	}
	return messages, nil
}

func bad(why string) *refusal {
	return &refusal{status: http.StatusBadRequest, description: "Bad Request: " + why}
}

// refuses is why nothing can be written in a chat.
func (c *chat) refuses() *refusal {
	switch {
	case c.migrated != 0:
		refused := bad("group chat was upgraded to a supergroup chat")
		refused.parameters = map[string]any{"migrate_to_chat_id": c.migrated}
		return refused
	case c.blocked:
		return &refusal{status: http.StatusForbidden, description: "Forbidden: bot was blocked by the user"}
	case c.deactivated:
		return &refusal{status: http.StatusForbidden, description: "Forbidden: user is deactivated"}
	default:
		return nil
	}
}

// message is what the bot wrote, as the API returns it.
func (s *Server) message(to *chat, c Call) map[string]any {
	to.lastMessage++
	return map[string]any{
		"message_id": to.lastMessage, "from": s.bot(), "chat": to.describe(), "date": s.options.Now().Unix(),
		"text": c.Fields["text"],
	}
}

// act notes a call that leaves no message.
func (s *Server) act(c Call) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.actions = append(s.actions, c)
	return true, nil
}

// Sent returns the messages that were taken, in order.
func (s *Server) Sent() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent)
}

// Actions returns the calls of sendChatAction, answerCallbackQuery and
// setMessageReaction, in order.
func (s *Server) Actions() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.actions)
}
