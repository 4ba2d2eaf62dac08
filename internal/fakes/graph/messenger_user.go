package graph

import "maps"

// Write has a person write a text to the page, and returns the message's id.
func (p *Page) Write(from, text string) string { return p.Message(from, map[string]any{"text": text}) }

// Message has a person send any message, and returns its id.
func (p *Page) Message(from string, message map[string]any) string {
	message = maps.Clone(message)
	message["mid"] = p.mid()
	p.Act(from, map[string]any{"message": message})
	mid, _ := message["mid"].(string)
	return mid
}

// Press has a person press a button that has no message of its own.
func (p *Page) Press(from, title, payload string) {
	p.Act(from, map[string]any{"postback": map[string]any{"title": title, "payload": payload}})
}

// React has a person react to a message; an empty emoji takes it away.
func (p *Page) React(from, target, emoji string) {
	reaction := map[string]any{"mid": target, "action": "react", "emoji": emoji, "reaction": "other"}
	if emoji == "" {
		reaction = map[string]any{"mid": target, "action": "unreact"}
	}
	p.Act(from, map[string]any{"reaction": reaction})
}

// Edit has a person edit a message of theirs for the n-th time.
func (p *Page) Edit(from, target, text string, n int) {
	p.report(from, map[string]any{"message_edit": map[string]any{"mid": target, "text": text, "num_edit": n}}, false)
}

// Unsend has a person take a message back.
func (p *Page) Unsend(from, target string) {
	p.report(from, map[string]any{"message": map[string]any{"mid": target, "is_deleted": true}}, false)
}

// Delivered reports that a message has arrived, and all before it.
func (p *Page) Delivered(to, id string) {
	p.report(to, map[string]any{"delivery": map[string]any{"mids": []any{id}, "watermark": p.now()}}, false)
}

// Read reports that a person has read everything so far.
func (p *Page) Read(by string) {
	p.report(by, map[string]any{"read": map[string]any{"watermark": p.now()}}, false)
}

// ByHand has somebody write to a person in the page's own inbox, and returns the
// message's id.
func (p *Page) ByHand(to, text string) string {
	id := p.mid()
	const pageInbox = 263902037430900
	p.fromPage(to, map[string]any{"mid": id, "is_echo": true, "app_id": pageInbox, "text": text})
	return id
}

// Act has a person do anything that opens the window.
func (p *Page) Act(from string, fields map[string]any) { p.report(from, fields, true) }

func (p *Page) mid() string {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	return p.server.messenger.id("m_USER")
}

func (p *Page) now() int64 { return p.server.options.Now().UnixMilli() }

// report queues an event between a person and the page.
func (p *Page) report(who string, fields map[string]any, opens bool) {
	p.server.mu.Lock()
	known := p.know(who)
	if opens {
		known.wrote = p.server.options.Now()
	}
	p.server.mu.Unlock()
	item := maps.Clone(fields)
	item["sender"], item["recipient"] = map[string]any{"id": who}, map[string]any{"id": p.ID}
	item["timestamp"] = p.now()
	p.server.report("page", p.ID, "messaging", item)
}

// fromPage reports a message in the page's name.
func (p *Page) fromPage(to string, message map[string]any) {
	p.server.report("page", p.ID, "messaging", map[string]any{
		"sender": map[string]any{"id": p.ID}, "recipient": map[string]any{"id": to}, "timestamp": p.now(), "message": message,
	})
}
