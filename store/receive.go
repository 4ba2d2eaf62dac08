package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// Receive stores what a provider posted in one transaction: the body as it came,
// its messages in the order in which they were sent, and all else that it reports
// of people, messages and templates. When it returns without an error, that is
// durable, and a repetition changes nothing.
//
// Of an event whose account has no inbox nothing but the body is kept, nor of one
// that can never be stored; the others of its batch are. Receipts, edits and
// deletions of messages that are not known yet are parked until they are. The
// messages of apps come in Parley's own format and are not kept a second time as
// they came.
//
// The results are those of the messages, in the order in which they were stored,
// then one for each conversation that a merge gave something to do and that no
// message rings for. It fails with conversation.ErrNotFound if there is no such inbox.
func (s *Store) Receive(ctx context.Context, w provider.Webhook) ([]conversation.Accepted, error) {
	provider.Sort(w.Events)
	if batch, ok := ofServices(w); ok {
		return s.Ingest(ctx, batch)
	}
	r := s.newReception()
	for _, e := range w.Events {
		inbox, ok := w.Inboxes[e.Account]
		if kind := kindOfEvent(e); !ok || kind == "" || !storable(e) {
			r.unhandled = append(r.unhandled, nameUnhandled(e, kind))
			continue
		}
		r.events = append(r.events, happening{inboxID: inbox, Event: e})
	}
	if !w.Again {
		r.raw = &rawWebhook{inboxID: w.InboxID, body: w.Body, events: len(w.Events)}
	}
	accepted, err := s.receive(ctx, r)
	if violates(err, "webhooks_inbox_id_fkey") {
		err = conversation.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("receive webhook: %w", err)
	}
	return accepted, nil
}

// receiveMessages ingests messages of people whom a channel names.
func (s *Store) receiveMessages(ctx context.Context, batch []conversation.Inbound) ([]conversation.Accepted, error) {
	r := s.newReception()
	for _, m := range batch {
		r.events = append(r.events, happening{inboxID: m.InboxID, inbound: &m})
	}
	r.strict = true
	accepted, err := s.receive(ctx, r)
	if err != nil {
		return nil, fmt.Errorf("ingest: %w", err)
	}
	return accepted, nil
}

// receive runs a reception until nothing gets in its way.
func (s *Store) receive(ctx context.Context, r *reception) ([]conversation.Accepted, error) {
	if err := r.joinParts(ctx, s.pool); err != nil {
		return nil, err
	}
	err := s.receiveOnce(ctx, r)
	if err != nil && !r.strict && errors.Is(invalid(err), conversation.ErrInvalid) {
		// Something in it can never be stored: each event by itself, then.
		r.quarantine = true
		err = s.receiveOnce(ctx, r)
	}
	if err != nil {
		return nil, invalid(err)
	}
	if err := s.unpark(ctx, r.looked); err != nil {
		return nil, err
	}
	return r.accepted, nil
}

// errMoved says that who somebody is changed while it was looked up.
var errMoved = errors.New("store: a contact was merged or created meanwhile")

func (s *Store) receiveOnce(ctx context.Context, r *reception) error {
	const tries = 10
	err := errMoved
	for try := 0; try < tries && errors.Is(err, errMoved); try++ {
		err = s.inTx(ctx, func(tx pgx.Tx) error {
			r.begin(tx)
			return r.run(ctx)
		})
	}
	return err
}

// ofServices returns the messages of a webhook that holds nothing but messages
// of services, and false for any other.
func ofServices(w provider.Webhook) ([]conversation.Inbound, bool) {
	batch := make([]conversation.Inbound, 0, len(w.Events))
	for _, e := range w.Events {
		inbox, ok := w.Inboxes[e.Account]
		if !ok || e.Message == nil {
			return nil, false
		}
		m := inboundOf(inbox, *e.Message)
		if m.Named() || len(m.Identities) == 0 {
			return nil, false
		}
		batch = append(batch, m)
	}
	return batch, len(batch) > 0
}

func (s *Store) newReception() *reception { return &reception{key: s.idKey} }

