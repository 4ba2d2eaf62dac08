package store

import (
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// part is a stretch of a sorted list that one index serves in order. A sort by
// an instant that not every row has is two parts: those that have it, then the
// rest by last activity.
type part struct {
	sort string // the column
	asc  bool
	only string // which rows, "" for all
	rest bool
	at   func(conversation.Summary) time.Time
}

func (p part) key(last conversation.Summary) *conversation.ListKey {
	return &conversation.ListKey{At: p.at(last), ID: last.ID, Rest: p.rest}
}

// partsOf returns the parts of a filter's sort, from the one on in which the
// previous page ended.
func partsOf(f conversation.Filter) []part {
	lastAt := func(c conversation.Summary) time.Time { return c.LastAt }
	var parts []part
	switch f.Sort {
	case conversation.SortWaiting:
		parts = []part{
			{
				sort: "c.waiting_since", asc: true, only: "c.waiting_since IS NOT NULL",
				at: func(c conversation.Summary) time.Time { return c.WaitingSince },
			},
			{sort: "c.last_at", only: "c.waiting_since IS NULL", rest: true, at: lastAt},
		}
	case conversation.SortWindowClosing:
		// A provider says that a window is closed once it is.
		parts = []part{
			{
				sort: "c.window_expires_at", asc: true, only: "c.window_expires_at > now() AND c.window_closed_at IS NULL",
				at: func(c conversation.Summary) time.Time { return c.WindowExpiresAt },
			},
			{
				sort: "c.last_at", only: "(c.window_expires_at IS NULL OR c.window_expires_at <= now() OR c.window_closed_at IS NOT NULL)",
				rest: true, at: lastAt,
			},
		}
	default:
		parts = []part{{sort: "c.last_at", at: lastAt}}
	}
	if f.After != nil && f.After.Rest {
		return parts[len(parts)-1:]
	}
	return parts
}

// query composes the statement for a part of a filter's list. Only the
// conditions that are asked for stand in it, so that Postgres can choose an
// index for exactly those; every value is an argument but the length of the page:
// to whoever does not know it a page is a tenth of the table, so that the
// statement would be planned anew each time, which takes as long as to run it. Names
// are joined to the rows of the page only.
func (p part) query(f conversation.Filter, found *searched, limit int) (string, pgx.NamedArgs) {
	args := pgx.NamedArgs{}
	where := []string{"c.merged_into IS NULL"}
	condition := func(use bool, sql, name string, value any) {
		if use {
			where = append(where, sql)
			if name != "" {
				args[name] = value
			}
		}
	}
	condition(p.only != "", p.only, "", nil)
	condition(f.Place == conversation.PlaceInactive, "c.status = 'inactive'", "", nil)
	// A lapsed lease counts as given back, also before the workflow says so.
	condition(f.Place == conversation.PlaceMine,
		"c.owner_id = @user AND (c.lease_until IS NULL OR c.lease_until > now())", "user", f.UserID)
	condition(f.Status != "", "c.status = @status", "status", f.Status)
	condition(f.InboxID != "", "c.inbox_id = @inbox", "inbox", f.InboxID)
	// The second conditions are those of partial indexes.
	condition(f.CampaignID != "", "c.campaign_id = @campaign AND c.campaign_id <> ''", "campaign", f.CampaignID)
	condition(f.Label != "", "c.labels @> ARRAY[@label::text] AND cardinality(c.labels) > 0", "label", f.Label)
	if found != nil {
		where = append(where, found.condition)
		maps.Copy(args, found.args)
	}

	order, beyond := " DESC", "<"
	if p.asc {
		order, beyond = "", ">"
	}
	if f.After != nil && f.After.Rest == p.rest {
		where = append(where, "("+p.sort+", c.id) "+beyond+" (@after_at, @after_id)")
		args["after_at"], args["after_id"] = f.After.At, f.After.ID
	}
	ordered := " ORDER BY " + p.sort + order + ", c.id" + order
	return "SELECT " + summaryColumns +
		" FROM (SELECT * FROM conversations c WHERE " + strings.Join(where, " AND ") + ordered + " LIMIT " + strconv.Itoa(limit) + ") c" +
		summaryJoins + ordered, args
}
