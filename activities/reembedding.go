package activities

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/parleyhq/parley/faq"
)

// Reembeddings keeps which embedder is to take over and what has been embedded
// by it.
type Reembeddings interface {
	GetMatching(ctx context.Context) (faq.Matching, error)
	QuestionsWithoutVector(ctx context.Context, model, after string, limit int) ([]faq.Question, error)
	SetVectors(ctx context.Context, model string, questions []faq.Question, vectors [][]float32) error
	ReembedProgress(ctx context.Context, to string) (done, total int, err error)
	FinishReembed(ctx context.Context, to, trainingID string) (switched bool, err error)
	CancelReembed(ctx context.Context) error
	// NoteReembed says what the change to an embedder waits for, "" for nothing.
	NoteReembed(ctx context.Context, to, reason string) error
}

// Vectors makes the vectors under which questions are stored.
type Vectors interface {
	// Vectors returns one vector for each question, by the embedder with this id.
	Vectors(ctx context.Context, embedderID string, questions []string) ([][]float32, error)
}

// Reembedding are the activities of a change of the embedding model.
type Reembedding struct {
	Stored  Reembeddings
	Vectors Vectors
	Log     *slog.Logger
}

const (
	// embedBatch is how many questions are embedded and stored at once, embedStep
	// how many one activity does at most: people see how far it is after each.
	embedBatch = 64
	embedStep  = 1024
)

// Embedded is how far a change of the embedding model has come.
type Embedded struct {
	// To is the embedder that is to take over, "" if none is; Model and Serving are
	// the names of its model and of the one that answers meanwhile.
	To      string `json:"to,omitempty"`
	Model   string `json:"model,omitempty"`
	Serving string `json:"serving,omitempty"`
	Done    int    `json:"done"`
	Total   int    `json:"total"`
	// Left says that there are more questions to embed.
	Left bool `json:"left,omitempty"`
}

// EmbedQuestions embeds the next questions that have no vector of the model that
// is to take over. Every batch is stored at once: what was done is never done
// again.
func (a *Reembedding) EmbedQuestions(ctx context.Context) (Embedded, error) {
	beating := beat(ctx)
	defer beating.stop()
	matching, err := a.Stored.GetMatching(ctx)
	if err != nil {
		return Embedded{}, fit(a.Log, "read the state of matching", err)
	}
	if matching.Reembedding == nil {
		return Embedded{}, nil
	}
	to := matching.Reembedding.To
	embedded := Embedded{To: to.ID, Model: to.Model, Serving: matching.Serving.Model}
	step, err := a.step(ctx, to, beating)
	if err != nil {
		return Embedded{}, err
	}
	embedded.Left = step == embedStep
	if matching.Reembedding.Error != "" {
		if err := a.Stored.NoteReembed(ctx, to.ID, ""); err != nil {
			return Embedded{}, fit(a.Log, "say that the change goes on", err)
		}
	}
	if embedded.Done, embedded.Total, err = a.Stored.ReembedProgress(ctx, to.ID); err != nil {
		return Embedded{}, fit(a.Log, "count embedded questions", err)
	}
	return embedded, nil
}

// step embeds at most embedStep questions and returns how many it came by. Where
// the embedder refuses some, the others are embedded before the step fails.
func (a *Reembedding) step(ctx context.Context, to faq.Embedder, beating *pulse) (done int, err error) {
	after, kept := "", 0
	var refused []string
	for done < embedStep {
		batch, err := a.Stored.QuestionsWithoutVector(ctx, to.VectorModel(), after, embedBatch)
		if err != nil {
			return done, fit(a.Log, "read questions", err)
		}
		if len(batch) == 0 {
			break
		}
		not, err := a.embed(ctx, to, batch)
		if err != nil {
			return done, err
		}
		refused = append(refused, not...)
		kept += len(batch) - len(not)
		done += len(batch)
		after = batch[len(batch)-1].ID
		beating.at(done, embedStep)
	}
	if len(refused) == 0 || done == embedStep && kept > 0 {
		return done, nil
	}
	a.note(ctx, to.ID, fmt.Sprintf("The endpoint takes other questions and refuses %d, such as %q: "+
		"reword them, or give the change up.", len(refused), refused[0]))
	return done, fit(a.Log, fmt.Sprintf("embed %d questions by %s", len(refused), to.Model), errRefused)
}

var errRefused = errors.New("the embedder refuses them for good")

// embed embeds and stores questions and returns those that are refused for good.
func (a *Reembedding) embed(ctx context.Context, to faq.Embedder, batch []faq.Question) (refused []string, err error) {
	texts := make([]string, len(batch))
	for i, q := range batch {
		texts[i] = q.Text
	}
	vectors, err := embedApart(ctx, a.Vectors, to.ID, texts)
	if err != nil {
		if because := whyNotEmbedded(err); because != "" {
			a.note(ctx, to.ID, because)
		}
		return nil, fit(a.Log, fmt.Sprintf("embed %d questions by %s", len(batch), to.Model), err)
	}
	var questions []faq.Question
	var made [][]float32
	for i, v := range vectors {
		if v == nil {
			refused = append(refused, batch[i].Text)
			continue
		}
		questions, made = append(questions, batch[i]), append(made, v)
	}
	if err := a.Stored.SetVectors(ctx, to.VectorModel(), questions, made); err != nil {
		return nil, fit(a.Log, "store vectors", err)
	}
	return refused, nil
}

func (a *Reembedding) note(ctx context.Context, to, reason string) {
	if err := a.Stored.NoteReembed(ctx, to, reason); err != nil {
		a.Log.Warn("what the change of the embedding model waits for was not stored", "error", err)
	}
}

// FinishRequest asks for the switch to an embedder and the training made for it.
type FinishRequest struct {
	To         string `json:"to"`
	TrainingID string `json:"training_id"`
}

// Finished says whether there was a switch.
type Finished struct {
	Switched bool `json:"switched"`
}

// FinishReembed switches to the embedder if every question has a vector of it.
func (a *Reembedding) FinishReembed(ctx context.Context, r FinishRequest) (Finished, error) {
	switched, err := a.Stored.FinishReembed(ctx, r.To, r.TrainingID)
	if err != nil {
		return Finished{}, fit(a.Log, "switch the embedding model", err)
	}
	if switched {
		a.Log.Info("embedding model switched", "embedder", r.To, "training", r.TrainingID)
	}
	return Finished{Switched: switched}, nil
}

// CancelReembed calls the change off: the old model stays.
func (a *Reembedding) CancelReembed(ctx context.Context) error {
	if err := a.Stored.CancelReembed(ctx); err != nil {
		return fit(a.Log, "call the change of the embedding model off", err)
	}
	return nil
}
