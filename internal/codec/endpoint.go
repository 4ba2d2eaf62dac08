package codec

import (
	"net/http"
	"strings"

	"go.temporal.io/sdk/converter"
)

// maxBody bounds a request to decode: Temporal's own limit for one payload is
// 2 MB, and the UI sends those of a page together.
const maxBody = 16 << 20

// EndpointOptions say who may ask the endpoint.
type EndpointOptions struct {
	// Origin is the Temporal UI's, such as http://127.0.0.1:8233; "" if no
	// browser asks.
	Origin string
	// Authorised reports whether the request comes from somebody who may read
	// customers' messages outside the inbox: an admin.
	Authorised func(*http.Request) bool
}

// Endpoint returns Temporal's codec endpoint: POST …/decode, which the web UI
// and the CLI (--codec-endpoint) call to show what is encrypted. It never
// encrypts.
func Endpoint(c *Codec, o EndpointOptions) http.Handler {
	decode := converter.NewPayloadCodecHTTPHandler(c)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.allowOrigin(w, r)
		switch {
		case !strings.HasSuffix(r.URL.Path, "/decode"):
			http.NotFound(w, r)
		case r.Method == http.MethodOptions:
			w.WriteHeader(http.StatusNoContent)
		case r.Method != http.MethodPost:
			w.Header().Set("Allow", "OPTIONS, POST")
			http.Error(w, "want POST", http.StatusMethodNotAllowed)
		case !o.Authorised(r):
			http.Error(w, "only admins may decode payloads", http.StatusForbidden)
		default:
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
			decode.ServeHTTP(w, r)
		}
	})
}

// allowOrigin lets scripts of the configured origin, and no other, call with the
// user's cookie and read the answer.
func (o EndpointOptions) allowOrigin(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Vary", "Origin")
	if o.Origin == "" || r.Header.Get("Origin") != o.Origin {
		return
	}
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", o.Origin)
	h.Set("Access-Control-Allow-Credentials", "true")
	h.Set("Access-Control-Allow-Methods", "POST")
	h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Namespace")
	h.Set("Access-Control-Max-Age", "600")
}
