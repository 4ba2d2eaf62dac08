package replay

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/responder"
)

// Maker makes worlds.
type Maker struct {
	// Embed returns the vectors of questions under the model that is serving, as
	// [matcher.Matcher.Vectors] does.
	Embed func(ctx context.Context, questions []string) ([][]float32, error)
	// Words are [matcher.TrainOptions.Words].
	Words []string
	// Progress is [matcher.TrainOptions.Progress].
	Progress func(done, total int)
}

// newID begins the ids of FAQs that are not stored, and of their questions. No
// id that is stored, a UUID, begins with it.
const newID = "new/"

// Changed returns the world in which what a request asks for has been done. An
// FAQ takes part as its Status says: only an active one answers. Wordings that
// the set does not have yet are embedded, and if there is any change in what is
// matched the set is trained for, as it would be.
//
// A calibration comes with its threshold: without one, a threshold that was set
// by hand is gone.
func (m Maker) Changed(ctx context.Context, w World, r responder.ReplayRequest) (World, error) {
	if r.Order != nil {
		w.Setup.Order = r.Order
	}
	switch {
	case r.Calibration != "":
		w.Setup.Serving.Calibration, w.Setup.Serving.Threshold = r.Calibration, r.Threshold
	case r.Threshold != nil:
		w.Setup.Serving.Threshold = r.Threshold
	}
	if len(r.Upsert)+len(r.Remove) == 0 {
		return w, nil
	}
	gone := slices.Clone(r.Remove)
	for _, f := range r.Upsert {
		gone = append(gone, f.ID)
	}
	fillers := slices.DeleteFunc(slices.Clone(w.Setup.Fillers), func(f faq.FAQ) bool { return slices.Contains(gone, f.ID) })
	questions, err := m.upsert(ctx, w.Questions, gone, r.Upsert)
	if err != nil {
		return World{}, err
	}
	for i, f := range r.Upsert {
		if f.Type == faq.Filler && f.Status == faq.Active {
			f.ID = idOf(f, i)
			fillers = append(fillers, f)
		}
	}
	w.Setup.Fillers = fillers
	old := w.Questions
	w.Questions = questions
	if matchedAlike(old, questions) {
		return w, nil
	}
	return m.Trained(ctx, w)
}

// Trained returns the world with a training for its questions as they are. Where
// the training that serves is older than the set, this keeps the difference from
// being taken for that of a change.
func (m Maker) Trained(ctx context.Context, w World) (World, error) {
	var err error
	w.Setup.Serving.TrainingID = ""
	w.Training, err = matcher.Train(ctx, w.Questions, matcher.TrainOptions{
		Model: w.Setup.Serving.Model, Words: m.Words, Progress: m.Progress,
	})
	if err != nil {
		return World{}, fmt.Errorf("train for a replay: %w", err)
	}
	return w, nil
}

// upsert returns the questions without those of FAQs that are gone, and with
// those of others.
func (m Maker) upsert(ctx context.Context, questions []faq.Indexed, gone []string, others []faq.FAQ) ([]faq.Indexed, error) {
	known := make(map[string][]float32)
	var all []faq.Indexed
	for _, q := range questions {
		if slices.Contains(gone, q.FAQID) {
			known[faq.Normalize(q.Question)] = q.Vector
		} else {
			all = append(all, q)
		}
	}
	var unknown []string
	var places []int
	for i, f := range others {
		if f.Status != faq.Active || !f.Type.Matched() {
			continue
		}
		for n, q := range f.Questions {
			one := faq.Indexed{
				FAQID: idOf(f, i), QuestionID: q.ID, Type: f.Type, Status: f.Status, Question: q.Text, Answer: f.Answer,
				Vector: known[faq.Normalize(q.Text)],
			}
			if one.QuestionID == "" {
				one.QuestionID = fmt.Sprintf("%s%d/%d", newID, i, n)
			}
			if one.Vector == nil {
				unknown, places = append(unknown, q.Text), append(places, len(all))
			}
			all = append(all, one)
		}
	}
	if len(unknown) == 0 {
		return all, nil
	}
	vectors, err := m.Embed(ctx, unknown)
	if err != nil {
		return nil, fmt.Errorf("embed for a replay: %w", err)
	}
	if len(vectors) != len(unknown) {
		return nil, fmt.Errorf("embed for a replay: %w", errCount)
	}
	for i, place := range places {
		all[place].Vector = vectors[i]
	}
	return all, nil
}

var errCount = errors.New("not one vector for each question")

func idOf(f faq.FAQ, place int) string {
	if f.ID != "" {
		return f.ID
	}
	return fmt.Sprintf("%s%d", newID, place)
}

// matchedAlike reports whether two sets are matched in the same way: what is
// answered does not matter to a training, nor does what is not active.
func matchedAlike(a, b []faq.Indexed) bool {
	type wording struct{ faqID, text, kind string }
	count := make(map[wording]int)
	tell := func(questions []faq.Indexed, by int) {
		for _, q := range questions {
			if q.Status == faq.Active && q.Type.Matched() {
				count[wording{q.FAQID, faq.Normalize(q.Question), string(q.Type)}] += by
			}
		}
	}
	tell(a, 1)
	tell(b, -1)
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}
