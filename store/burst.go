package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
	"github.com/parleyhq/parley/schedule"
)

// Burst returns in one round trip what the chain decides by: the texts of the
// inbound messages from fromSeq to uptoSeq, in order and at most the first 20,
// how the chain stands, and what the conversation was sent already. The burst's
// instant is the database's now.
func (s *Store) Burst(ctx context.Context, conversationID string, fromSeq, uptoSeq int64) (
	responder.Burst, responder.Setup, responder.Past, error,
) {
	batch := &pgx.Batch{}
	batch.Queue(readSetup, conversationID)
	batch.Queue(readQuickReplies, conversationID)
	batch.Queue(readFillers)
	batch.Queue(readBurst, conversationID, fromSeq, uptoSeq)
	batch.Queue(readExchanges, conversationID, responder.LoopSpan)
	batch.Queue(readTaken, conversationID, fromSeq)
	batch.Queue(readMore, conversationID, uptoSeq)
	results := s.pool.SendBatch(ctx, batch)
	burst := responder.Burst{ConversationID: conversationID, FromSeq: fromSeq}
	setup, past, now, err := scanSetup(results)
	if err == nil {
		burst.At = now
		burst.Lines, err = scanLines(results)
	}
	if err == nil {
		err = scanExchanges(results, &past)
	}
	if err == nil {
		err = results.QueryRow().Scan(&past.Taken)
	}
	if err == nil {
		err = results.QueryRow().Scan(&burst.More)
	}
	if cerr := results.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return responder.Burst{}, responder.Setup{}, responder.Past{}, fmt.Errorf("read burst: %w", err)
	}
	return burst, setup, past, nil
}

// Setup returns how the chain stands.
func (s *Store) Setup(ctx context.Context) (responder.Setup, error) {
	batch := &pgx.Batch{}
	batch.Queue(readSetup, noID)
	batch.Queue(readQuickReplies, noID)
	batch.Queue(readFillers)
	results := s.pool.SendBatch(ctx, batch)
	setup, _, _, err := scanSetup(results)
	if cerr := results.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return responder.Setup{}, fmt.Errorf("read setup: %w", err)
	}
	return setup, nil
}

const readBurst = `
SELECT text FROM messages
WHERE conversation_id = $1 AND seq BETWEEN $2 AND $3 AND author = 'contact'
ORDER BY seq LIMIT 20`

const readMore = `SELECT EXISTS (SELECT FROM conversations WHERE id = $1 AND last_seq > $2)`

