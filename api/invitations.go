package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/parleyhq/parley/account"
)

// Invitations is what inviting needs of the store.
type Invitations interface {
	// CreateInvitation fails with account.ErrEmailTaken and account.ErrInvited.
	CreateInvitation(ctx context.Context, n account.NewInvitation) (invitation account.Invitation, token string, err error)
	ListInvitations(ctx context.Context, after string, limit int) ([]account.Invitation, error)
	// ResendInvitation and RevokeInvitation fail with account.ErrNotFound and
	// account.ErrInvitationOver.
	ResendInvitation(ctx context.Context, id string) (invitation account.Invitation, token string, err error)
	RevokeInvitation(ctx context.Context, id string) (account.Invitation, error)
	// InvitationByToken and AcceptInvitation fail with account.ErrNotFound.
	InvitationByToken(ctx context.Context, token string) (account.Invitation, error)
	AcceptInvitation(ctx context.Context, token, passwordHash string) (account.User, account.Session, error)
}

type invitationHandlers struct {
	invitations Invitations
	attempts    LoginAttempts
	passwords   Passwords
	cookie      sessionCookie
	public      *url.URL
}

// ListInvitations lists invitations, latest first.
func (h invitationHandlers) ListInvitations(ctx context.Context, r ListInvitationsRequestObject) (ListInvitationsResponseObject, error) {
	const listName = "invitations"
	after, err := decodeCursor[string](listName, r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	if after == nil {
		after = new(string)
	}
	limit := orDefault(r.Params.Limit, defaultLimit)
	list, err := h.invitations.ListInvitations(ctx, *after, limit+1)
	if err != nil {
		return nil, err
	}
	list, next, err := page(list, limit, listName, func(i account.Invitation) any { return i.ID })
	if err != nil {
		return nil, err
	}
	return ListInvitations200JSONResponse{Items: each(list, invitationView), NextCursor: next}, nil
}

// CreateInvitation invites somebody and shows the link, this once.
func (h invitationHandlers) CreateInvitation(ctx context.Context, r CreateInvitationRequestObject) (CreateInvitationResponseObject, error) {
	var f fields
	profile := account.Profile{Email: f.email("email", r.Body.Email), Name: f.name("name", r.Body.Name)}
	if err := f.err(); err != nil {
		return nil, err
	}
	invitation, token, err := h.invitations.CreateInvitation(ctx, account.NewInvitation{
		Profile: profile, Roles: rolesOf(r.Body.Roles), InvitedBy: callOf(ctx).principal.ID(),
	})
	if err != nil {
		return nil, err
	}
	return CreateInvitation201JSONResponse(h.withLink(invitation, token)), nil
}

// ResendInvitation makes a new link.
func (h invitationHandlers) ResendInvitation(ctx context.Context, r ResendInvitationRequestObject) (ResendInvitationResponseObject, error) {
	invitation, token, err := h.invitations.ResendInvitation(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return ResendInvitation200JSONResponse(h.withLink(invitation, token)), nil
}

// RevokeInvitation makes the link worth nothing.
func (h invitationHandlers) RevokeInvitation(ctx context.Context, r RevokeInvitationRequestObject) (RevokeInvitationResponseObject, error) {
	if _, err := h.invitations.RevokeInvitation(ctx, r.ID); err != nil {
		return nil, err
	}
	return RevokeInvitation204Response{}, nil
}

// AcceptInvitation makes a user of who has the link, and logs them in. The
// password is hashed only for a link that is worth something, which cannot be
// guessed; the count of failures keeps guessers from asking all the time.
func (h invitationHandlers) AcceptInvitation(ctx context.Context, r AcceptInvitationRequestObject) (AcceptInvitationResponseObject, error) {
	subject := peerSubject(callOf(ctx).peer)
	if err := takeAttempt(ctx, h.attempts, subject, attemptsPerPeer); err != nil {
		return nil, err
	}
	worthless := invalid(FieldError{Field: "token", Reason: "is unknown, was used, revoked or replaced, or has expired: ask for a new invitation"})
	if _, err := h.invitations.InvitationByToken(ctx, r.Body.Token); errors.Is(err, account.ErrNotFound) {
		return nil, worthless
	} else if err != nil {
		return nil, err
	}
	if err := h.attempts.ForgiveLoginAttempt(ctx, subject); err != nil {
		return nil, err
	}
	hash, err := h.passwords.Hash(ctx, r.Body.Password)
	if err != nil {
		return nil, err
	}
	user, session, err := h.invitations.AcceptInvitation(ctx, r.Body.Token, hash)
	if errors.Is(err, account.ErrNotFound) {
		return nil, worthless
	}
	if err != nil {
		return nil, err
	}
	return loggedIn{h.cookie, Session{Token: session.Token, ExpiresAt: session.ExpiresAt.UTC(), User: userView(user)}}, nil
}

// VisitAcceptInvitationResponse writes the response.
func (r loggedIn) VisitAcceptInvitationResponse(w http.ResponseWriter) error {
	return r.VisitCreateSessionResponse(w)
}

// invitationPath is the dashboard's page for invited people.
const invitationPath = "/invitation"

// withLink shows an invitation with its link. The token stands behind the #, which
// browsers send to nobody: not to this server's log, nor in a Referer.
func (h invitationHandlers) withLink(i account.Invitation, token string) InvitationWithLink {
	v := invitationView(i)
	link := url.URL{Scheme: h.public.Scheme, Host: h.public.Host, Path: invitationPath, Fragment: token}
	return InvitationWithLink{
		ID: v.ID, Email: v.Email, Name: v.Name, Roles: v.Roles, State: v.State,
		CreatedAt: v.CreatedAt, ExpiresAt: v.ExpiresAt, Link: link.String(),
	}
}

func invitationView(i account.Invitation) Invitation {
	state := "open"
	switch {
	case !i.AcceptedAt.IsZero():
		state = "accepted"
	case !i.RevokedAt.IsZero():
		state = "revoked"
	case !i.ExpiresAt.After(time.Now()):
		state = "expired"
	}
	return Invitation{
		ID: i.ID, Email: i.Email, Name: i.Name, Roles: each(i.Roles, func(r account.Role) string { return string(r) }),
		State: state, CreatedAt: i.CreatedAt, ExpiresAt: i.ExpiresAt,
	}
}