// happening is an event at an inbox.
type happening struct {
	inboxID string
	provider.Event
	// inbound is a message that came by another way than a webhook.
	inbound *conversation.Inbound
}

// message is the message that the event is, nil if it is none.
func (h happening) message() *conversation.Inbound {
	switch {
	case h.inbound != nil:
		return h.inbound
	case h.Message != nil:
		m := inboundOf(h.inboxID, *h.Message)
		return &m
	default:
		return nil
	}
}

// reception is what one transaction takes in.
type reception struct {
	// key makes the ids of conversations that nobody may be able to compute.
	key    []byte
	events []happening
	// raw is the webhook they came with, nil if there is none to keep.
	raw *rawWebhook
	// unhandled are the kinds of those that nothing comes of.
	unhandled []string
	// strict says that all of it is to be stored or nothing.
	strict bool
	// quarantine gives each event a savepoint of its own.
	quarantine bool

	tx       pgx.Tx
	people   *people
	receipts []happening
	accepted []conversation.Accepted
	// grown are the conversations that others were merged into.
	grown []string
	// looked are the messages to look at again once this is committed: events may
	// have been parked for them in the meantime, or they have become known.
	looked  []target
	skipped []string
}

// begin forgets what an earlier transaction came to.
func (r *reception) begin(tx pgx.Tx) {
	r.tx, r.people = tx, nil
	r.receipts, r.accepted, r.grown, r.looked, r.skipped = nil, nil, nil, nil, nil
}

func (r *reception) run(ctx context.Context) error {
	if err := r.meet(ctx); err != nil {
		return err
	}
	for _, h := range r.events {
		if err := r.guarded(ctx, h, func(ctx context.Context) error { return r.apply(ctx, h) }); err != nil {
			return err
		}
	}
	if err := r.settleReceipts(ctx); err != nil {
		return err
	}
	if r.strict {
		return nil
	}
	if err := r.ringMerged(ctx); err != nil || r.raw == nil {
		return err
	}
	return r.raw.insert(ctx, r.tx, slices.Concat(r.unhandled, r.skipped))
}

// guarded keeps what can never be stored from taking the rest with it.
func (r *reception) guarded(ctx context.Context, h happening, do func(context.Context) error) error {
	if !r.quarantine {
		return do(ctx)
	}
	outer := r.tx
	defer func() { r.tx = outer }()
	err := pgx.BeginFunc(ctx, outer, func(inner pgx.Tx) error {
		r.tx = inner
		return do(ctx)
	})
	if err != nil && errors.Is(invalid(err), conversation.ErrInvalid) {
		r.skipped = append(r.skipped, "not storable: "+kindOfEvent(h.Event))
		return nil
	}
	return err
}

// apply does what an event means. Receipts are collected: their order does not
// matter.
func (r *reception) apply(ctx context.Context, h happening) error {
	switch {
	case h.message() != nil:
		return r.append(ctx, *h.message())
	case h.Receipt != nil:
		r.receipts = append(r.receipts, h)
		return nil
	case h.Echo != nil:
		return r.echo(ctx, h)
	case h.Reaction != nil:
		return r.react(ctx, h)
	case h.Edit != nil:
		return r.edit(ctx, h)
	case h.Deletion != nil:
		return r.delete(ctx, h)
	case h.Consent != nil:
		return r.consent(ctx, h)
	case h.Template != nil:
		return r.template(ctx, h)
	default:
		// Of a change of identities nothing is left to do: everybody has been met.
		return nil
	}
}

// append puts a message into the mailbox of its sender's conversation.
func (r *reception) append(ctx context.Context, m conversation.Inbound) error {
	accepted, err := appendInbound(ctx, r.tx, m)
	if errors.Is(err, pgx.ErrNoRows) {
		return errMoved
	}
	if err != nil {
		return err
	}
	r.accepted = append(r.accepted, accepted)
	if accepted.Duplicate || accepted.Conflict {
		return nil
	}
	r.look(m.InboxID, m.ExternalID)
	return r.greet(ctx, m)
}

func (r *reception) look(inboxID, externalID string) {
	if externalID != "" {
		r.looked = append(r.looked, target{inboxID, externalID})
	}
}
