package api

import (
	"net/http"
	"strings"

	"github.com/parleyhq/parley/account"
)

// mount is a handler that answers below a path beside the specification.
type mount struct {
	prefix  string
	handler http.Handler
}

// Mount hands requests whose path begins with prefix to a handler of their own:
// for protocols of others, such as Temporal's codec endpoint, that have no place
// in openapi.yaml. The handler sees to its own security, see [Server.Principal].
// Mount before serving.
func (s *Server) Mount(prefix string, h http.Handler) {
	s.mounts = append(s.mounts, mount{prefix, h})
}

// Principal returns who makes a request, by the Authorization header or the
// session cookie, as for every other request. It fails for unknown credentials.
func (s *Server) Principal(r *http.Request) (account.Principal, error) {
	c := &call{}
	if err := s.guard.identify(r, c); err != nil {
		return account.Principal{}, err
	}
	return c.principal, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, m := range s.mounts {
		if strings.HasPrefix(r.URL.Path, m.prefix) {
			m.handler.ServeHTTP(w, r)
			return
		}
	}
	s.echo.ServeHTTP(w, r)
}
