package graph

import (
	"fmt"
	"maps"
)

// Write has a person write a text to a number, and returns the message's id.
func (s *Server) Write(number string, from User, text string) string {
	return s.Act(number, from, map[string]any{"type": "text", "text": map[string]any{"body": text}})
}

// React has a person react to a message; an empty emoji takes it away.
func (s *Server) React(number string, from User, target, emoji string) string {
	return s.Act(number, from, map[string]any{"type": "reaction", "reaction": map[string]any{"message_id": target, "emoji": emoji}})
}

// Edit has a person edit a text of theirs.
func (s *Server) Edit(number string, from User, target, text string) string {
	wording := map[string]any{"type": "text", "text": map[string]any{"body": text}}
	return s.Act(number, from, map[string]any{"type": "edit", "edit": map[string]any{"original_message_id": target, "message": wording}})
}

// RevokeMessage has a person take a message back.
func (s *Server) RevokeMessage(number string, from User, target string) string {
	return s.Act(number, from, map[string]any{"type": "revoke", "revoke": map[string]any{"original_message_id": target}})
}

// ChangeNumber has a person go over to another number, and so to another user id.
func (s *Server) ChangeNumber(number string, old, now User) string {
	s.AddUser(now)
	system := map[string]any{"type": "user_changed_number", "wa_id": now.Phone, "body": "A user changed their number"}
	put(system, "user_id", now.UserID)
	put(system, "previous_user_id", old.UserID)
	return s.item(number, old, map[string]any{"type": "system", "system": system}, false)
}

// Act has a person do anything that is an item of "messages", and returns its id.
func (s *Server) Act(number string, from User, item map[string]any) string {
	s.AddUser(from)
	return s.item(number, from, item, true)
}

func (s *Server) item(number string, from User, item map[string]any, contacts bool) string {
	item = maps.Clone(item)
	s.mu.Lock()
	n, now := s.whatsapp.numbers[number], s.options.Now()
	id := s.whatsapp.id()
	if contacts {
		s.whatsapp.wrote[[2]string{number, from.key()}] = now
	}
	s.mu.Unlock()
	item["id"] = id
	item["timestamp"] = fmt.Sprint(now.Unix())
	put(item, "from", from.Phone)
	put(item, "from_user_id", from.UserID)
	put(item, "from_parent_user_id", from.ParentID)
	value := map[string]any{"messages": []any{item}}
	if contacts {
		value["contacts"] = []any{contactOf(from)}
	}
	s.change(n, "messages", value)
	return id
}

// key is what the server tells people by.
func (u User) key() string {
	if u.UserID != "" {
		return u.UserID
	}
	return u.Phone
}

// Status reports that a message of the business has come so far.
func (s *Server) Status(id, status string) { s.status(id, status, nil) }

// FailLater reports that a message that was taken was not delivered.
func (s *Server) FailLater(id string, f Failure) { s.status(id, "failed", &f) }

func (s *Server) status(id, status string, f *Failure) {
	s.mu.Lock()
	var sent Sent
	for _, m := range s.whatsapp.sent {
		if m.ID == id {
			sent = m
		}
	}
	n, now := s.whatsapp.numbers[sent.Number], s.options.Now()
	s.mu.Unlock()
	item := map[string]any{"id": id, "status": status, "timestamp": fmt.Sprint(now.Unix())}
	put(item, "recipient_id", sent.To.Phone)
	put(item, "recipient_user_id", sent.To.UserID)
	put(item, "recipient_parent_user_id", sent.To.ParentID)
	put(item, "biz_opaque_callback_data", sent.Callback)
	if f != nil {
		item["errors"] = []any{map[string]any{
			"code": f.Code, "title": f.Message, "message": f.Message, "error_data": map[string]any{"details": f.Details},
		}}
	}
	s.change(n, "messages", map[string]any{"statuses": []any{item}})
}
