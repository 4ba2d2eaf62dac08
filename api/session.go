package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/parleyhq/parley/account"
)

// Sessions is what logging in and out needs of the store.
type Sessions interface {
	// UserByEmail fails with account.ErrNotFound.
	UserByEmail(ctx context.Context, email string) (account.User, error)
	// CreateSession fails with account.ErrNotFound for a disabled user.
	CreateSession(ctx context.Context, userID string) (account.Session, error)
	DeleteSession(ctx context.Context, token string) error
	// ListSessions, EndSession and DeleteSessionsOf are about a user's own sessions.
	ListSessions(ctx context.Context, userID, token string) ([]account.OpenSession, error)
	EndSession(ctx context.Context, userID, id string) error
	DeleteSessionsOf(ctx context.Context, userID string) error
	// NoteLoginFailure keeps that a login failed; userID is "" for an unknown one.
	NoteLoginFailure(ctx context.Context, userID string, method account.Method) error
	LoginAttempts
}

// LoginAttempts counts failures to prove who one is.
type LoginAttempts interface {
	// TakeLoginAttempt counts an attempt as failed until it is forgiven, and
	// returns how long to wait if there were too many already.
	TakeLoginAttempt(ctx context.Context, subject string, limit int, span time.Duration) (wait time.Duration, err error)
	ForgiveLoginAttempt(ctx context.Context, subject string) error
	ForgiveLoginAttempts(ctx context.Context, subject string) error
}

// Passwords hashes and compares passwords. Matches takes as long for an empty
// hash, which never matches.
type Passwords interface {
	Hash(ctx context.Context, password string) (string, error)
	Matches(ctx context.Context, hash, password string) (bool, error)
}

// The limits of failed logins. The one of an address is wide, because a whole
// office may share it.
const (
	attemptsSpan       = 15 * time.Minute
	attemptsPerAccount = 10
	attemptsPerPeer    = 100
)

type sessionHandlers struct {
	sessions  Sessions
	passwords Passwords
	cookie    sessionCookie
}

// CreateSession logs a user in. Known and unknown addresses are answered alike,
// in words and in time.
func (h sessionHandlers) CreateSession(ctx context.Context, r CreateSessionRequestObject) (CreateSessionResponseObject, error) {
	email := strings.TrimSpace(r.Body.Email)
	accountSubject, peerSubject := accountSubject(email), peerSubject(callOf(ctx).peer)
	if err := takeAttempt(ctx, h.sessions, accountSubject, attemptsPerAccount); err != nil {
		return nil, err
	}
	if err := takeAttempt(ctx, h.sessions, peerSubject, attemptsPerPeer); err != nil {
		return nil, err
	}
	user, err := h.sessions.UserByEmail(ctx, email)
	if err != nil && !errors.Is(err, account.ErrNotFound) {
		return nil, err
	}
	matches, err := h.passwords.Matches(ctx, user.PasswordHash, r.Body.Password)
	if err != nil {
		return nil, err
	}
	wrong := refuse(kindUnauthenticated, "The e-mail address or the password is wrong.")
	if !matches || !user.DisabledAt.IsZero() {
		if err := h.sessions.NoteLoginFailure(ctx, user.ID, account.ByPassword); err != nil {
			return nil, err
		}
		return nil, wrong
	}
	session, err := h.sessions.CreateSession(ctx, user.ID)
	if errors.Is(err, account.ErrNotFound) {
		return nil, wrong
	}
	if err != nil {
		return nil, err
	}
	if err := h.forgive(ctx, accountSubject, peerSubject); err != nil {
		return nil, err
	}
	return loggedIn{h.cookie, Session{Token: session.Token, ExpiresAt: session.ExpiresAt.UTC(), User: userView(user)}}, nil
}

func (h sessionHandlers) forgive(ctx context.Context, accountSubject, peerSubject string) error {
	if err := h.sessions.ForgiveLoginAttempts(ctx, accountSubject); err != nil {
		return err
	}
	return h.sessions.ForgiveLoginAttempt(ctx, peerSubject)
}

// GetSession returns who calls, and what they may do.
func (h sessionHandlers) GetSession(ctx context.Context, _ GetSessionRequestObject) (GetSessionResponseObject, error) {
	user, err := userOf(ctx)
	if err != nil {
		return nil, err
	}
	return GetSession200JSONResponse(currentUserView(user)), nil
}

func currentUserView(user account.User) CurrentUser {
	v := userView(user)
	permissions := account.PermissionsOf(account.Principal{User: &user})
	return CurrentUser{
		ID: v.ID, Name: v.Name, Email: v.Email, Roles: v.Roles, DisabledAt: v.DisabledAt, CreatedAt: v.CreatedAt,
		Permissions: each(permissions, func(p account.Permission) string { return string(p) }),
	}
}

// DeleteSession logs out.
func (h sessionHandlers) DeleteSession(ctx context.Context, _ DeleteSessionRequestObject) (DeleteSessionResponseObject, error) {
	if err := h.sessions.DeleteSession(ctx, callOf(ctx).token); err != nil {
		return nil, err
	}
	return loggedOut{h.cookie}, nil
}

// takeAttempt refuses a subject that has failed too often.
func takeAttempt(ctx context.Context, attempts LoginAttempts, subject string, limit int) error {
	wait, err := attempts.TakeLoginAttempt(ctx, subject, limit, attemptsSpan)
	if err != nil || wait <= 0 {
		return err
	}
	p := refuse(kindTooManyAttempts, "Too many failed attempts. Wait and try again.")
	p.retryAfter = wait
	return p
}

// accountSubject names an account in the count of failures, existing or not:
// what people type into the field need not be kept.
func accountSubject(email string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(email)))
	return "account/" + hex.EncodeToString(sum[:16])
}

// peerSubject names an address; of IPv6 the /64, which one machine may roam.
func peerSubject(peer string) string {
	address, err := netip.ParseAddr(peer)
	if err != nil {
		return "peer/unknown"
	}
	address = address.Unmap().WithZone("")
	if address.Is6() {
		if network, err := address.Prefix(64); err == nil {
			return "peer/" + network.String()
		}
	}
	return "peer/" + address.String()
}

// loggedIn is the response to a login, with its cookie.
type loggedIn struct {
	cookie  sessionCookie
	session Session
}

// VisitCreateSessionResponse writes the response.
func (r loggedIn) VisitCreateSessionResponse(w http.ResponseWriter) error {
	r.cookie.set(w, r.session.Token, r.session.ExpiresAt)
	return CreateSession201JSONResponse(r.session).VisitCreateSessionResponse(w)
}

// loggedOut is the response to a logout.
type loggedOut struct{ cookie sessionCookie }

// VisitDeleteSessionResponse writes the response.
func (r loggedOut) VisitDeleteSessionResponse(w http.ResponseWriter) error {
	r.cookie.remove(w)
	return DeleteSession204Response{}.VisitDeleteSessionResponse(w)
}
