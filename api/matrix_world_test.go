package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/conversation"
)

// world is a server with something of every kind in it.
type world struct {
	*bundle
	raw     *pgxpool.Pool
	inboxID string
	// boss makes things.
	boss header
	// fixed are the objects of callers who may not touch them.
	fixed map[string]thing
	count int
	// mine is the number of the caller last made, agent a user who may be given
	// conversations.
	mine  int
	agent string
}

// thing is an object and who asks for it.
type thing struct {
	id   string
	show header
}

func newWorld(t *testing.T) *world {
	t.Helper()
	b := setup(t, everythingGoes)
	answered(b)
	raw, err := pgxpool.New(t.Context(), b.dsn)
	require.NoError(t, err)
	t.Cleanup(raw.Close)
	w := &world{bundle: b, raw: raw, inboxID: b.inbox(t).ID, fixed: map[string]thing{}}
	_, w.boss = b.user(t, "boss", account.Admin)
	return w
}

// object returns the id of what a cell is about, and what its caller shows. Who
// may change it gets a new one, and is somebody new, each time.
func (w *world) object(t *testing.T, c cell, may bool) (id string, show header) {
	t.Helper()
	kind := kindOf(c.path)
	name := fmt.Sprint(kind, c.caller, c.relation)
	if made, there := w.fixed[name]; there && !may {
		return made.id, made.show
	}
	user, principal, show := w.callerOf(t, c.caller)
	w.mine = w.count
	id = nobody
	switch {
	case !strings.Contains(c.path, "{id}") || c.relation == absent:
	case c.relation == own:
		id = w.make(t, kind, user, principal, show)
	default:
		stranger, theirs, shown := w.callerOf(t, caller{role: account.Agent})
		id = w.make(t, kind, stranger, theirs, shown)
	}
	if !may {
		w.fixed[name] = thing{id, show}
	}
	return id, show
}

// callerOf makes a caller, who has no id of a user if they are none.
func (w *world) callerOf(t *testing.T, c caller) (user account.User, principal string, show header) {
	t.Helper()
	w.count++
	switch {
	case c.role != "":
		user, show = w.user(t, fmt.Sprint("user", w.count), c.role)
		return user, "user/" + user.ID, show
	case c.scope != "":
		key, secret, err := w.store.CreateAPIKey(t.Context(), "service", []account.Scope{c.scope})
		require.NoError(t, err)
		return account.User{}, "key/" + key.ID, bearer(secret)
	default:
		return account.User{}, "", header{}
	}
}

// kindOf is what the id in a path names.
func kindOf(path string) string {
	before, _, _ := strings.Cut(path, "/{id}")
	return strings.TrimPrefix(before, "/v1/")
}

