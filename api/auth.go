package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"unicode"

	"github.com/labstack/echo/v4"

	"github.com/parleyhq/parley/account"
)

// Credentials resolves what a request shows. Both fail with
// account.ErrNotFound for what is unknown, ended, revoked or disabled.
type Credentials interface {
	SessionUser(ctx context.Context, token string) (account.User, error)
	APIKeyBySecret(ctx context.Context, secret string) (account.APIKey, error)
}

// guard lets a request pass that comes from the own site and from somebody who
// may do what the route does.
type guard struct {
	credentials Credentials
	// crowd is asked instead about who opens a stream, which many do at once.
	crowd    Credentials
	cookie   sessionCookie
	sameSite *http.CrossOriginProtection
}

// apiKeyPrefix begins every API key.
const apiKeyPrefix = "pk_"

// require is the middleware of a route.
func (g guard) require(r rule) echo.MiddlewareFunc {
	if r.timeout == streaming {
		g.credentials = g.crowd
	}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			request := c.Request()
			if err := g.checkOrigin(request); err != nil {
				return err
			}
			call := callOf(request.Context())
			if r.public {
				sayOrigin(c, call, r)
				return next(c)
			}
			if err := g.identify(request, call); err != nil {
				return err
			}
			if !account.Allowed(call.principal, r.permission) {
				return refuse(kindForbidden, "Your role or the key's scopes do not allow this.")
			}
			sayOrigin(c, call, r)
			return next(c)
		}
	}
}

// sayOrigin tells the store on whose behalf it changes what is audited.
func sayOrigin(c echo.Context, call *call, r rule) {
	request := c.Request()
	if !r.audited(request.Method) {
		return
	}
	c.SetRequest(request.WithContext(account.WithOrigin(request.Context(), account.Origin{
		Actor: call.principal.ID(), Peer: call.peer, RequestID: call.requestID, UserAgent: userAgent(request),
	})))
}

// userAgent is what a browser calls itself, as far as it can be shown.
func userAgent(r *http.Request) string {
	const longest = 256
	name := strings.ToValidUTF8(r.UserAgent(), "")
	name = strings.Map(func(c rune) rune {
		if unicode.IsPrint(c) {
			return c
		}
		return -1
	}, name)
	if len(name) > longest {
		name = strings.ToValidUTF8(name[:longest], "")
	}
	return name
}

// checkOrigin refuses what another site makes a browser send along with the
// cookie, logins included. A request with an Authorization header was made on
// purpose: a browser does not add one by itself.
func (g guard) checkOrigin(r *http.Request) error {
	if r.Header.Get(echo.HeaderAuthorization) != "" {
		return nil
	}
	if err := g.sameSite.Check(r); err != nil {
		return refuse(kindCrossOrigin, "A page of another site made this request.")
	}
	return nil
}

// identify notes who calls. A request that shows an Authorization header is
// judged by it alone, never by its cookie.
func (g guard) identify(r *http.Request, c *call) error {
	token, shown := bearer(r)
	if !shown {
		token = g.cookie.read(r)
	}
	if token == "" {
		return refuse(kindUnauthenticated, "Send a session token or an API key as Authorization Bearer.")
	}
	ctx := r.Context()
	if shown && strings.HasPrefix(token, apiKeyPrefix) {
		key, err := g.credentials.APIKeyBySecret(ctx, token)
		if err == nil {
			c.principal = account.Principal{Key: &key}
			return nil
		}
		if !errors.Is(err, account.ErrNotFound) {
			return err
		}
		// One session token in 262,144 begins like a key.
	}
	user, err := g.credentials.SessionUser(ctx, token)
	if errors.Is(err, account.ErrNotFound) {
		return refuse(kindUnauthenticated, "These credentials are unknown or have ended.")
	}
	if err != nil {
		return err
	}
	c.principal, c.token = account.Principal{User: &user}, token
	return nil
}

// bearer returns the token of the Authorization header, "" if the header is
// there and holds none.
func bearer(r *http.Request) (token string, shown bool) {
	values := r.Header.Values(echo.HeaderAuthorization)
	if len(values) == 0 {
		return "", false
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	if len(values) > 1 || !strings.EqualFold(scheme, "Bearer") || strings.ContainsAny(token, " \t") {
		return "", true
	}
	return token, true
}
