package api

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/parleyhq/parley/account"
)

// Audit is the audit log as it can be read.
type Audit interface {
	ListAudit(ctx context.Context, f account.AuditFilter, before int64, limit int) ([]account.AuditEntry, error)
}

type auditHandlers struct{ audit Audit }

// ListAudit lists who did what, latest first.
func (h auditHandlers) ListAudit(ctx context.Context, r ListAuditRequestObject) (ListAuditResponseObject, error) {
	p := r.Params
	filter := account.AuditFilter{
		Actor: p.Actor, Action: p.Action, ObjectKind: p.ObjectKind, ObjectID: p.ObjectID, Since: p.Since, Until: p.Until,
	}
	listName := fmt.Sprintf("audit %q", filter)
	before, err := decodeCursor[int64](listName, p.Cursor)
	if err != nil {
		return nil, err
	}
	if before == nil {
		before = new(int64)
	}
	limit := orDefault(p.Limit, defaultLimit)
	entries, err := h.audit.ListAudit(ctx, filter, *before, limit+1)
	if err != nil {
		return nil, err
	}
	entries, next, err := page(entries, limit, listName, func(e account.AuditEntry) any { return e.ID })
	if err != nil {
		return nil, err
	}
	items := make([]AuditEntry, len(entries))
	for i, e := range entries {
		if items[i], err = auditView(e); err != nil {
			return nil, err
		}
	}
	return ListAudit200JSONResponse{Items: items, NextCursor: next}, nil
}

func auditView(e account.AuditEntry) (AuditEntry, error) {
	v := AuditEntry{At: e.At, Action: e.Action, Address: e.Peer, RequestID: e.RequestID}
	if err := json.Unmarshal(e.Detail, &v.Detail); err != nil {
		return AuditEntry{}, fmt.Errorf("decode audit entry %d: %w", e.ID, err)
	}
	v.Actor.Kind, v.Actor.ID, _ = strings.Cut(e.Actor, "/")
	v.Actor.Name = e.ActorName
	v.Object.Kind, v.Object.ID, v.Object.Name = e.ObjectKind, e.ObjectID, e.ObjectName
	return v, nil
}
