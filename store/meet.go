package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// meet finds out who the people of the batch are: creates those who are new, adds
// what else they are called, and makes one of two contacts who turn out to be one
// person. Afterwards each has at most one contact, and all conversations that the
// batch changes are locked, in the order of their ids.
//
// Who needs more than a look is decided under a lock on each of their identities,
// taken before any row's, so that the first messages of somebody that arrive
// together have one conversation.
func (r *reception) meet(ctx context.Context) error {
	r.people = peopleIn(r.events)
	if err := r.recognise(ctx); err != nil {
		return err
	}
	settled := func(p *endUser) bool { return p.simple() }
	if !allOf(r.people.list, settled) {
		if err := r.reserveIdentities(ctx); err != nil {
			return err
		}
		// Somebody else may have been faster.
		r.people = peopleIn(r.events)
		if err := r.recognise(ctx); err != nil {
			return err
		}
		for _, p := range r.people.list {
			if err := r.introduce(ctx, p); err != nil {
				return err
			}
		}
	}
	return r.lock(ctx)
}

func allOf[T any](list []T, holds func(T) bool) bool {
	return !slices.ContainsFunc(list, func(item T) bool { return !holds(item) })
}

// recognise reads whom the database knows.
func (r *reception) recognise(ctx context.Context) error {
	if len(r.people.list) == 0 {
		return nil
	}
	var inboxes, kinds, values []string
	for _, p := range r.people.list {
		for _, id := range p.identities {
			inboxes, kinds, values = append(inboxes, p.inboxID), append(kinds, string(id.Kind)), append(values, id.Value)
		}
	}
	rows, err := r.tx.Query(ctx, findIdentities, pgx.NamedArgs{"inboxes": inboxes, "kinds": kinds, "values": values})
	if err != nil {
		return fmt.Errorf("find people: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[struct {
		InboxID, Kind, Value, ContactID string
		ConversationID                  *string
	}])
	if err != nil {
		return fmt.Errorf("find people: %w", err)
	}
	known := make(map[place]contact, len(found))
	for _, f := range found {
		id := conversation.Identity{Kind: conversation.IdentityKind(f.Kind), Value: f.Value}
		known[place{f.InboxID, id}] = contact{id: f.ContactID, conversationID: text(f.ConversationID)}
	}
	return r.people.recognise(known)
}

// recognise gives persons their contacts. Two persons with one contact are one.
func (all *people) recognise(known map[place]contact) error {
	type whose struct{ inboxID, contactID string }
	owners := map[whose]*endUser{}
	for _, p := range slices.Clone(all.list) {
		for _, id := range slices.Clone(p.identities) {
			c, ok := known[place{p.inboxID, id}]
			if !ok {
				p.unknown = append(p.unknown, id)
				continue
			}
			if !slices.Contains(p.contacts, c) {
				p.contacts = append(p.contacts, c)
			}
		}
		for _, c := range slices.Clone(p.contacts) {
			key := whose{p.inboxID, c.id}
			if owner := owners[key]; owner != nil && owner != p {
				p = all.unite(owner, p)
			}
			for _, mine := range p.contacts {
				owners[whose{p.inboxID, mine.id}] = p
			}
		}
	}
	for _, p := range all.list {
		slices.SortFunc(p.contacts, func(a, b contact) int { return cmp.Compare(a.id, b.id) })
		p.contacts = slices.Compact(p.contacts)
	}
	return nil
}

const findIdentities = `
SELECT i.inbox_id, i.kind, i.value, i.contact_id, c.id AS conversation_id
FROM unnest(@inboxes::uuid[], @kinds::text[], @values::text[]) AS asked (inbox_id, kind, value)
JOIN contact_identities i USING (inbox_id, kind, value)
LEFT JOIN conversations c ON c.inbox_id = i.inbox_id AND c.contact_id = i.contact_id`

// reserveIdentities keeps others from creating or merging the same people until
// the transaction ends.
func (r *reception) reserveIdentities(ctx context.Context) error {
	var names []string
	for _, p := range r.people.list {
		if p.simple() {
			continue
		}
		for _, id := range p.identities {
			names = append(names, p.inboxID+"/"+string(id.Kind)+"/"+id.Value)
		}
	}
	if _, err := r.tx.Exec(ctx, lockIdentities, names); err != nil {
		return fmt.Errorf("lock identities: %w", err)
	}
	return nil
}

const lockIdentities = `
SELECT pg_advisory_xact_lock(key) FROM (
	SELECT DISTINCT hashtextextended(name, 0) AS key FROM unnest($1::text[]) AS name ORDER BY key
) AS keys`

// introduce stores what is new about somebody.
func (r *reception) introduce(ctx context.Context, p *endUser) error {
	if p.simple() {
		return nil
	}
	if len(p.contacts) == 0 {
		created := contact{id: uuid.Must(uuid.NewV7()).String()}
		_, err := r.tx.Exec(ctx, insertContact, pgx.NamedArgs{
			"id": created.id, "name": p.called(), "username": p.username, "language": p.language,
		})
		if err != nil {
			return fmt.Errorf("create contact: %w", err)
		}
		p.contacts = []contact{created}
	}
	if err := r.addIdentities(ctx, p); err != nil {
		return err
	}
	talks := func(c contact) bool { return c.conversationID != "" }
	if !p.writes || slices.ContainsFunc(p.contacts, talks) {
		return nil
	}
	return r.beginConversation(ctx, p)
}

