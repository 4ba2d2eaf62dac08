package telegram

import (
	"fmt"
	"net/http"
	"strings"
)

// file is one that the API gives to bots.
type file struct {
	path    string
	mime    string
	content []byte
	spoilt  bool
}

// maxDownload is the most that bots get of a file.
const maxDownload = 20 << 20

// AddFile puts a file at Telegram's and returns what a message says of it:
// file_id, file_unique_id, file_size and mime_type.
func (s *Server) AddFile(mime string, content []byte) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.files) + 1
	id := fmt.Sprintf("AgACAgUAAxkB%06d", n)
	s.files[id] = &file{path: fmt.Sprintf("documents/file_%d.bin", n), mime: mime, content: content}
	return map[string]any{"file_id": id, "file_unique_id": fmt.Sprintf("AQAD%06d", n), "file_size": len(content), "mime_type": mime}
}

// Spoil cuts a file short from now on.
func (s *Server) Spoil(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[id].spoilt = true
}

func (s *Server) getFile(c Call) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := c.Fields["file_id"]
	f := s.files[id]
	switch {
	case f == nil:
		return nil, bad("wrong file_id or the file is temporarily unavailable")
	case len(f.content) > maxDownload:
		return nil, bad("file is too big")
	}
	return map[string]any{"file_id": id, "file_size": len(f.content), "file_path": f.path}, nil
}

func (s *Server) serveFile(w http.ResponseWriter, path string) {
	token, path, _ := strings.Cut(path, "/")
	s.mu.Lock()
	defer s.mu.Unlock()
	if token != s.options.Token || s.revoked {
		respond(w, nil, &refusal{status: http.StatusNotFound, description: "Not Found"})
		return
	}
	for _, f := range s.files {
		if f.path != path {
			continue
		}
		content := f.content
		if f.spoilt {
			content = content[:len(content)/2]
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = w.Write(content)
		return
	}
	respond(w, nil, &refusal{status: http.StatusNotFound, description: "Not Found"})
}
