package store_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/conversation"
)

// TestListIsWhatAFilterSays compares pages of random filters with a list that
// is filtered and sorted in memory.
func TestListIsWhatAFilterSays(t *testing.T) {
	t.Parallel()
	w := populate(t)
	rapid.Check(t, func(rt *rapid.T) {
		f := w.filter(rt)
		want := w.list(f)
		var got []string
		for {
			page, next, err := w.ListConversations(t.Context(), f)
			require.NoError(rt, err)
			require.LessOrEqual(rt, len(page), f.Limit)
			for _, c := range page {
				got = append(got, c.ID)
			}
			if next == nil {
				break
			}
			require.Len(rt, page, f.Limit, "only the last page is short")
			f.After = next
		}
		require.Equal(rt, want, got, "%+v", f)
	})
}

// world is a database of conversations and the same in memory.
type world struct {
	bundle
	users, inboxes []string
	all            []conversation.Summary
	now            time.Time
}

var names = []string{"José Álvarez", "Joseph", "ŽOFIE Nová", "50% off_er", `back\slash`, "Иван", "Ｗｉｄｅ", ""}

var texts = []string{"Where is my café order?", "WHERE IS MY CAFE", "thanks", "100% sure", "a_b", `c:\d`, "Où est-il", ""}

var queries = []string{"jose", "JOSÉ", "cafe", "Café", "%", "_", `\`, "where is my", "иВАН", "wide", "zofie n", "zzz", "o"}

func populate(t *testing.T) world {
	t.Helper()
	w := world{bundle: setup(t), now: time.Now().UTC().Truncate(time.Microsecond)}
	for i := range 3 {
		w.users = append(w.users, w.createUser(t, fmt.Sprintf("%d@example.org", i), account.Agent).ID)
		w.inboxes = append(w.inboxes, w.inbox(t).ID)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 200 {
		w.add(t, random, i)
	}
	return w
}

func (w *world) add(t *testing.T, random *rand.Rand, i int) {
	t.Helper()
	pick := func(list []string) string { return list[random.IntN(len(list))] }
	// Few instants, so that many rows tie and the id decides.
	around := func() time.Time { return w.now.Add(time.Duration(random.IntN(21)-10) * time.Hour) }
	c := conversation.Summary{
		InboxID: pick(w.inboxes), Contact: conversation.Person{Name: pick(names)},
		Status:     conversation.Status(pick([]string{"", "new", "active", "pending", "resolved", "inactive"})),
		CampaignID: pick([]string{"", "", "spring", "autumn"}), LastText: pick(texts), LastAt: around(), Labels: []string{},
	}
	for _, label := range []string{"vip", "refund"} {
		if random.IntN(4) == 0 {
			c.Labels = append(c.Labels, label)
		}
	}
	if random.IntN(2) == 0 {
		c.Owner = &conversation.Person{ID: pick(w.users)}
		if random.IntN(2) == 0 {
			c.LeaseUntil = around().Add(30 * time.Minute)
		}
	}
	if random.IntN(2) == 0 {
		c.WaitingSince = around()
	}
	if random.IntN(4) > 0 {
		c.WindowExpiresAt = around().Add(30 * time.Minute)
	}
	id := conversation.ID(c.InboxID, fmt.Sprint(i))
	contact := conversation.ContactID(c.InboxID, fmt.Sprint(i))
	merged := random.IntN(20) == 0
	w.exec(t, insertListed, contact, c.Contact.Name, id, c.InboxID, string(c.Status), c.CampaignID, c.Labels, ownerID(c),
		nullable(c.LeaseUntil), nullable(c.WaitingSince), nullable(c.WindowExpiresAt), c.LastText, c.LastAt, merged)
	if closed := w.now.Add(-time.Minute); random.IntN(4) == 0 && c.WindowExpiresAt.After(closed) {
		// The provider closed it before its time.
		c.WindowExpiresAt = closed
		w.exec(t, `UPDATE conversations SET window_closed_at = $2 WHERE id = $1`, id, closed)
	}
	if c.ID = id; !merged {
		w.all = append(w.all, c)
	}
}

const insertListed = `
WITH contact AS (INSERT INTO contacts (id, name) VALUES ($1, $2) RETURNING id)
INSERT INTO conversations (contact_id, id, inbox_id, status, campaign_id, labels, owner_id, lease_until, waiting_since,
                           window_expires_at, last_text, last_at, merged_into)
SELECT contact.id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, CASE WHEN $14 THEN $3::uuid END FROM contact`

func (w *world) filter(rt *rapid.T) conversation.Filter {
	maybe := func(name string, values ...string) string {
		return rapid.SampledFrom(append([]string{"", "", ""}, values...)).Draw(rt, name)
	}
	return conversation.Filter{
		Place:      conversation.Place(maybe("place", "all", "mine", "inactive")),
		UserID:     rapid.SampledFrom(w.users).Draw(rt, "user"),
		Status:     conversation.Status(maybe("status", "new", "active", "pending", "resolved", "inactive")),
		CampaignID: maybe("campaign", "spring", "winter"),
		Label:      maybe("label", "vip", "unknown"),
		InboxID:    maybe("inbox", w.inboxes...),
		Query:      maybe("query", queries...),
		Sort:       conversation.Sort(maybe("sort", "last_activity", "waiting_longest", "window_closing")),
		Limit:      rapid.SampledFrom([]int{1, 2, 7, 50, 1000}).Draw(rt, "limit"),
	}
}

// list is the model: which conversations a filter selects, in which order.
func (w *world) list(f conversation.Filter) []string {
	var found []conversation.Summary
	for _, c := range w.all {
		if w.selected(f, c) {
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(a, b conversation.Summary) int {
		first, second := w.instant(f.Sort, a), w.instant(f.Sort, b)
		switch {
		case !first.IsZero() && !second.IsZero():
			return cmp.Or(first.Compare(second), strings.Compare(a.ID, b.ID))
		case !first.IsZero():
			return -1
		case !second.IsZero():
			return 1
		default:
			return cmp.Or(b.LastAt.Compare(a.LastAt), strings.Compare(b.ID, a.ID))
		}
	})
	var ids []string
	for _, c := range found {
		ids = append(ids, c.ID)
	}
	return ids
}

func (w *world) instant(s conversation.Sort, c conversation.Summary) time.Time {
	switch {
	case s == conversation.SortWaiting:
		return c.WaitingSince
	case s == conversation.SortWindowClosing && c.WindowExpiresAt.After(w.now):
		return c.WindowExpiresAt
	default:
		return time.Time{}
	}
}

func (w *world) selected(f conversation.Filter, c conversation.Summary) bool {
	mine := c.Owner != nil && c.Owner.ID == f.UserID && (c.LeaseUntil.IsZero() || c.LeaseUntil.After(w.now))
	query := folded(f.Query)
	return (f.Place != conversation.PlaceMine || mine) &&
		(f.Place != conversation.PlaceInactive || c.Status == conversation.Inactive) &&
		(f.Status == "" || f.Status == c.Status) &&
		(f.CampaignID == "" || f.CampaignID == c.CampaignID) &&
		(f.InboxID == "" || f.InboxID == c.InboxID) &&
		(f.Label == "" || slices.Contains(c.Labels, f.Label)) &&
		(strings.Contains(folded(c.LastText), query) || strings.Contains(folded(c.Contact.Name), query))
}

func folded(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(s)))
}

func ownerID(c conversation.Summary) *string {
	if c.Owner == nil {
		return nil
	}
	return &c.Owner.ID
}

func nullable(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}
