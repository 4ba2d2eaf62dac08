// Package oidc lets people log in through an identity provider that speaks
// OpenID Connect: authorization code, with PKCE, state and nonce.
package oidc

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/parleyhq/parley/account"
)

// Options describe the identity provider and what its groups mean here.
type Options struct {
	// Issuer is the provider's address, exactly as its tokens have it.
	Issuer string
	// ClientID and ClientSecret are what the provider calls this deployment.
	ClientID     string
	ClientSecret string
	// Name is what the button of the login page says.
	Name string
	// RolesClaim is the claim of the ID token that lists groups; a dot goes into an
	// object, as in "realm_access.roles".
	RolesClaim string
	// Roles are the roles that groups give, by group. Empty: groups give none, and
	// only who was invited gets in.
	Roles map[string][]account.Role
}

// Provider is one identity provider. It is asked about itself when it is first
// needed: it may be away while this process starts.
type Provider struct {
	options Options
	client  *http.Client

	mu         sync.Mutex
	discovered *oidc.Provider
}

// timeout bounds each call to the provider.
const timeout = 10 * time.Second

// New returns a provider; it makes no call.
func New(o Options) *Provider {
	return &Provider{options: o, client: &http.Client{
		Timeout: timeout,
		// The client's secret goes where it was meant to go and nowhere else.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Name is what the button of the login page says.
func (p *Provider) Name() string { return p.options.Name }

// Begin returns the address that the browser is sent to. state, nonce and
// verifier must be unguessable and used once.
func (p *Provider) Begin(ctx context.Context, redirect, state, nonce, verifier string) (string, error) {
	found, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	return p.config(found, redirect).AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), nil
}

// Finish exchanges the code that the browser came back with for who the person
// is. It fails with account.ErrNotVouched if the provider refuses the code, or if
// its token is not signed by it, for this deployment, for this login and now.
func (p *Provider) Finish(ctx context.Context, redirect, code, nonce, verifier string) (account.Identity, error) {
	found, err := p.discover(ctx)
	if err != nil {
		return account.Identity{}, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := p.config(found, redirect).Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if refused := (*oauth2.RetrieveError)(nil); errors.As(err, &refused) && refused.Response.StatusCode < http.StatusInternalServerError {
		// What it says besides may quote the request.
		return account.Identity{}, fmt.Errorf("%w: the code was refused with status %d", account.ErrNotVouched, refused.Response.StatusCode)
	}
	if err != nil {
		return account.Identity{}, errors.New("the identity provider's token endpoint failed")
	}
	raw, _ := token.Extra("id_token").(string)
	verified, err := found.Verifier(&oidc.Config{ClientID: p.options.ClientID}).Verify(ctx, raw)
	if err != nil {
		return account.Identity{}, fmt.Errorf("%w: %w", account.ErrNotVouched, err)
	}
	if verified.Nonce != nonce || nonce == "" {
		return account.Identity{}, fmt.Errorf("%w: the token is of another login", account.ErrNotVouched)
	}
	return p.identity(verified)
}

// discover asks the provider about itself, once it answers.
func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.discovered != nil {
		return p.discovered, nil
	}
	// What is found outlives the request that asked for it.
	found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.options.Issuer)
	if err != nil {
		return nil, fmt.Errorf("ask the identity provider about itself: %w", err)
	}
	p.discovered = found
	return found, nil
}

func (p *Provider) config(found *oidc.Provider, redirect string) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.options.ClientID, ClientSecret: p.options.ClientSecret, Endpoint: found.Endpoint(),
		RedirectURL: redirect, Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
	}
}

func (p *Provider) identity(t *oidc.IDToken) (account.Identity, error) {
	var claims map[string]any
	if err := t.Claims(&claims); err != nil {
		return account.Identity{}, fmt.Errorf("%w: %w", account.ErrNotVouched, err)
	}
	// A token for several must say that it was made for us (OpenID Connect Core 3.1.3.7).
	if party, given := claims["azp"]; (given || len(t.Audience) > 1) && party != p.options.ClientID {
		return account.Identity{}, fmt.Errorf("%w: the token was made for another", account.ErrNotVouched)
	}
	if t.Subject == "" {
		return account.Identity{}, fmt.Errorf("%w: the token names nobody", account.ErrNotVouched)
	}
	identity := account.Identity{Issuer: t.Issuer, Subject: t.Subject, Email: verifiedEmail(claims), Name: nameOf(claims)}
	if len(p.options.Roles) > 0 {
		identity.Roles = p.rolesOf(claims)
	}
	return identity, nil
}

// rolesOf returns the roles that the groups in a token give, never nil.
func (p *Provider) rolesOf(claims map[string]any) []account.Role {
	given := []account.Role{}
	groups := stringsAt(claims, p.options.RolesClaim)
	for _, role := range account.Assignable() {
		if slices.ContainsFunc(groups, func(g string) bool { return slices.Contains(p.options.Roles[g], role) }) {
			given = append(given, role)
		}
	}
	return given
}
