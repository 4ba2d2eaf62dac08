package api

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/labstack/echo/v4"

	"github.com/parleyhq/parley/conversation"
)

// input is what openapi.yaml says of an operation's input.
type input struct {
	query openapi3.Parameters
	// raw bodies are the handler's to judge, as they came, and streamed ones also
	// to read, at their own pace if they flow; else json is the schema of the body, nil for operations without one.
	raw    bool
	stream bool
	flows  bool
	json   *openapi3.Schema
}

func inputOf(path *openapi3.PathItem, operation *openapi3.Operation, r rule) input {
	in := input{
		query: append(append(openapi3.Parameters{}, path.Parameters...), operation.Parameters...),
		raw:   r.raw, stream: r.stream, flows: r.stream && r.timeout > long,
	}
	if r.raw || r.stream || operation.RequestBody == nil {
		return in
	}
	in.json = operation.RequestBody.Value.Content.Get(echo.MIMEApplicationJSON).Schema.Value
	return in
}

// check is the middleware of a route: it reads the body within its limit, and
// lets only what openapi.yaml allows come to the handler. An id in the path that
// is no UUID belongs to nothing.
func (in input) check(limit int64) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			for _, id := range c.ParamValues() {
				if !conversation.IsUUID(id) {
					return notFound()
				}
			}
			request := c.Request()
			// A provider adds to its webhooks' addresses what it likes.
			if !in.raw {
				if err := checkQuery(in.query, request.URL.RawQuery); err != nil {
					return err
				}
			}
			limited := http.MaxBytesReader(c.Response().Writer, request.Body, limit)
			if in.stream {
				request.Body = limited
				if in.flows {
					request.Body = flowingBody{limited, http.NewResponseController(c.Response().Writer)}
				}
				return next(c)
			}
			body, err := in.read(limited, request.Header)
			if err != nil {
				return err
			}
			callOf(request.Context()).body = body
			request.Body = io.NopCloser(bytes.NewReader(body))
			return next(c)
		}
	}
}

func (in input) read(body io.Reader, header http.Header) ([]byte, error) {
	if in.json != nil {
		if err := checkMediaType(header); err != nil {
			return nil, err
		}
	}
	raw, err := io.ReadAll(body)
	switch {
	case err != nil:
		return nil, fmt.Errorf("read body: %w", unfinished(err))
	case in.raw:
		return raw, nil
	case in.json == nil:
		return raw, checkNoBody(raw)
	}
	if err := checkJSON(raw); err != nil {
		return nil, err
	}
	return acceptBody(in.json, raw)
}

// unfinished tells a body that was cut off from one that is too large.
func unfinished(err error) error {
	if _, tooLarge := err.(*http.MaxBytesError); tooLarge { //nolint:errorlint // io.ReadAll does not wrap
		return err
	}
	return &problem{kind: kindMalformed, detail: "The body ended early.", cause: err}
}

// checkMediaType wants JSON said in so many words: a form or text/plain can be
// sent by any page without asking.
func checkMediaType(header http.Header) error {
	media, parameters, err := mime.ParseMediaType(header.Get(echo.HeaderContentType))
	charset, said := parameters["charset"]
	if err != nil || media != echo.MIMEApplicationJSON || (said && !strings.EqualFold(charset, "utf-8")) {
		return notJSON()
	}
	if header.Get(echo.HeaderContentEncoding) != "" {
		return refuse(kindUnsupportedMediaType, "Send the body as it is, without Content-Encoding.")
	}
	return nil
}

// checkNoBody accepts nothing and, because many clients cannot help it, {}.
func checkNoBody(raw []byte) error {
	if body := bytes.TrimSpace(raw); len(body) > 0 && string(body) != "{}" {
		return invalid(FieldError{Reason: "this request takes no body"})
	}
	return nil
}
