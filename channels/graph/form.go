package graph

import (
	"errors"
	"io"
	"mime/multipart"
	"net/textproto"
	"strings"
)

// Form is a file to be put at Meta's, as multipart/form-data.
type Form struct {
	// Fields come before the file, each a name and a value.
	Fields [][2]string
	// Part is the name of the file's part.
	Part string
	// Name is the file's, MIME its type, Size its length in bytes.
	Name    string
	MIME    string
	Size    int64
	Content io.Reader
}

// Stream returns the form as a body that is never in memory as a whole. Close
// ends it, and afterwards nobody reads Content any more.
func (f Form) Stream() (body io.ReadCloser, contentType string) {
	reader, writer := io.Pipe()
	form := multipart.NewWriter(writer)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		writer.CloseWithError(f.write(form))
	}()
	return &stream{reader, ended}, form.FormDataContentType()
}

// stream waits for its writer when it is closed.
type stream struct {
	*io.PipeReader
	ended <-chan struct{}
}

func (s *stream) Close() error {
	err := s.PipeReader.Close()
	<-s.ended
	return err
}

func (f Form) write(form *multipart.Writer) error {
	for _, field := range f.Fields {
		if err := form.WriteField(field[0], field[1]); err != nil {
			return err
		}
	}
	part, err := form.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="` + f.Part + `"; filename="` + plainName(f.Name) + `"`},
		"Content-Type":        {strings.Map(printable, f.MIME)},
	})
	if err != nil {
		return err
	}
	if n, err := io.Copy(part, io.LimitReader(f.Content, f.Size+1)); err != nil {
		return err
	} else if n != f.Size {
		return errors.New("graph: the file is not as long as it should be")
	}
	return form.Close()
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
