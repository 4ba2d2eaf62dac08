package api

import (
	"net"
	"net/http"
	"net/url"
	"time"
)

// sessionCookie is how browsers keep a session token: in no cookie at all where
// the network could read it.
type sessionCookie struct {
	name   string
	secure bool
}

// cookieFor chooses the cookie by the address people reach the server under:
// __Host-parley over https, parley_session over http on a loopback address.
func cookieFor(public *url.URL) sessionCookie {
	host := public.Hostname()
	ip := net.ParseIP(host)
	switch {
	case public.Scheme == "https":
		return sessionCookie{name: "__Host-parley", secure: true}
	case host == "localhost" || (ip != nil && ip.IsLoopback()):
		return sessionCookie{name: "parley_session"}
	default:
		return sessionCookie{}
	}
}

// read returns the session token that a request's cookie holds, or "".
func (s sessionCookie) read(r *http.Request) string {
	if s.name == "" {
		return ""
	}
	cookie, err := r.Cookie(s.name)
	if err != nil {
		return ""
	}
	return cookie.Value
}

// set adds the cookie to a response.
func (s sessionCookie) set(w http.ResponseWriter, token string, expires time.Time) {
	if s.name != "" {
		http.SetCookie(w, s.cookie(token, expires))
	}
}

// remove makes the browser forget the cookie.
func (s sessionCookie) remove(w http.ResponseWriter) {
	if s.name != "" {
		http.SetCookie(w, s.cookie("", time.Unix(1, 0)))
	}
}

func (s sessionCookie) cookie(value string, expires time.Time) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // not Secure over http on loopback only, see cookieFor
		Name: s.name, Value: value, Path: "/", Expires: expires,
		HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode,
	}
}
