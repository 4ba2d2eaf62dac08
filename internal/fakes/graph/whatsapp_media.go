package graph

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// medium is a file at WhatsApp's.
type medium struct {
	id, mime string
	content  []byte
	until    time.Time
	spoilt   bool
	// issued is when its address was last given out.
	issued time.Time
}

// AddMedia puts a file that a person sends at WhatsApp's, for seven days, and
// returns what stands in the message: {id, mime_type, sha256}.
func (s *Server) AddMedia(mime string, content []byte) map[string]any {
	const week = 7 * 24 * time.Hour
	m := s.keep(mime, content, week)
	sum := sha256.Sum256(content)
	return map[string]any{"id": m.id, "mime_type": mime, "sha256": base64.StdEncoding.EncodeToString(sum[:])}
}

// Spoil has other bytes come for a file than were sent.
func (s *Server) Spoil(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.whatsapp.media[id].spoilt = true
}

func (s *Server) keep(mime string, content []byte, valid time.Duration) *medium {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.whatsapp.count++
	m := &medium{
		id: strconv.Itoa(7000000000 + s.whatsapp.count), mime: mime, content: content, until: s.options.Now().Add(valid),
	}
	s.whatsapp.media[m.id] = m
	return m
}

func (s *Server) hasMedia(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, ok := s.whatsapp.media[id]
	return ok && s.options.Now().Before(m.until)
}

// Media returns the content of a file by its id, nil if there is none.
func (s *Server) Media(id string) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, ok := s.whatsapp.media[id]
	if !ok {
		return nil
	}
	return m.content
}

// upload serves POST /{phone number id}/media.
func (c *call) upload() {
	const most = 100 << 20
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, most+1<<20)
	file, header, err := c.r.FormFile("file")
	if err != nil || c.r.FormValue("messaging_product") != "whatsapp" || c.r.FormValue("type") == "" {
		c.fail(http.StatusBadRequest, Failure{Code: 100, Message: "Invalid parameter"})
		return
	}
	defer func() { _ = file.Close() }()
	content, err := io.ReadAll(file)
	if err != nil || len(content) == 0 {
		c.fail(http.StatusBadRequest, Failure{Code: 131053, Message: "Media upload error"})
		return
	}
	const month = 30 * 24 * time.Hour
	m := c.keep(header.Header.Get("Content-Type"), content, month)
	c.answer(http.StatusOK, map[string]any{"id": m.id})
}

// describe serves GET /{media id}: the address holds for five minutes.
func (c *call) describe(m *medium) {
	if !c.hasMedia(m.id) {
		c.fail(http.StatusBadRequest, Failure{Code: 100, Subcode: 33, Message: "Unsupported get request. Object does not exist"})
		return
	}
	c.mu.Lock()
	m.issued = c.options.Now()
	sum := sha256.Sum256(m.content)
	c.mu.Unlock()
	c.answer(http.StatusOK, map[string]any{
		"messaging_product": "whatsapp", "id": m.id, "mime_type": m.mime, "sha256": hex.EncodeToString(sum[:]),
		// The size comes as a string.
		"file_size": fmt.Sprint(len(m.content)), "url": c.URL() + "/files/" + m.id,
	})
}

// file serves the address of a file.
func (c *call) file() {
	c.mu.Lock()
	m, ok := c.whatsapp.media[c.path[0]]
	expired := !ok || c.options.Now().Sub(m.issued) > 5*time.Minute
	c.mu.Unlock()
	if expired {
		http.NotFound(c.w, c.r)
		return
	}
	content := m.content
	if m.spoilt {
		content = append([]byte("spoilt"), content...)[:len(content)]
	}
	c.w.Header().Set("Content-Type", m.mime)
	_, _ = c.w.Write(content)
}
