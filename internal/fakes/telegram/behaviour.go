package telegram

import (
	"fmt"
	"net/http"

	"github.com/parleyhq/parley/internal/fakes/exchange"
)

// Fail answers an error of the API and takes nothing.
func Fail(status int, description string) exchange.Behaviour {
	return func(x *exchange.Exchange) { respond(x.Writer, nil, &refusal{status: status, description: description}) }
}

// TooMany answers 429 and asks to be left alone for some seconds.
func TooMany(seconds int) exchange.Behaviour {
	return func(x *exchange.Exchange) {
		respond(x.Writer, nil, &refusal{
			status: http.StatusTooManyRequests, description: fmt.Sprintf("Too Many Requests: retry after %d", seconds),
			parameters: map[string]any{"retry_after": seconds},
		})
	}
}
