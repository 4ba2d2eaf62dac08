// Package oidc is an identity provider for tests: it vouches for whoever it is
// told to, and for what it is told to say.
package oidc

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// The client that the provider knows.
const (
	ClientID     = "parley"
	ClientSecret = "a secret of tests"
)

// Provider is the identity provider. It is an http.Handler; set Issuer to the
// address it is served at before the first request.
type Provider struct {
	Issuer string

	key *rsa.PrivateKey
	mux *http.ServeMux

	mu     sync.Mutex
	claims map[string]any
	forge  func(claims map[string]any) string
	codes  map[string]grant
}

// grant is what a code was given for.
type grant struct {
	challenge, redirect, nonce string
}

// New returns a provider that vouches for nobody yet.
func New() (*Provider, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	p := &Provider{key: key, mux: http.NewServeMux(), codes: map[string]grant{}}
	p.mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	p.mux.HandleFunc("GET /keys", p.keys)
	p.mux.HandleFunc("GET /authorize", p.authorize)
	p.mux.HandleFunc("POST /token", p.token)
	return p, nil
}

// Vouch sets what the next tokens say, beside what a token must have: sub, email,
// email_verified, name, groups … A claim that is nil is left out.
func (p *Provider) Vouch(claims map[string]any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.claims = claims
}

// Forge makes the next tokens what the function makes of their claims; nil for
// honest ones.
func (p *Provider) Forge(f func(claims map[string]any) string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forge = f
}

// ServeHTTP answers one request.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.mux.ServeHTTP(w, r) }

func (p *Provider) discovery(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]any{
		"issuer": p.Issuer, "authorization_endpoint": p.Issuer + "/authorize", "token_endpoint": p.Issuer + "/token",
		"jwks_uri": p.Issuer + "/keys", "response_types_supported": []string{"code"},
		"subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{"RS256"},
		"code_challenge_methods_supported": []string{"S256"},
	})
}

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{
		{Key: p.key.Public(), KeyID: "1", Algorithm: "RS256", Use: "sig"},
	}})
}

// authorize asks nobody: it sends the browser back with a code at once.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	redirect, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || q.Get("client_id") != ClientID || q.Get("response_type") != "code" ||
		q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") == "" || q.Get("state") == "" || q.Get("nonce") == "" {
		answer(w, http.StatusBadRequest, map[string]string{"error": "invalid_request"})
		return
	}
	code := rand.Text()
	p.mu.Lock()
	p.codes[code] = grant{challenge: q.Get("code_challenge"), redirect: q.Get("redirect_uri"), nonce: q.Get("nonce")}
	p.mu.Unlock()
	redirect.RawQuery = url.Values{"code": {code}, "state": {q.Get("state")}}.Encode()
	http.Redirect(w, r, redirect.String(), http.StatusFound) //nolint:gosec // a provider of tests leads wherever its client says //nolint:gosec // G710: a stand-in for tests goes where it is sent
}

// token gives a token for a code: once, to the client, for its verifier.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id, secret, ok := r.BasicAuth()
	if !ok {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	} else if plain, err := url.QueryUnescape(secret); err == nil {
		secret = plain // RFC 6749, section 2.3.1
	}
	code := r.PostFormValue("code")
	g, known := p.codes[code]
	delete(p.codes, code)
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	switch {
	case id != ClientID || secret != ClientSecret:
		answer(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
		return
	case !known, g.redirect != r.PostFormValue("redirect_uri"),
		g.challenge != base64.RawURLEncoding.EncodeToString(sum[:]):
		answer(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
		return
	}
	claims := map[string]any{
		"iss": p.Issuer, "aud": ClientID, "nonce": g.nonce,
		"iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix(),
	}
	for name, value := range p.claims {
		claims[name] = value
		if value == nil {
			delete(claims, name)
		}
	}
	signed := p.Sign(claims)
	if p.forge != nil {
		signed = p.forge(claims)
	}
	answer(w, http.StatusOK, map[string]any{
		"access_token": rand.Text(), "token_type": "Bearer", "expires_in": 60, "id_token": signed,
	})
}

// Sign makes a token of claims with the provider's key.
func (p *Provider) Sign(claims map[string]any) string { return signWith(p.key, claims) }

// SignAsStranger makes one with a key that is not the provider's, under the same
// key id.
func (p *Provider) SignAsStranger(claims map[string]any) string {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return ""
	}
	return signWith(key, claims)
}

// Unsigned makes one with "alg": "none".
func Unsigned(claims map[string]any) string {
	encode := base64.RawURLEncoding.EncodeToString
	body, _ := json.Marshal(claims)
	return encode([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + encode(body) + "."
}

// SignWithPublicKey makes one whose HMAC has the provider's public key as its
// secret, which everybody knows.
func (p *Provider) SignWithPublicKey(claims map[string]any) string {
	return sign(jose.SigningKey{Algorithm: jose.HS256, Key: p.key.N.Bytes()}, claims)
}

func signWith(key *rsa.PrivateKey, claims map[string]any) string {
	return sign(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: "1"}}, claims)
}

func sign(key jose.SigningKey, claims map[string]any) string {
	signer, err := jose.NewSigner(key, nil)
	if err != nil {
		return ""
	}
	body, err := json.Marshal(claims)
	if err != nil {
		return ""
	}
	signed, err := signer.Sign(body)
	if err != nil {
		return ""
	}
	compact, _ := signed.CompactSerialize()
	return compact
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
