package graph

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"
)

// file is a file at Messenger's: sent by a person, or put there to be sent.
type file struct {
	kind, mime string
	content    []byte
	until      time.Time
}

// AddFile puts a file that a person sends at Messenger's, and returns the
// attachment as it stands in their message. Its address holds for a while.
func (s *Server) AddFile(kind, mime string, content []byte) map[string]any {
	const lasts = 3 * 24 * time.Hour
	return map[string]any{"type": kind, "payload": map[string]any{"url": s.address(s.keepFile(kind, mime, content, lasts))}}
}

// File returns the content of a file by its attachment id, nil if there is none.
func (s *Server) File(id string) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f, ok := s.messenger.files[id]; ok {
		return f.content
	}
	return nil
}

func (s *Server) keepFile(kind, mime string, content []byte, lasts time.Duration) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.messenger.id("9")
	s.messenger.files[id] = &file{kind: kind, mime: mime, content: content, until: s.options.Now().Add(lasts)}
	return id
}

// address is signed, so that it works for whoever has it.
func (s *Server) address(id string) string {
	return s.URL() + "/cdn/" + id + "?signature=" + digest(s.options.AppSecret, []byte(id))
}

// attach serves POST /{page id}/message_attachments.
func (c *call) attach() {
	const most = 25 << 20
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, most+1<<20)
	content, header, err := c.r.FormFile("filedata")
	if err != nil {
		c.fail(http.StatusBadRequest, Failure{Code: 100, Message: "Invalid parameter: filedata"})
		return
	}
	defer func() { _ = content.Close() }()
	var message struct {
		Attachment struct {
			Type    string `json:"type"`
			Payload struct {
				Reusable bool `json:"is_reusable"`
			} `json:"payload"`
		} `json:"attachment"`
	}
	all, err := io.ReadAll(content)
	if err != nil || len(all) == 0 || len(all) > most || json.Unmarshal([]byte(c.r.FormValue("message")), &message) != nil || !message.Attachment.Payload.Reusable {
		c.fail(http.StatusBadRequest, Failure{Code: 100, Subcode: 2018047, Message: "Upload attachment failure."})
		return
	}
	const lasts = 90 * 24 * time.Hour
	id := c.keepFile(message.Attachment.Type, header.Header.Get("Content-Type"), all, lasts)
	c.answer(http.StatusOK, map[string]any{"attachment_id": id})
}

// cdn serves the address of a file. It is on another host in truth, which must
// never see a token.
func (s *Server) cdn(w http.ResponseWriter, r *http.Request, id string) {
	s.mu.Lock()
	f, ok := s.messenger.files[id]
	valid := ok && !s.options.Now().After(f.until)
	s.mu.Unlock()
	signed := r.URL.Query().Get("signature") == digest(s.options.AppSecret, []byte(id))
	if !valid || !signed || strings.Contains(r.URL.RawQuery, "access_token") || r.Header.Get("Authorization") != "" {
		http.Error(w, "URL signature expired", http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Type", f.mime)
	_, _ = w.Write(f.content)
}
