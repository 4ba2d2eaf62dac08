package telegram

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
)

// Call is one call of a method, as it came.
type Call struct {
	Method string
	// Fields are the parameters: strings as they are, anything else as JSON.
	Fields map[string]string
	// Files are what was uploaded, by the name of the part.
	Files map[string]Upload
}

// Upload is one uploaded file.
type Upload struct {
	Name, MIME string
	Content    []byte
}

// Chat is the chat that the call is about.
func (c Call) Chat() int64 {
	id, _ := strconv.ParseInt(c.Fields["chat_id"], 10, 64)
	return id
}

func readCall(method string, r *http.Request) (Call, error) {
	c := Call{Method: method, Fields: map[string]string{}, Files: map[string]Upload{}}
	kind, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err != nil && r.Method == http.MethodGet:
		return c, nil
	case err != nil:
		return c, err
	case kind == "multipart/form-data":
		return c, c.form(multipart.NewReader(r.Body, parameters["boundary"]))
	case kind == "application/json":
		return c, c.json(r.Body)
	default:
		return c, errors.New("telegram: neither JSON nor a form")
	}
}

func (c Call) json(body io.Reader) error {
	var fields map[string]json.RawMessage
	if err := json.NewDecoder(io.LimitReader(body, 1<<20)).Decode(&fields); err != nil {
		return err
	}
	for name, raw := range fields {
		var text string
		if json.Unmarshal(raw, &text) != nil {
			text = string(raw)
		}
		c.Fields[name] = text
	}
	return nil
}

func (c Call) form(parts *multipart.Reader) error {
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return err
		}
		if strings.Contains(part.Header.Get("Content-Disposition"), "filename=") {
			c.Files[part.FormName()] = Upload{Name: part.FileName(), MIME: part.Header.Get("Content-Type"), Content: content}
			continue
		}
		c.Fields[part.FormName()] = string(content)
	}
}
