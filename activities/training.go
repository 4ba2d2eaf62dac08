package activities

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/activity"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
)

// Trainings is what training reads of the FAQ set and where it leaves its result.
type Trainings interface {
	Serving
	GetEmbedder(ctx context.Context, id string) (faq.Embedder, error)
	// TrainingSize counts the questions and FAQs that a training for a model would
	// be made of, at which revision.
	TrainingSize(ctx context.Context, model string) (revision int64, questions, faqs int, err error)
	Indexed(ctx context.Context, model string, statuses ...faq.Status) (int64, []faq.Indexed, error)
	SaveTraining(ctx context.Context, t faq.TrainingRecord) (switched bool, err error)
}

// Bell reaches the training workflow.
type Bell interface {
	FAQsChanged(ctx context.Context) error
}

// Words knows the words that an embedding model was made with.
type Words interface {
	// Words returns those of the embedder with this id, none if it does not say.
	Words(ctx context.Context, embedderID string) ([]string, error)
}

// Training are the activities that train for the FAQ set.
type Training struct {
	FAQs  Trainings
	Words Words
	Bell  Bell
	Log   *slog.Logger
}

// TrainRequest says for which embedder to train: "" for the one that serves.
type TrainRequest struct {
	EmbedderID string `json:"embedder_id,omitempty"`
}

// Subject is what there is to train on.
type Subject struct {
	Revision  int64 `json:"revision"`
	Questions int   `json:"questions"`
	FAQs      int   `json:"faqs"`
}

// Trained is what became of a training.
type Trained struct {
	Subject
	TrainingID string `json:"training_id,omitempty"`
	// Current says that the FAQ set was still at this revision afterwards.
	Current bool `json:"current"`
}

// LookAtFAQs says what there is to train on.
func (a *Training) LookAtFAQs(ctx context.Context, r TrainRequest) (Subject, error) {
	embedder, err := a.embedder(ctx, r)
	if err != nil {
		return Subject{}, err
	}
	var s Subject
	if s.Revision, s.Questions, s.FAQs, err = a.FAQs.TrainingSize(ctx, embedder.VectorModel()); err != nil {
		return Subject{}, fit(a.Log, "count questions", err)
	}
	return s, nil
}

// embedder is the one to train for.
func (a *Training) embedder(ctx context.Context, r TrainRequest) (faq.Embedder, error) {
	id := r.EmbedderID
	if id == "" {
		serving, err := a.FAQs.Serving(ctx)
		if err != nil {
			return faq.Embedder{}, fit(a.Log, "read what serves", err)
		}
		id = serving.EmbedderID
	}
	embedder, err := a.FAQs.GetEmbedder(ctx, id)
	if err != nil {
		return faq.Embedder{}, fit(a.Log, "read the embedder", err)
	}
	return embedder, nil
}

// Train makes the training of the FAQ set as it stands and keeps it. It answers
// live traffic from then on if nothing newer does.
func (a *Training) Train(ctx context.Context, r TrainRequest) (Trained, error) {
	beating := beat(ctx)
	defer beating.stop()
	embedder, err := a.embedder(ctx, r)
	if err != nil {
		return Trained{}, err
	}
	record, err := a.train(ctx, embedder, beating)
	if err != nil {
		return Trained{}, err
	}
	if _, err := a.FAQs.SaveTraining(ctx, record); err != nil {
		return Trained{}, fit(a.Log, "save training", err)
	}
	serving, err := a.FAQs.Serving(ctx)
	if err != nil {
		return Trained{}, fit(a.Log, "read what serves", err)
	}
	return Trained{
		Subject:    Subject{Revision: record.Revision, Questions: record.Questions, FAQs: record.FAQs},
		TrainingID: record.ID, Current: serving.Revision == record.Revision,
	}, nil
}

func (a *Training) train(ctx context.Context, embedder faq.Embedder, beating *pulse) (faq.TrainingRecord, error) {
	began := time.Now()
	model := embedder.VectorModel()
	revision, questions, err := a.FAQs.Indexed(ctx, model, faq.Active)
	if err != nil {
		return faq.TrainingRecord{}, fit(a.Log, "read questions", err)
	}
	words, err := a.Words.Words(ctx, embedder.ID)
	if err != nil {
		return faq.TrainingRecord{}, fit(a.Log, "open the embedder", err)
	}
	training, err := matcher.Train(ctx, questions, matcher.TrainOptions{Model: model, Words: words, Progress: beating.at})
	if err != nil {
		return faq.TrainingRecord{}, fit(a.Log, "train", err)
	}
	record, err := training.Record(trainingID(ctx))
	if err != nil {
		return faq.TrainingRecord{}, fit(a.Log, "encode training", err)
	}
	record.Revision, record.Took, record.CreatedAt = revision, time.Since(began), began
	a.Log.Info("trained", "model", model, "revision", revision, "questions", record.Questions, "faqs", record.FAQs,
		"took", record.Took)
	return record, nil
}

// trainingID is the same for every attempt of an activity, so that one whose
// answer was lost leaves no second training.
func trainingID(ctx context.Context) string {
	info := activity.GetInfo(ctx)
	run, err := uuid.Parse(info.WorkflowExecution.RunID)
	if err != nil {
		run = uuid.NameSpaceOID
	}
	return uuid.NewSHA1(run, []byte(info.ActivityID)).String()
}

// FAQsChanged tells the training workflow that the FAQ set has changed.
func (a *Training) FAQsChanged(ctx context.Context) error {
	if err := a.Bell.FAQsChanged(ctx); err != nil {
		return fit(a.Log, "ring for training", err)
	}
	return nil
}
