package api

import (
	"context"
	"errors"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/faq"
)

// What FAQs, quick replies and calendars have in common: who edits, who may let
// it answer, and what happens to edits that cross.

// editor is the id of the user who calls, "" for an API key.
func editor(ctx context.Context) string {
	if user := callOf(ctx).principal.User; user != nil {
		return user.ID
	}
	return ""
}

// firstStatus is what new content becomes that is wanted in a status: active
// only for who may let their own words answer, a draft for everybody else.
func firstStatus(ctx context.Context, wanted string) faq.Status {
	if faq.Status(wanted) == faq.Active && account.MayPublishOwn(callOf(ctx).principal) {
		return faq.Active
	}
	return faq.Draft
}

// mayEdit refuses to change what answers end users, unless the caller may let
// their own words answer.
func mayEdit(ctx context.Context, status faq.Status) error {
	if status != faq.Active || account.MayPublishOwn(callOf(ctx).principal) {
		return nil
	}
	return refuse(kindForbidden, "It is active, and an edit would answer end users at once: clone it, edit the clone, and have that activated instead.")
}

// seenVersion is the version an edit is based on: the one the client names, or
// else the one there is now. One that is still to come has not been seen, and may
// by then be one that the caller must not edit.
func seenVersion(named, now int64) int64 {
	switch {
	case named == 0:
		return now
	case named > now:
		return neverSeen
	default:
		return named
	}
}

// neverSeen is no version of anything.
const neverSeen = -1

// stale adds the version there is now to the refusal of a stale one.
func stale(err error, current func() (int64, error)) error {
	if !errors.Is(err, faq.ErrChanged) {
		return err
	}
	p := problemOf(err, func(error) bool { return false })
	var lost error
	if p.version, lost = current(); lost != nil {
		return lost
	}
	return p
}
