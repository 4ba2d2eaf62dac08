package matcher

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// block is how many questions are taken into a product of matrices at once.
const block = 256

// trainLandmarks trains on every question a head that compares a message with a
// part of them, the landmarks, spread over all FAQs (the Nyström method): for
// the influences C of the landmarks on the questions and K on each other, the
// weights W solve (C F Cᵀ + smoothness K) W = C F Y, where F is how much each
// question counts. Time grows with the number of questions, memory hardly.
func trainLandmarks(ctx context.Context, s *set, most int, work *progress) (*head, trials, error) {
	n := len(s.texts)
	work.total = 3 * n
	landmarks := s.landmarks(most)
	h := s.newHead(landmarks)
	system, targets, err := s.normalEquations(ctx, h, landmarks, work)
	if err != nil {
		return nil, nil, err
	}
	var factors mat.Cholesky
	if !factors.Factorize(system) {
		return nil, nil, fmt.Errorf("%w: the influences are not positive definite", ErrTraining)
	}
	work.add(n / 2)
	solution := targets
	if err := factors.SolveTo(solution, targets); err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrTraining, err)
	}
	for f := range s.faqs {
		for l, row := 0, h.weights.row(f); l < len(row); l++ {
			row[l] = float32(solution.At(l, f))
		}
	}
	quantize(h.weights, weightLevels)
	work.add(n / 2)
	tried, err := s.tryLandmarks(ctx, h, landmarks, &factors, work)
	return h, tried, err
}

// landmarks returns questions, no more than most, spread evenly over the FAQs: a round
// takes the next question of each FAQ, the one least like those it has given.
func (s *set) landmarks(most int) []int {
	queues := make([][]int, len(s.faqs))
	for i, f := range s.of {
		queues[f] = append(queues[f], i)
	}
	for f, queue := range queues {
		queues[f] = s.spread(queue, most)
	}
	var chosen []int
	for round := 0; len(chosen) < most; round++ {
		var offers []int
		for _, queue := range queues {
			if round < len(queue) {
				offers = append(offers, queue[round])
			}
		}
		if len(offers) == 0 {
			break
		}
		// The last round may have more to offer than there is room for.
		room := min(most-len(chosen), len(offers))
		for i := range room {
			chosen = append(chosen, offers[i*len(offers)/room])
		}
	}
	slices.Sort(chosen)
	return chosen
}

// spread orders questions so that each is the one farthest from those before it.
func (s *set) spread(questions []int, most int) []int {
	left := slices.Clone(questions)
	nearest := make([]float32, len(left))
	for i := range nearest {
		nearest[i] = -1
	}
	ordered := make([]int, 0, len(left))
	for len(left) > 0 && len(ordered) < most {
		far := 0
		for i := range left {
			if nearest[i] < nearest[far] {
				far = i
			}
		}
		next := left[far]
		ordered = append(ordered, next)
		left, nearest = slices.Delete(left, far, far+1), slices.Delete(nearest, far, far+1)
		for i, other := range left {
			nearest[i] = max(nearest[i], dot(s.vectors.row(next), s.vectors.row(other)))
		}
	}
	return ordered
}

func (s *set) normalEquations(
	ctx context.Context, h *head, landmarks []int, work *progress,
) (*mat.SymDense, *mat.Dense, error) {
	system := mat.NewSymDense(len(landmarks), nil)
	targets := mat.NewDense(len(landmarks), len(s.faqs), nil)
	rows := mat.NewDense(block, len(landmarks), nil)
	for from := 0; from < len(s.texts); from += block {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		until := min(from+block, len(s.texts))
		for i := from; i < until; i++ {
			counts := smoothness / s.ease(i)
			row := rows.RawRowView(i - from)
			for l, x := range s.influences(h, i) {
				row[l] = math.Sqrt(counts) * float64(x)
				targets.Set(l, s.of[i], targets.At(l, s.of[i])+counts*float64(x))
			}
		}
		taken := blas64.General{Rows: until - from, Cols: len(landmarks), Stride: len(landmarks), Data: rows.RawMatrix().Data}
		blas64.Syrk(blas.Trans, 1, taken, 1, system.RawSymmetric())
		work.add(until - from)
	}
	for a, i := range landmarks {
		row := s.influences(h, i)
		for b := a; b < len(landmarks); b++ {
			system.SetSym(a, b, system.At(a, b)+smoothness*float64(row[b]))
		}
		// Two landmarks may be equal; the grain keeps them apart.
		system.SetSym(a, a, system.At(a, a)+grain)
	}
	return system, targets, nil
}

// grain is added to the diagonal against rounding.
const grain = 1e-4

func (s *set) influences(h *head, i int) []float32 {
	return h.influences(s.space, s.space.lexicon.profile(s.texts[i]), s.vectors.row(i))
}

// mostTrials is how many questions are tried where trying all would cost more
// than training.
const mostTrials = 1000

// tryLandmarks tries a part of the questions: that the head was trained on a
// question raised its rate by a share of what was missing to its label, which
// the factors tell. Landmarks are not tried: without its question, a landmark
// would not be one.
func (s *set) tryLandmarks(
	ctx context.Context, h *head, landmarks []int, factors *mat.Cholesky, work *progress,
) (trials, error) {
	var candidates []int
	for i := range s.texts {
		if _, found := slices.BinarySearch(landmarks, i); !found {
			candidates = append(candidates, i)
		}
	}
	stride := max(1, (len(candidates)+mostTrials-1)/mostTrials)
	var tried trials
	everything := newPostings(s.space.lexicon, s.texts)
	row := make([]float32, len(s.texts))
	for from := 0; from < len(candidates); from += block * stride {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var taken []int
		for c := from; c < min(from+block*stride, len(candidates)); c += stride {
			taken = append(taken, candidates[c])
		}
		at := mat.NewDense(len(landmarks), len(taken), nil)
		for column, i := range taken {
			for l, x := range s.influences(h, i) {
				at.Set(l, column, float64(x))
			}
		}
		var solved mat.Dense
		if err := factors.SolveTo(&solved, at); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrTraining, err)
		}
		for column, i := range taken {
			share := mat.Dot(at.ColView(column), solved.ColView(column)) * smoothness / s.ease(i)
			rates := s.ratesWithout(h, i, share)
			tried = tried.with(s, i, rates, s.likenesses(i, everything, row))
		}
		work.add(len(taken) * stride)
	}
	return tried, nil
}

// ratesWithout returns what the head would rate each FAQ with for question i, had
// it not been trained on that question, which has the given share in its rate.
func (s *set) ratesWithout(h *head, i int, share float64) []float64 {
	influences := s.influences(h, i)
	rates := make([]float64, len(s.faqs))
	for f := range rates {
		rates[f] = float64(dot(h.weights.row(f), influences)) / (1 - share)
	}
	rates[s.of[i]] -= share / (1 - share)
	return rates
}
