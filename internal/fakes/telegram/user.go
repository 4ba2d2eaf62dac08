package telegram

import (
	"fmt"
	"maps"
	"strconv"
)

// User is a person on Telegram. Their private chat with the bot has their id.
type User struct {
	ID        int64
	FirstName string
	LastName  string
	Username  string
	Language  string
}

// chat is one chat that the bot is in.
type chat struct {
	id          int64
	kind        string
	user        User
	lastMessage int64
	blocked     bool
	deactivated bool
	migrated    int64
	// queue holds what the webhook has not taken, first come first.
	queue []*update
}

func (c *chat) describe() map[string]any {
	d := map[string]any{"id": c.id, "type": c.kind}
	if c.kind == "private" {
		d["first_name"], d["last_name"], d["username"] = c.user.FirstName, c.user.LastName, c.user.Username
	}
	return d
}

func (u User) describe() map[string]any {
	return map[string]any{
		"id": u.ID, "is_bot": false, "first_name": u.FirstName, "last_name": u.LastName, "username": u.Username,
		"language_code": u.Language,
	}
}

// with returns the chat with a user, opened if need be.
func (s *Server) with(u User) *chat {
	c := s.chats[u.ID]
	if c == nil {
		c = &chat{id: u.ID, kind: "private", lastMessage: s.options.First}
		s.chats[u.ID] = c
	}
	c.user = u
	return c
}

// Write has a user write a text to the bot, and returns its message_id.
func (s *Server) Write(from User, text string) int64 {
	return s.Act(from, map[string]any{"text": text})
}

// Act has a user send a message with these fields, and returns its message_id.
func (s *Server) Act(from User, fields map[string]any) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.with(from)
	c.lastMessage++
	s.report(c, "message", s.written(c, c.lastMessage, fields))
	return c.lastMessage
}

// Edit has a user edit a message: fields are all of its new content.
func (s *Server) Edit(from User, message int64, fields map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.with(from)
	m := s.written(c, message, fields)
	m["edit_date"] = s.options.Now().Unix()
	s.report(c, "edited_message", m)
}

func (s *Server) written(c *chat, id int64, fields map[string]any) map[string]any {
	m := map[string]any{"message_id": id, "from": c.user.describe(), "chat": c.describe(), "date": s.options.Now().Unix()}
	maps.Copy(m, fields)
	return m
}

// React has a user react to a message; an empty emoji takes the reaction away.
func (s *Server) React(from User, message int64, emoji string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.with(from)
	reactions := []any{}
	if emoji != "" {
		reactions = append(reactions, map[string]any{"type": "emoji", "emoji": emoji})
	}
	s.report(c, "message_reaction", map[string]any{
		"chat": c.describe(), "message_id": message, "user": from.describe(), "date": s.options.Now().Unix(),
		"old_reaction": []any{}, "new_reaction": reactions,
	})
}

// Press has a user press a button below a message of the bot, and returns the id
// of the press.
func (s *Server) Press(from User, message int64, text, data string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.with(from)
	id := strconv.FormatUint(s.random.Uint64()>>1, 10)
	s.report(c, "callback_query", map[string]any{
		"id": id, "from": from.describe(), "chat_instance": fmt.Sprint(c.id), "data": data,
		"message": map[string]any{
			"message_id": message, "from": s.bot(), "chat": c.describe(), "date": s.options.Now().Unix(),
			"reply_markup": map[string]any{"inline_keyboard": [][]any{{map[string]any{"text": text, "callback_data": data}}}},
		},
	})
	return id
}

// Block has a user block the bot, or let it in again.
func (s *Server) Block(from User, blocked bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.with(from)
	c.blocked = blocked
	states := map[bool]string{true: "kicked", false: "member"}
	member := func(status string) map[string]any { return map[string]any{"user": s.bot(), "status": status} }
	s.report(c, "my_chat_member", map[string]any{
		"chat": c.describe(), "from": from.describe(), "date": s.options.Now().Unix(),
		"old_chat_member": member(states[!blocked]), "new_chat_member": member(states[blocked]),
	})
}

// Deactivate has a user delete their account, of which nobody is told.
func (s *Server) Deactivate(u User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.with(u).deactivated = true
}

// Migrate turns a group into a supergroup, which has another id.
func (s *Server) Migrate(from, to int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before, after := &chat{id: from, kind: "group", migrated: to}, &chat{id: to, kind: "supergroup"}
	s.chats[from], s.chats[to] = before, after
	now := s.options.Now().Unix()
	s.report(before, "message", map[string]any{"message_id": 1, "chat": before.describe(), "date": now, "migrate_to_chat_id": to})
	s.report(after, "message", map[string]any{"message_id": 1, "chat": after.describe(), "date": now, "migrate_from_chat_id": from})
}