// make makes a thing that belongs to somebody as far as things of its kind do.
func (w *world) make(t *testing.T, kind string, owner account.User, principal string, show header) string {
	t.Helper()
	by := nullable(owner.ID)
	switch kind {
	case "users":
		return w.userOr(t, owner).ID
	case "sessions":
		return w.insert(t, `INSERT INTO sessions (token_hash, user_id, expires_at)
			VALUES (sha256(gen_random_uuid()::text::bytea), $1, now() + interval '1 day') RETURNING id`, w.userOr(t, owner).ID)
	case "inboxes":
		return w.inbox(t).ID
	case "conversations", "decisions", "contacts":
		return w.thread(t, kind, by)
	case "attachments":
		a := w.attach(t, "picture.png", png, w.boss).want(t, 201)
		return w.insert(t, `UPDATE attachments SET uploader = $2 WHERE id = $1 RETURNING id`, into[api.StoredAttachment](t, a).ID, principal)
	case "faqs":
		w.count++
		body := fmt.Sprintf(`{"type":"general","question":"Where is my order number %d now?","answer":"On its way."}`, w.count)
		return w.edited(t, "faqs", into[api.FAQ](t, w.do(t, "POST", "/v1/faqs", body, w.boss).want(t, 201)).ID, by)
	case "erasures":
		return w.insert(t, `INSERT INTO erasures (id, contact_id, requested_by, step) VALUES (gen_random_uuid(), gen_random_uuid(), $1, 'files') RETURNING id`, principal)
	case "faqs/imports":
		return w.insert(t, `INSERT INTO imports (id, dry_run, activate, edited_by) VALUES (gen_random_uuid(), true, false, $1) RETURNING id`, by)
	case "faqs/replays":
		return w.insert(t, `INSERT INTO replays (id, requested_by, request) VALUES (gen_random_uuid(), $1, '{}') RETURNING id`, by)
	case "faqs/suggestions":
		return w.insert(t, `INSERT INTO suggestions (id, model, centre, size, first_at, last_at)
			VALUES (gen_random_uuid(), 'fake', '[1]', 2, now(), now()) RETURNING id`)
	case "quick-replies":
		return w.insert(t, `INSERT INTO quick_replies (id, name, text, status, position, schedule, edited_by)
			SELECT gen_random_uuid(), 'Night', 'Until tomorrow', 'draft', count(*), '{"zone":"UTC","weekly":[]}', $1 FROM quick_replies RETURNING id`, by)
	case "calendars":
		return w.insert(t, `INSERT INTO calendars (id, name, zone, open, edited_by)
			VALUES (gen_random_uuid(), 'Office', 'UTC', '[]', $1) RETURNING id`, by)
	case "campaigns":
		return w.insert(t, `INSERT INTO campaigns (id, name, inbox_id, template, edited_by)
			VALUES (gen_random_uuid(), 'Sale', $1, '{"text":"Hello"}', $2) RETURNING id`, w.inboxID, by)
	case "api-keys":
		key, _, err := w.store.CreateAPIKey(t.Context(), "service", []account.Scope{account.ScopeRead})
		require.NoError(t, err)
		return key.ID
	case "invitations":
		w.count++
		invitation, _, err := w.store.CreateInvitation(t.Context(), account.NewInvitation{
			Profile:   account.Profile{Email: fmt.Sprintf("invited%d@example.com", w.count), Name: "Asha"},
			Roles:     []account.Role{account.Agent},
			InvitedBy: principal,
		})
		require.NoError(t, err)
		return invitation.ID
	}
	return w.ofInbox(t, kind, show)
}

// userOr returns a user, somebody else for what has no users.
func (w *world) userOr(t *testing.T, user account.User) account.User {
	t.Helper()
	if user.ID == "" {
		user, _, _ = w.callerOf(t, caller{role: account.Agent})
	}
	return user
}

// thread makes a conversation that somebody holds, and what hangs on it.
func (w *world) thread(t *testing.T, kind string, owner *string) string {
	t.Helper()
	w.count++
	id := w.conversation(t, w.inboxID, fmt.Sprint("guest", w.count), "hello")
	w.commit(t, id, func(s *conversation.State) {
		s.Ticket, s.Status = 1, conversation.New
		if owner != nil {
			s.OwnerID, s.Status = *owner, conversation.Active
		}
	})
	switch kind {
	case "decisions":
		return w.insert(t, `INSERT INTO decisions (id, conversation_id, ticket, from_seq, upto_seq, answered)
			VALUES (gen_random_uuid(), $1, 1, 1, 1, true) RETURNING id`, id)
	case "contacts":
		return w.insert(t, `SELECT contact_id FROM conversations WHERE id = $1`, id)
	default:
		return id
	}
}

// edited says who edited a thing last.
func (w *world) edited(t *testing.T, table, id string, by *string) string {
	t.Helper()
	return w.insert(t, `UPDATE `+table+` SET edited_by = $2 WHERE id = $1 RETURNING id`, id, by)
}

// insert runs a statement that returns an id.
func (w *world) insert(t *testing.T, statement string, args ...any) string {
	t.Helper()
	var id string
	require.NoError(t, w.raw.QueryRow(t.Context(), statement, args...).Scan(&id), statement)
	return id
}

func nullable(id string) *string {
	if id == "" {
		return nil
	}
	return &id
}

// ofInbox makes what belongs to the inbox page.
func (w *world) ofInbox(t *testing.T, kind string, show header) string {
	t.Helper()
	w.count++
	bodies := map[string]string{
		"views":            `{"name":"Refunds that wait","filter":{"label":"refund"}}`,
		"canned-responses": fmt.Sprintf(`{"shortcut":"refund%d","text":"It is on its way."}`, w.count),
	}
	require.Contains(t, bodies, kind, "the matrix cannot make one")
	a := w.do(t, "POST", "/v1/"+kind, bodies[kind], show)
	if a.status != 201 {
		// Who may not make one cannot have one.
		a = w.do(t, "POST", "/v1/"+kind, bodies[kind], w.boss).want(t, 201)
	}
	return into[struct{ ID string }](t, a).ID
}
