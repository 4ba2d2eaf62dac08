package matcher

import (
	"context"
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// trainExact solves (K + E) W = Y for the weights W, where K are the influences
// of the questions on each other, Y says which question belongs to which FAQ and
// E is the ease. The inverse that it takes tells, too, what the head would have
// said of each question had it not been trained on it.
func trainExact(ctx context.Context, s *set, work *progress) (*head, trials, error) {
	n := len(s.texts)
	work.total = 4 * n
	everything := make([]int, n)
	for i := range everything {
		everything[i] = i
	}
	h := s.newHead(everything)
	likeness := newMatrix(n, n)
	system := mat.NewSymDense(n, nil)
	for i := range n {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		row := s.likenesses(i, h.postings, likeness.row(i))
		for j := i; j < n; j++ {
			system.SetSym(i, j, influence(float64(row[j])))
		}
		system.SetSym(i, i, system.At(i, i)+s.ease(i))
		work.add(1)
	}
	var factors mat.Cholesky
	if !factors.Factorize(system) {
		return nil, nil, fmt.Errorf("%w: the influences are not positive definite", ErrTraining)
	}
	work.add(n)
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	inverse := system
	if err := factors.InverseTo(inverse); err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrTraining, err)
	}
	work.add(n)
	weights := mat.NewDense(len(s.faqs), n, nil)
	for i := range n {
		row := weights.RawRowView(s.of[i])
		for j := range n {
			row[j] += inverse.At(i, j)
		}
	}
	for f := range s.faqs {
		for j, w := range weights.RawRowView(f) {
			h.weights.row(f)[j] = float32(w)
		}
	}
	quantize(h.weights, weightLevels)
	var tried trials
	rates := make([]float64, len(s.faqs))
	for i := range n {
		for f := range rates {
			rates[f] = -weights.At(f, i) / inverse.At(i, i)
		}
		rates[s.of[i]]++
		tried = tried.with(s, i, rates, likeness.row(i))
		work.add(1)
	}
	return h, tried, ctx.Err()
}

// likenesses fills row with the likeness of question i to all questions.
func (s *set) likenesses(i int, all *postings, row []float32) []float32 {
	row = all.similarities(s.space.lexicon.profile(s.texts[i]), row)
	own := s.vectors.row(i)
	for j, characters := range row {
		row[j] = float32(s.space.likeness(float64(dot(own, s.vectors.row(j))), float64(characters)))
	}
	return row
}
