package api

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// observer is the outermost middleware: it names a request, answers its errors
// and panics, logs it and counts it.
type observer struct {
	log         *slog.Logger
	metrics     *Metrics
	secure      bool
	unavailable func(error) bool
}

func (o observer) wrap(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		begin := time.Now()
		request := c.Request()
		call := &call{
			requestID: requestID(request), method: request.Method, peer: c.RealIP(),
			header: request.Header, query: request.URL.Query(),
		}
		c.SetRequest(request.WithContext(withCall(request.Context(), call)))
		o.setHeaders(c.Response().Header(), request.URL.Path, call.requestID)

		if err := o.recover(next, c); err != nil {
			o.fail(c, call, err)
		}

		took := time.Since(begin)
		o.metrics.request(c.Path(), request.Method, c.Response().Status, took)
		o.log.InfoContext(request.Context(), "request",
			"request_id", call.requestID, "method", request.Method, "path", request.URL.Path,
			"status", c.Response().Status, "took", took, "peer", call.peer, "principal", call.principal.ID())
		return nil
	}
}

// recover turns a panic into an error with its stack.
func (o observer) recover(next echo.HandlerFunc, c echo.Context) (err error) {
	defer func() {
		reason := recover()
		if reason == nil {
			return
		}
		if cause, ok := reason.(error); ok && errors.Is(cause, http.ErrAbortHandler) {
			panic(reason)
		}
		err = fmt.Errorf("panic: %v\n%s", reason, debug.Stack())
	}()
	return next(c)
}

// fail answers an error as problem details. What is the server's fault is
// logged, whatever the client gets to see; that somebody did not wait for their
// answer is nobody's.
func (o observer) fail(c echo.Context, call *call, err error) {
	p := problemOf(err, o.unavailable)
	body := p.body(call.requestID)
	ctx := c.Request().Context()
	switch {
	case errors.Is(err, context.Canceled) && errors.Is(ctx.Err(), context.Canceled):
		o.log.InfoContext(ctx, "the caller left before the answer", "request_id", call.requestID)
	case body.Status >= http.StatusInternalServerError:
		o.log.ErrorContext(ctx, "request failed", "request_id", call.requestID, "error", err)
	}
	response := c.Response()
	if response.Committed {
		return
	}
	header := response.Header()
	if p.retryAfter > 0 {
		header.Set(echo.HeaderRetryAfter, fmt.Sprint(p.retrySeconds()))
	}
	if body.Status == http.StatusUnauthorized {
		header.Set(echo.HeaderWWWAuthenticate, "Bearer")
	}
	header.Set(echo.HeaderContentType, "application/problem+json")
	if err := c.JSON(body.Status, body); err != nil {
		o.log.WarnContext(ctx, "problem not sent", "request_id", call.requestID, "error", err)
	}
}

func (o observer) setHeaders(h http.Header, path, requestID string) {
	h.Set(echo.HeaderXRequestID, requestID)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	if o.secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	if strings.HasPrefix(path, "/v1/") {
		h.Set("Cache-Control", "no-store")
	}
}

// requestID takes over the caller's id, so that one id names the request in the
// logs of both, if it is one; else it makes one.
func requestID(r *http.Request) string {
	const longest = 64
	given := r.Header.Get(echo.HeaderXRequestID)
	ok := given != "" && len(given) <= longest
	for _, char := range given {
		ok = ok && (char >= '0' && char <= '9' || char >= 'a' && char <= 'z' || char >= 'A' && char <= 'Z' || char == '-' || char == '_')
	}
	if !ok {
		return rand.Text()
	}
	return given
}
