package faq

import "slices"

// Serving says what live traffic is matched with at one instant: one embedding
// model, at most one training of the FAQ set for it, and how careful to be.
type Serving struct {
	// EmbedderID is the UUID of the embedder that is asked for vectors.
	EmbedderID string
	// Model names its model as the stored vectors do; vectors of different
	// models are never compared.
	Model string
	// Remote says that the embedder is another process, so that a match may take
	// longer than a workflow's local activity should.
	Remote bool
	// Revision is that of the FAQ set now; it grows with every change of what
	// FAQs match. A training of an older revision still serves.
	Revision int64
	// TrainingID is the UUID of the training in use, empty while nothing has
	// been trained for this model.
	TrainingID  string
	Calibration Calibration
	// Threshold is one that was set by hand and overrides the calibration; nil
	// normally.
	Threshold *float64
}

// Calibration is how careful the threshold is that a training finds by itself.
type Calibration string

const (
	// Balanced answers most of what the FAQs know.
	Balanced Calibration = "balanced"
	// Cautious leaves more to people and answers less of what it should not.
	Cautious Calibration = "cautious"
)

// ByHand stands in decisions in place of a calibration where the threshold was set
// by hand. It is none that can be chosen.
const ByHand Calibration = "manual"

// ThresholdFrom says what the threshold comes from: the calibration, or [ByHand].
func (s Serving) ThresholdFrom() Calibration {
	if s.Threshold != nil {
		return ByHand
	}
	return s.Calibration
}

// Calibrations returns every calibration, the default one first.
func Calibrations() []Calibration { return []Calibration{Balanced, Cautious} }

// Valid reports whether c is one of [Calibrations].
func (c Calibration) Valid() bool { return slices.Contains(Calibrations(), c) }
