package api

import (
	"context"
	"net/http"

	"github.com/parleyhq/parley/account"
)

// ListSessions lists the caller's open sessions.
func (h sessionHandlers) ListSessions(ctx context.Context, _ ListSessionsRequestObject) (ListSessionsResponseObject, error) {
	user, err := userOf(ctx)
	if err != nil {
		return nil, err
	}
	sessions, err := h.sessions.ListSessions(ctx, user.ID, callOf(ctx).token)
	if err != nil {
		return nil, err
	}
	return ListSessions200JSONResponse{Items: each(sessions, openSessionView)}, nil
}

// EndSession ends one of the caller's sessions.
func (h sessionHandlers) EndSession(ctx context.Context, r EndSessionRequestObject) (EndSessionResponseObject, error) {
	user, err := userOf(ctx)
	if err != nil {
		return nil, err
	}
	if err := h.sessions.EndSession(ctx, user.ID, r.ID); err != nil {
		return nil, err
	}
	return EndSession204Response{}, nil
}

// EndSessions logs the caller out everywhere.
func (h sessionHandlers) EndSessions(ctx context.Context, _ EndSessionsRequestObject) (EndSessionsResponseObject, error) {
	user, err := userOf(ctx)
	if err != nil {
		return nil, err
	}
	if err := h.sessions.DeleteSessionsOf(ctx, user.ID); err != nil {
		return nil, err
	}
	return loggedOut{h.cookie}, nil
}

// VisitEndSessionsResponse writes the response.
func (r loggedOut) VisitEndSessionsResponse(w http.ResponseWriter) error {
	return r.VisitDeleteSessionResponse(w)
}

func openSessionView(s account.OpenSession) OpenSession {
	return OpenSession{
		ID: s.ID, Method: string(s.Method), CreatedAt: s.CreatedAt, SeenAt: s.SeenAt, ExpiresAt: s.ExpiresAt,
		Address: s.Peer, UserAgent: s.UserAgent, Current: s.Current,
	}
}
