package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/report"
)

// RollReports counts what has happened since the last time, and reports whether it
// did: while another process counts, it does not. What is counted and up to where
// is one transaction, so each fact counts once, whoever is killed meanwhile. The
// first time it counts everything.
//
// It follows transactions, not clocks: a row is new if the snapshot of the last
// time did not see the transaction that wrote it, and this one's does.
func (s *Store) RollReports(ctx context.Context) (bool, error) {
	return s.countFacts(ctx, nextProgress, false)
}

// RebuildReports counts everything anew, from what is stored. Numbers of what has
// been erased since go. Reports show the former numbers until it is done.
func (s *Store) RebuildReports(ctx context.Context) error {
	if _, err := s.countFacts(ctx, waitForProgress, true); err != nil {
		return fmt.Errorf("rebuild: %w", err)
	}
	return nil
}

func (s *Store) countFacts(ctx context.Context, take string, anew bool) (bool, error) {
	counted := false
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		counted = false
		// All statements see what the first sees, whose snapshot is kept.
		if _, err := tx.Exec(ctx, oneSnapshot); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, noHurry); err != nil {
			return err
		}
		var since *string
		var now string
		err := tx.QueryRow(ctx, take).Scan(&since, &now)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("take the progress: %w", err)
		}
		statements := []string{rollMessages, rollEvents, rollDecisions, rollReached}
		args := pgx.NamedArgs{"since": since, "measures": report.Measures()}
		if anew || since == nil {
			statements = []string{forgetCells, forgetReached, countMessages, countEvents, countDecisions, countReached}
		}
		for _, statement := range statements {
			if _, err := tx.Exec(ctx, statement, args); err != nil {
				return fmt.Errorf("count: %w", err)
			}
		}
		if _, err := tx.Exec(ctx, keepProgress, now); err != nil {
			return fmt.Errorf("keep the progress: %w", err)
		}
		counted = true
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("count for reports: %w", err)
	}
	return counted, nil
}

const (
	oneSnapshot = `SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`
	// noHurry: the first time, and after a long absence, there is a lot.
	noHurry = `SET LOCAL statement_timeout = '30min'`

	nextProgress = `SELECT upto::text, pg_current_snapshot()::text FROM report_progress FOR UPDATE SKIP LOCKED`
	// waitForProgress is for who must not leave it to somebody else.
	waitForProgress = `SELECT upto::text, pg_current_snapshot()::text FROM report_progress FOR UPDATE`

	keepProgress = `UPDATE report_progress SET upto = $1::text::pg_snapshot, rolled_at = clock_timestamp()`

	forgetCells   = `DELETE FROM report_cells`
	forgetReached = `DELETE FROM report_reached`
)

// Facts become cells: one for everybody and one for each subject, in spans of four
// sizes, the larger ones summed up from the quarters, aligned to a Monday. A fact is (at, inbox_id,
// measure, bin, agent, campaign, faq); its slot is that of report.Slot.
const (
	addCells = ` INTO report_cells AS c (kind, subject, minutes, bucket, inbox_id, slots, counts)
SELECT kind, subject, minutes, bucket, inbox_id, array_agg(slot ORDER BY slot), array_agg(n ORDER BY slot)
FROM (
	SELECT q.kind, q.subject, s.minutes, date_bin(make_interval(mins => s.minutes), q.quarter, '1969-12-29') AS bucket, q.inbox_id, q.slot, sum(q.n)::bigint AS n
	FROM (
		SELECT of.kind, of.subject, f.inbox_id, date_bin('15 minutes', f.at, 'epoch') AS quarter,
		       array_position(@measures::text[], f.measure) * 1000 + f.bin AS slot, count(*) AS n
		FROM `
	perSubject = `
		) f
		CROSS JOIN LATERAL (VALUES ('all', ''), ('agent', f.agent), ('campaign', f.campaign), ('faq', f.faq)) AS of (kind, subject)
		WHERE of.kind = 'all' OR of.subject <> ''
		GROUP BY 1, 2, 3, 4, 5
	) q
	CROSS JOIN (VALUES (15), (60), (1440), (10080)) AS s (minutes)
	GROUP BY 1, 2, 3, 4, 5, 6
) d
GROUP BY kind, subject, minutes, bucket, inbox_id
ON CONFLICT (kind, subject, minutes, bucket, inbox_id) DO UPDATE SET (slots, counts) = (
	SELECT array_agg(slot ORDER BY slot), array_agg(n ORDER BY slot)
	FROM (
		SELECT slot, sum(n)::bigint AS n
		FROM (SELECT unnest(c.slots) AS slot, unnest(c.counts) AS n UNION ALL SELECT unnest(excluded.slots), unnest(excluded.counts)) either
		GROUP BY slot
	) summed)`
)

const (
	rollMessages  = `INSERT` + addCells + messageFacts + newMessages + perSubject
	countMessages = `INSERT` + addCells + messageFacts + allMessages + perSubject

	rollEvents  = `INSERT` + addCells + eventFactsHead + newRows + eventFacts + perSubject
	countEvents = `INSERT` + addCells + eventFactsHead + allRows + eventFacts + perSubject

	rollDecisions  = `INSERT` + addCells + decisionFacts + newRows + perSubject
	countDecisions = `INSERT` + addCells + decisionFacts + allRows + perSubject

	rollReached  = `WITH ` + reachedHead + changedMessages + reachedFacts + perSubject
	countReached = `WITH ` + reachedHead + reachedFacts + perSubject
)

// What is new: of rows that are written once, and of messages, which are found by
// their latest change and judged by the one that made them count.
const (
	newRows = `r.begun_in >= pg_snapshot_xmin(@since::text::pg_snapshot) AND NOT pg_visible_in_snapshot(r.begun_in, @since::text::pg_snapshot)`
	allRows = `true`

	changedMessages = ` AND m.changed_in >= pg_snapshot_xmin(@since::text::pg_snapshot)
	AND NOT pg_visible_in_snapshot(m.changed_in, @since::text::pg_snapshot)`
	newMessages = `m.counted_in IS NOT NULL` + changedMessages + `
	AND NOT pg_visible_in_snapshot(m.counted_in, @since::text::pg_snapshot)`
	// allMessages: those of before there were reports say by their state that they count.
	allMessages = `m.counted_in IS NOT NULL OR m.state IN ('received', 'sent', 'delivered', 'read', 'unknown')`
)
