package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/textproto"
	"slices"
	"strings"
)

// files calls a method that takes files: as a form if any is to be uploaded.
func (c *Channel) files(ctx context.Context, account Account, method string, parameters map[string]any, files map[string]File) (answer, error) {
	for name, f := range files {
		if f.Content == nil {
			parameters[name] = f.URL
			delete(files, name)
		}
	}
	if len(files) == 0 {
		return c.do(ctx, account, method, parameters)
	}
	form := newForm()
	for _, name := range slices.Sorted(maps.Keys(parameters)) {
		if err := form.field(name, parameters[name]); err != nil {
			return answer{}, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := form.file(name, files[name]); err != nil {
			return answer{}, err
		}
	}
	body, length, err := form.body()
	if err != nil {
		return answer{}, err
	}
	return c.post(ctx, account, method, form.writer.FormDataContentType(), body, length, uploadTime)
}

// form is multipart/form-data of a known length that holds no file in memory: the
// text between the files is written beforehand, the files are read as they go.
type form struct {
	text   bytes.Buffer
	writer *multipart.Writer
	parts  []io.Reader
	length int64
}

func newForm() *form {
	f := &form{}
	f.writer = multipart.NewWriter(&f.text)
	return f
}

// field adds a parameter; what is no text goes as JSON.
func (f *form) field(name string, value any) error {
	text, ok := value.(string)
	if !ok {
		encoded, err := json.Marshal(value)
		if err != nil {
			return fmt.Errorf("encode parameters: %w", err)
		}
		text = string(encoded)
	}
	return f.writer.WriteField(name, text)
}

func (f *form) file(part string, file File) error {
	_, err := f.writer.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="` + part + `"; filename="` + plainName(file.Name) + `"`},
		"Content-Type":        {strings.Map(printable, file.MIME)},
	})
	if err != nil {
		return err
	}
	f.cut()
	f.parts = append(f.parts, &exactly{from: file.Content, left: file.Size})
	f.length += file.Size
	return nil
}

// cut takes what was written since the last file as a part.
func (f *form) cut() {
	text := bytes.Clone(f.text.Bytes())
	f.text.Reset()
	f.parts = append(f.parts, bytes.NewReader(text))
	f.length += int64(len(text))
}

func (f *form) body() (io.Reader, int64, error) {
	if err := f.writer.Close(); err != nil {
		return nil, 0, err
	}
	f.cut()
	return io.MultiReader(f.parts...), f.length, nil
}

// fileError is a file that could not be read: the request was cut off within it.
type fileError struct{ err error }

func (e *fileError) Error() string { return "telegram: read file: " + e.err.Error() }
func (e *fileError) Unwrap() error { return e.err }

// exactly reads so many bytes, and fails with *fileError on one that is shorter
// or longer.
type exactly struct {
	from io.Reader
	left int64
}

func (e *exactly) Read(p []byte) (int, error) {
	n, err := e.from.Read(p)
	e.left -= int64(n)
	switch {
	case e.left < 0, errors.Is(err, io.EOF) && e.left > 0:
		return n, &fileError{errors.New("it is not as long as it should be")}
	case err != nil && !errors.Is(err, io.EOF):
		return n, &fileError{err}
	}
	return n, err
}

// plainName keeps a name from ending its header.
func plainName(name string) string {
	name = strings.Map(printable, strings.NewReplacer(`"`, "_", `\`, "_", "/", "_").Replace(name))
	if name == "" {
		return "file"
	}
	return name
}

func printable(r rune) rune {
	if r < ' ' || r == 0x7f {
		return -1
	}
	return r
}