const insertContact = `
INSERT INTO contacts (id, name, username, language) VALUES (@id, @name, @username, @language)`

func (r *reception) addIdentities(ctx context.Context, p *endUser) error {
	if len(p.unknown) == 0 {
		return nil
	}
	kinds, values := make([]string, len(p.unknown)), make([]string, len(p.unknown))
	for i, id := range p.unknown {
		kinds[i], values[i] = string(id.Kind), id.Value
	}
	tag, err := r.tx.Exec(ctx, insertIdentities, pgx.NamedArgs{
		"inbox": p.inboxID, "contact": p.contacts[0].id, "kinds": kinds, "values": values,
	})
	if violates(err, "contact_identities_inbox_id_fkey") {
		return conversation.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("add identities: %w", err)
	}
	if int(tag.RowsAffected()) != len(p.unknown) {
		return errMoved
	}
	return nil
}

// insertIdentities keeps the order in which they were named.
const insertIdentities = `
INSERT INTO contact_identities (inbox_id, kind, value, contact_id, created_at)
SELECT @inbox, kind, value, @contact, clock_timestamp() + n * interval '1 microsecond'
FROM unnest(@kinds::text[], @values::text[]) WITH ORDINALITY AS named (kind, value, n)
ON CONFLICT (inbox_id, kind, value) DO NOTHING`

// beginConversation creates the conversation of somebody who has none. Its id
// comes from the identity that was named first, and is any other if that is taken,
// as by a thread that was merged.
func (r *reception) beginConversation(ctx context.Context, p *endUser) error {
	var channel conversation.Channel
	err := r.tx.QueryRow(ctx, inboxChannel, p.inboxID).Scan(&channel)
	if errors.Is(err, pgx.ErrNoRows) {
		return conversation.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("find inbox: %w", err)
	}
	id, err := r.conversationID(channel, p)
	if err != nil {
		return err
	}
	for _, id := range []string{id, uuid.NewString()} {
		tag, err := r.tx.Exec(ctx, insertConversation, pgx.NamedArgs{"id": id, "inbox": p.inboxID, "contact": p.contacts[0].id})
		if err != nil {
			return fmt.Errorf("create conversation: %w", err)
		}
		if tag.RowsAffected() == 0 {
			continue
		}
		p.contacts[0].conversationID = id
		if _, err := r.tx.Exec(ctx, adoptForContact, pgx.NamedArgs{"contact": p.contacts[0].id, "inbox": p.inboxID}); err != nil {
			return fmt.Errorf("adopt what campaigns sent: %w", err)
		}
		return nil
	}
	return errMoved
}

const insertConversation = `
INSERT INTO conversations (id, inbox_id, contact_id) VALUES (@id, @inbox, @contact) ON CONFLICT DO NOTHING`

// errNoIDKey says that the deployment has no secret key.
var errNoIDKey = errors.New("store: ids of conversations on this channel need a secret key, and none is configured")

func (r *reception) conversationID(channel conversation.Channel, p *endUser) (string, error) {
	first := p.identities[0]
	switch {
	case !channel.HidesIDs():
		return conversation.ID(p.inboxID, first.Value), nil
	case len(r.key) == 0:
		return "", errNoIDKey
	default:
		return conversation.HiddenID(r.key, p.inboxID, first.Value), nil
	}
}

// lock locks the conversations of the batch in the order of their ids, then
// merges those that belong to one person.
func (r *reception) lock(ctx context.Context) error {
	var ids, inboxes, externals []string
	for _, p := range r.people.list {
		for _, c := range p.contacts {
			if c.conversationID != "" {
				ids = append(ids, c.conversationID)
			}
		}
	}
	for _, h := range r.events {
		if at := h.alters(); at != "" {
			inboxes, externals = append(inboxes, h.inboxID), append(externals, at)
		}
	}
	if len(ids)+len(externals) == 0 {
		return r.merge(ctx, nil)
	}
	rows, err := r.tx.Query(ctx, lockConversations, pgx.NamedArgs{"ids": ids, "inboxes": inboxes, "externals": externals})
	if err != nil {
		return fmt.Errorf("lock conversations: %w", err)
	}
	locked, err := pgx.CollectRows(rows, pgx.RowToStructByName[lockedConversation])
	if err != nil {
		return fmt.Errorf("lock conversations: %w", err)
	}
	for _, c := range locked {
		if c.Merged && slices.Contains(ids, c.ID) {
			return errMoved
		}
	}
	return r.merge(ctx, locked)
}

// alters is the message that the event changes, with what its conversation shows
// of it, "" for none.
func (h happening) alters() string {
	switch {
	case h.Edit != nil:
		return h.Edit.Target
	case h.Deletion != nil:
		return h.Deletion.Target
	default:
		return ""
	}
}

// lockedConversation is a conversation whose row is locked.
type lockedConversation struct {
	ID, ContactID string
	Merged        bool
	// Spoken says that there are messages in it.
	Spoken    bool
	CreatedAt time.Time
}

const lockConversations = `
SELECT id, contact_id, merged_into IS NOT NULL AS merged, last_direction <> '' AS spoken, created_at
FROM conversations
WHERE id = ANY (@ids::uuid[]) OR id IN (
	SELECT m.conversation_id FROM unnest(@inboxes::uuid[], @externals::text[]) AS asked (inbox_id, external_id)
	JOIN messages m USING (inbox_id, external_id)
)
ORDER BY id FOR UPDATE`
