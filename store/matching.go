package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// Serving returns what live traffic is matched with. Its EmbedderID is empty
// before the first worker has started.
func (s *Store) Serving(ctx context.Context) (faq.Serving, error) {
	rows, err := s.pool.Query(ctx, selectServing)
	if err != nil {
		return faq.Serving{}, fmt.Errorf("read what serves: %w", err)
	}
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[servingRow])
	if err != nil {
		return faq.Serving{}, fmt.Errorf("read what serves: %w", err)
	}
	return r.serving(), nil
}

const servingColumns = `m.embedder_id, coalesce(e.vector_model, '') AS model, coalesce(e.kind <> 'local', false) AS remote,
	m.revision, m.training_id, m.calibration, m.threshold`

const selectServing = `
SELECT ` + servingColumns + `
FROM matching m LEFT JOIN embedders e ON e.id = m.embedder_id`

type servingRow struct {
	EmbedderID  *string
	Model       string
	Remote      bool
	Revision    int64
	TrainingID  *string
	Calibration faq.Calibration
	Threshold   *float64
}

func (r servingRow) serving() faq.Serving {
	return faq.Serving{
		EmbedderID: text(r.EmbedderID), Model: r.Model, Remote: r.Remote, Revision: r.Revision,
		TrainingID: text(r.TrainingID), Calibration: r.Calibration, Threshold: r.Threshold,
	}
}

// GetMatching returns how matching stands, for people.
func (s *Store) GetMatching(ctx context.Context) (faq.Matching, error) {
	rows, err := s.pool.Query(ctx, selectMatching)
	if err != nil {
		return faq.Matching{}, fmt.Errorf("get matching: %w", err)
	}
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[matchingRow])
	if err != nil {
		return faq.Matching{}, fmt.Errorf("get matching: %w", err)
	}
	m := faq.Matching{Serving: r.serving(), UpdatedAt: r.UpdatedAt.UTC()}
	if m.Serving.EmbedderID != "" {
		e, err := s.GetEmbedder(ctx, m.Serving.EmbedderID)
		if err != nil {
			return faq.Matching{}, err
		}
		m.Embedder = &e
	}
	if r.Training != nil {
		m.Training = &faq.TrainingRecord{}
		if err := r.decodeTraining(m.Training); err != nil {
			return faq.Matching{}, fmt.Errorf("get matching: %w", err)
		}
	}
	if r.ReembedTo == nil {
		return m, nil
	}
	coming := faq.Reembedding{StartedAt: instant(r.ReembedAt), Error: r.ReembedError}
	if coming.To, err = s.GetEmbedder(ctx, *r.ReembedTo); err != nil {
		return faq.Matching{}, err
	}
	if coming.Done, coming.Total, err = s.ReembedProgress(ctx, coming.To.ID); err != nil {
		return faq.Matching{}, err
	}
	m.Reembedding = &coming
	return m, nil
}

const selectMatching = `
SELECT ` + servingColumns + `, m.reembed_to, m.reembed_at, m.reembed_error, m.updated_at,
       (SELECT jsonb_build_object('id', t.id, 'model', t.model, 'revision', t.revision, 'questions', t.questions,
               'faqs', t.faqs, 'balanced', t.balanced, 'cautious', t.cautious, 'summary', t.summary,
               'took_ms', t.took_ms, 'created_at', t.created_at)
        FROM trainings t WHERE t.id = m.training_id) AS training
FROM matching m LEFT JOIN embedders e ON e.id = m.embedder_id`

type matchingRow struct {
	servingRow
	ReembedTo    *string
	ReembedAt    *time.Time
	ReembedError string
	UpdatedAt    time.Time
	Training     []byte
}

func (r matchingRow) decodeTraining(t *faq.TrainingRecord) error {
	var row struct {
		ID        string          `json:"id"`
		Model     string          `json:"model"`
		Revision  int64           `json:"revision"`
		Questions int             `json:"questions"`
		FAQs      int             `json:"faqs"`
		Balanced  float64         `json:"balanced"`
		Cautious  float64         `json:"cautious"`
		Summary   json.RawMessage `json:"summary"`
		TookMS    int64           `json:"took_ms"`
		CreatedAt time.Time       `json:"created_at"`
	}
	if err := json.Unmarshal(r.Training, &row); err != nil {
		return fmt.Errorf("decode training: %w", err)
	}
	*t = faq.TrainingRecord{
		ID: row.ID, Model: row.Model, Revision: row.Revision, Questions: row.Questions, FAQs: row.FAQs,
		Balanced: row.Balanced, Cautious: row.Cautious, Summary: row.Summary,
		Took: time.Duration(row.TookMS) * time.Millisecond, CreatedAt: row.CreatedAt.UTC(),
	}
	return nil
}

// SetCalibration says how careful matching is: by a calibration, and by a
// threshold that overrides it where it is not nil. by is the user, "" for an API
// key.
func (s *Store) SetCalibration(ctx context.Context, c faq.Calibration, threshold *float64, by string) error {
	_, err := s.pool.Exec(ctx, updateCalibration, pgx.NamedArgs{"calibration": c, "threshold": threshold, "by": nullID(by)})
	if err != nil {
		return fmt.Errorf("set calibration: %w", invalid(err))
	}
	return nil
}

const updateCalibration = `
UPDATE matching SET calibration = @calibration, threshold = @threshold, edited_by = @by, updated_at = now()`

// orderOf is never nil: an empty order is one, too.
func orderOf(steps []string) responder.Order {
	order := make(responder.Order, len(steps))
	for i, step := range steps {
		order[i] = responder.Step(step)
	}
	return order
}
