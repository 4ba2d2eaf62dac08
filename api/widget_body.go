package api

import (
	"bytes"
	"fmt"
	"io"
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"
)

// widgetBody is how many bytes a request of the widget may have: the longest
// message, escaped.
const widgetBody = 128 << 10

// readWidget reads a request's JSON into a T, under the rules that every body is
// read by.
func readWidget[T any](c echo.Context) (T, error) {
	var into T
	request := c.Request()
	if err := checkMediaType(request.Header); err != nil {
		return into, err
	}
	raw, err := io.ReadAll(http.MaxBytesReader(c.Response().Writer, request.Body, widgetBody))
	if err != nil {
		return into, fmt.Errorf("read body: %w", unfinished(err))
	}
	if err := checkJSON(raw); err != nil {
		return into, err
	}
	if err := json.UnmarshalRead(bytes.NewReader(raw), &into, json.RejectUnknownMembers(true)); err != nil {
		return into, &problem{kind: kindInvalid, detail: "The body has members that are not acceptable.", cause: err}
	}
	return into, nil
}
