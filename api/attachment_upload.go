package api

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"time"
)

// maxPartHeaders is more than any client writes above a file.
const maxPartHeaders = 16

// fetchAgain is when it is worth asking again for a file that is being fetched.
const fetchAgain = 5 * time.Second

// uploaded finds the file in a request, and its name.
func uploaded(r UploadAttachmentRequestObject) (content io.Reader, name string, err error) {
	switch {
	case r.Body != nil:
		return r.Body, r.Params.Name, nil
	case r.MultipartBody != nil:
		part, err := r.MultipartBody.NextRawPart()
		switch {
		case errors.Is(err, io.EOF):
			return nil, "", invalid(FieldError{Field: "file", Reason: "is missing: the form has no such part"})
		case err != nil:
			return nil, "", brokenForm(err)
		case part.FormName() != "file":
			return nil, "", invalid(FieldError{Field: "file", Reason: "must be the first part of the form, and the only one"})
		case len(part.Header) > maxPartHeaders:
			return nil, "", refuse(kindMalformed, "The form has more headers than a file needs.")
		}
		return wholePart{part, r.MultipartBody}, firstOf(r.Params.Name, part.FileName()), nil
	default:
		return nil, "", refuse(kindUnsupportedMediaType,
			"Send the file as application/octet-stream, or as the part “file” of multipart/form-data.")
	}
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// wholePart is a part that ends well only if the form does, right after it.
type wholePart struct {
	part *multipart.Part
	form *multipart.Reader
}

// Read implements io.Reader.
func (w wholePart) Read(p []byte) (int, error) {
	n, err := w.part.Read(p)
	if !errors.Is(err, io.EOF) {
		return n, err
	}
	switch _, err := w.form.NextRawPart(); {
	case errors.Is(err, io.EOF):
		return n, io.EOF
	case err != nil:
		return n, brokenForm(err)
	default:
		return n, invalid(FieldError{Field: "file", Reason: "must be the only part of the form: send one file at a time"})
	}
}

func brokenForm(err error) error {
	return &problem{kind: kindMalformed, detail: "The upload ended early or is no form.", cause: err}
}

func megabytes(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%d MB", n>>20)
}
