package graph

import (
	"fmt"
	"net/http"

	"github.com/parleyhq/parley/internal/fakes/exchange"
)

// Fail answers an error envelope and takes nothing.
func Fail(status int, f Failure) exchange.Behaviour {
	return func(x *exchange.Exchange) { (&call{w: x.Writer}).fail(status, f) }
}

// TooMany answers 429 and asks to be left alone for some seconds.
func TooMany(seconds int) exchange.Behaviour {
	return func(x *exchange.Exchange) {
		x.Writer.Header().Set("Retry-After", fmt.Sprint(seconds))
		(&call{w: x.Writer}).fail(http.StatusTooManyRequests, Failure{Code: 4, Message: "Application request limit reached"})
	}
}

// Failure is an error of the API.
type Failure struct {
	Code, Subcode int
	Message       string
	// Details go into error_data.
	Details   string
	Transient bool
}

// fail writes the error envelope.
func (c *call) fail(status int, f Failure) {
	envelope := map[string]any{
		"message": fmt.Sprintf("(#%d) %s", f.Code, f.Message), "type": "OAuthException", "code": f.Code, "fbtrace_id": "Fake",
	}
	if f.Subcode != 0 {
		envelope["error_subcode"] = f.Subcode
	}
	if f.Details != "" {
		envelope["error_data"] = map[string]any{"messaging_product": "whatsapp", "details": f.Details}
	}
	if f.Transient {
		envelope["is_transient"] = true
	}
	c.answer(status, map[string]any{"error": envelope})
}
