package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/parleyhq/parley/account"
)

// IdentityProvider vouches for people (OpenID Connect). redirect is where it leads
// back to; state, nonce and verifier bind what comes back to what was asked.
type IdentityProvider interface {
	// Name is what the button says.
	Name() string
	// Begin returns the address to send the browser to.
	Begin(ctx context.Context, redirect, state, nonce, verifier string) (string, error)
	// Finish exchanges the code. It fails with account.ErrNotVouched.
	Finish(ctx context.Context, redirect, code, nonce, verifier string) (account.Identity, error)
}

// Identities is what logging in through an identity provider needs of the store.
type Identities interface {
	// LoginIdentity fails with account.ErrNotKnown, ErrDisabled, ErrEmailTaken and
	// ErrLastAdmin.
	LoginIdentity(ctx context.Context, i account.Identity) (account.User, account.Session, error)
	NoteLoginFailure(ctx context.Context, userID string, method account.Method) error
}

const (
	oidcLoginPath    = "/v1/oidc/login"
	oidcCallbackPath = "/v1/oidc/callback"
	loginPath        = "/login"
)

type oidcHandlers struct {
	provider   IdentityProvider
	identities Identities
	cookie     sessionCookie
	// errand keeps what a login began with, in the browser that began it.
	errand sessionCookie
	public *url.URL
	log    *slog.Logger
}

func newOIDCHandlers(config Config, s Services, cookie sessionCookie) oidcHandlers {
	errand := cookie
	if cookie.name != "" {
		errand.name = cookie.name + "_oidc"
	} else {
		// A session that no browser can hold is no login.
		s.Provider = nil
	}
	return oidcHandlers{s.Provider, s.Store, cookie, errand, config.PublicURL, s.Log}
}

// GetLoginMethods says how one can log in.
func (h oidcHandlers) GetLoginMethods(context.Context, GetLoginMethodsRequestObject) (GetLoginMethodsResponseObject, error) {
	methods := GetLoginMethods200JSONResponse{Password: true}
	if h.provider != nil {
		methods.Oidc = &struct {
			Name string `json:"name"`
			URL  string `json:"url"`
		}{h.provider.Name(), oidcLoginPath}
	}
	return methods, nil
}

// BeginOidcLogin leads to the identity provider.
func (h oidcHandlers) BeginOidcLogin(ctx context.Context, r BeginOidcLoginRequestObject) (BeginOidcLoginResponseObject, error) {
	if h.provider == nil {
		return nil, notFound()
	}
	e := newErrand(r.Params.Next)
	address, err := h.provider.Begin(ctx, h.redirect(), e.derive("state"), e.derive("nonce"), e.derive("verifier"))
	if err != nil {
		h.log.WarnContext(ctx, "identity provider does not answer", "error", err)
		return elsewhere{to: failed("oidc-unavailable")}, nil
	}
	return elsewhere{to: address, set: []*http.Cookie{h.errand.cookie(e.value, e.expires)}}, nil
}

// EndOidcLogin logs in whom the identity provider vouches for, in the browser
// that asked for it and in no other.
func (h oidcHandlers) EndOidcLogin(ctx context.Context, r EndOidcLoginRequestObject) (EndOidcLoginResponseObject, error) {
	if h.provider == nil {
		return nil, notFound()
	}
	done := h.errand.cookie("", longAgo())
	e, ok := readErrand(h.errand.read(&http.Request{Header: callOf(ctx).header}))
	if !ok || !e.belongs(r.Params.State) || r.Params.Code == "" {
		return elsewhere{failed("oidc-refused"), []*http.Cookie{done}}, nil
	}
	identity, err := h.provider.Finish(ctx, h.redirect(), r.Params.Code, e.derive("nonce"), e.derive("verifier"))
	if err == nil {
		var session account.Session
		if _, session, err = h.identities.LoginIdentity(ctx, identity); err == nil {
			return elsewhere{e.next, []*http.Cookie{done, h.cookie.cookie(session.Token, session.ExpiresAt)}}, nil
		}
	}
	word := refusalOf(err)
	if word == "" {
		h.log.WarnContext(ctx, "login through the identity provider failed", "error", err)
		return elsewhere{failed("oidc-unavailable"), []*http.Cookie{done}}, nil
	}
	if err := h.identities.NoteLoginFailure(ctx, "", account.ByOIDC); err != nil {
		return nil, err
	}
	return elsewhere{failed(word), []*http.Cookie{done}}, nil
}

func (h oidcHandlers) redirect() string {
	return (&url.URL{Scheme: h.public.Scheme, Host: h.public.Host, Path: oidcCallbackPath}).String()
}

// refusalOf is the word for why somebody is not logged in, "" if it is nobody's
// decision.
func refusalOf(err error) string {
	switch {
	case errors.Is(err, account.ErrNotVouched):
		return "oidc-refused"
	case errors.Is(err, account.ErrNotKnown):
		return "oidc-unknown"
	case errors.Is(err, account.ErrEmailTaken):
		return "oidc-email-taken"
	case errors.Is(err, account.ErrDisabled):
		return "oidc-disabled"
	case errors.Is(err, account.ErrLastAdmin):
		return "oidc-last-admin"
	default:
		return ""
	}
}

// failed is the login page with a word for what happened.
func failed(word string) string { return loginPath + "?error=" + word }

// elsewhere leads a browser to another page.
type elsewhere struct {
	to  string
	set []*http.Cookie
}

// VisitBeginOidcLoginResponse writes the response.
func (r elsewhere) VisitBeginOidcLoginResponse(w http.ResponseWriter) error {
	for _, cookie := range r.set {
		http.SetCookie(w, cookie)
	}
	w.Header().Set("Location", r.to)
	w.WriteHeader(http.StatusFound)
	return nil
}

// VisitEndOidcLoginResponse writes the response.
func (r elsewhere) VisitEndOidcLoginResponse(w http.ResponseWriter) error {
	return r.VisitBeginOidcLoginResponse(w)
}
