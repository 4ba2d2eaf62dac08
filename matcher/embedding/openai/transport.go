package openai

import (
	"context"
	"io"
	"net/http"
)

func (c Config) httpClient() *http.Client {
	return &http.Client{
		Timeout:   c.Timeout,
		Transport: bounded{next: c.Transport, limit: c.longestAnswer()},
		// Customers' words go to the endpoint that was configured and to no other.
		CheckRedirect: func(*http.Request, []*http.Request) error { return redirectError{} },
	}
}

// longestAnswer is well above what a full batch takes, even of longer vectors
// than wanted and with every digit written out.
func (c Config) longestAnswer() int64 {
	const longestNative, digits, envelope = 4096, 32, 1 << 20
	return int64(c.BatchSize)*int64(max(c.Dimensions, longestNative))*digits + envelope
}

// bounded cuts answers off that never end.
type bounded struct {
	next  http.RoundTripper
	limit int64
}

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := b.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if header, ok := r.Context().Value(headerKey{}).(*http.Header); ok {
		*header = response.Header
	}
	response.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(response.Body, b.limit), response.Body}
	return response, nil
}

type headerKey struct{}

// withHeader asks for the header of the answer, which the client forgets when it
// returns an error.
func withHeader(ctx context.Context, header *http.Header) context.Context {
	return context.WithValue(ctx, headerKey{}, header)
}