func scanLines(results pgx.BatchResults) ([]string, error) {
	rows, err := results.Query()
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// readExchanges returns what the latest decisions in the span came to: what was
// answered with what, and which of them are of the last minute. It looks at so
// few that a long conversation costs no more than a short one.
const readExchanges = `
WITH latest AS (
	SELECT from_seq, upto_seq, answered, created_at FROM decisions
	WHERE conversation_id = $1 ORDER BY from_seq DESC LIMIT 50
)
SELECT coalesce(m.text, '') AS answer,
       CASE WHEN m.id IS NULL THEN '' ELSE coalesce((
           SELECT string_agg(c.text, E'\n' ORDER BY c.seq) FROM messages c
           WHERE c.conversation_id = $1 AND c.seq BETWEEN d.from_seq AND d.upto_seq AND c.author = 'contact'), '') END AS burst,
       d.created_at, d.created_at > now() - interval '1 minute' AS recent
FROM latest d
LEFT JOIN messages m ON d.answered AND m.conversation_id = $1 AND m.answers_seq = d.from_seq AND m.state <> 'dropped'
WHERE d.created_at > now() - $2::interval
ORDER BY d.from_seq DESC`

func scanExchanges(results pgx.BatchResults, past *responder.Past) error {
	rows, err := results.Query()
	if err != nil {
		return err
	}
	var answer, burst string
	var at time.Time
	var recent bool
	_, err = pgx.ForEachRow(rows, []any{&answer, &burst, &at, &recent}, func() error {
		if answer != "" {
			past.Exchanges = append(past.Exchanges, responder.Exchange{Burst: burst, Answer: answer, At: at.UTC()})
		}
		if recent {
			past.Asked++
		}
		return nil
	})
	return err
}

// readSetup also says whether the latest automatic message of the conversation's
// ticket is a filler.
const readSetup = `
SELECT ` + servingColumns + `, m.chain, now() AS at,
       coalesce((SELECT d.filler_id IS NOT NULL FROM decisions d
                 WHERE d.conversation_id = $1 AND d.answered
                   AND d.ticket = (SELECT c.ticket FROM conversations c WHERE c.id = $1)
                 ORDER BY d.from_seq DESC LIMIT 1), false) AS filler
FROM matching m LEFT JOIN embedders e ON e.id = m.embedder_id`

// readQuickReplies returns the active ones with their calendars and the start of
// the period in which the conversation had each last.
const readQuickReplies = `
SELECT ` + quickReplyColumns + `,
       ` + calendarColumns + `,
       (SELECT s.period_start FROM quick_reply_sent s
        WHERE s.conversation_id = $1 AND s.quick_reply_id = q.id ORDER BY s.sent_at DESC LIMIT 1) AS had
FROM quick_replies q LEFT JOIN calendars c ON c.id = q.calendar_id
WHERE q.status = 'active'
ORDER BY q.position, q.id`

// readFillers has no use for the questions of a filler: these are not matched.
const readFillers = `
SELECT id, answer FROM faqs WHERE status = 'active' AND type = 'filler' ORDER BY id`

func scanSetup(results pgx.BatchResults) (responder.Setup, responder.Past, time.Time, error) {
	rows, err := results.Query()
	if err != nil {
		return responder.Setup{}, responder.Past{}, time.Time{}, err
	}
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[struct {
		servingRow
		Chain  []string
		At     time.Time
		Filler bool
	}])
	if err != nil {
		return responder.Setup{}, responder.Past{}, time.Time{}, err
	}
	setup := responder.Setup{Order: orderOf(r.Chain), Serving: r.serving(), Calendars: schedule.Calendars{}}
	past := responder.Past{Filler: r.Filler, Periods: map[string]time.Time{}}
	if err := scanActive(results, &setup, past.Periods); err != nil {
		return responder.Setup{}, responder.Past{}, time.Time{}, err
	}
	if setup.Fillers, err = scanFillers(results); err != nil {
		return responder.Setup{}, responder.Past{}, time.Time{}, err
	}
	return setup, past, r.At.UTC(), nil
}

func scanActive(results pgx.BatchResults, setup *responder.Setup, periods map[string]time.Time) error {
	rows, err := results.Query()
	if err != nil {
		return err
	}
	active, err := pgx.CollectRows(rows, pgx.RowToStructByName[struct {
		quickReplyRow
		calendarRow
		Had *time.Time
	}])
	if err != nil {
		return err
	}
	for _, r := range active {
		reply, err := r.quickReply()
		if err != nil {
			return err
		}
		setup.QuickReplies = append(setup.QuickReplies, reply)
		if r.Had != nil {
			periods[reply.ID] = r.Had.UTC()
		}
		if r.CalendarID == nil {
			continue
		}
		calendar, err := r.calendar()
		if err != nil {
			return err
		}
		setup.Calendars[calendar.ID] = calendar
	}
	return nil
}

func scanFillers(results pgx.BatchResults) ([]faq.FAQ, error) {
	rows, err := results.Query()
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (faq.FAQ, error) {
		f := faq.FAQ{Type: faq.Filler, Status: faq.Active}
		err := row.Scan(&f.ID, &f.Answer)
		return f, err
	})
}

// decode reads a column of JSON.
func decode(what, id string, data []byte, into any) error {
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("decode %s of %s: %w", what, id, err)
	}
	return nil
}
