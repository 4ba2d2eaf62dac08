package matcher

import (
	"container/heap"
	"context"
)

// tryNearest tries a part of a set that is too large for a head, as the judge
// would decide about it.
func tryNearest(ctx context.Context, s *set, work *progress) (trials, error) {
	const most = 400
	stride := len(s.texts)/most + 1
	work.total = len(s.texts) / stride
	profiles := make(map[int]profile)
	var tried trials
	for i := 0; i < len(s.texts); i += stride {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if s.sizes[s.of[i]] > 1 && s.general[i] {
			tried = append(tried, s.tryAmongNearest(i, profiles))
		}
		work.add(1)
	}
	return tried, nil
}

func (s *set) tryAmongNearest(i int, profiles map[int]profile) trial {
	own, asked := s.vectors.row(i), s.space.lexicon.profile(s.texts[i])
	near := make(nearest, 0, firstNearest)
	for j := range s.texts {
		if j != i {
			near.offer(hit{j, dot(own, s.vectors.row(j))}, firstNearest)
		}
	}
	var votes ballot
	for _, q := range near {
		if profiles[q.index] == nil {
			profiles[q.index] = s.space.lexicon.profile(s.texts[q.index])
		}
		votes.add(s.faqs[s.of[q.index]], s.space.likeness(float64(q.cosine), asked.similarity(profiles[q.index])))
	}
	best, chosen := 0.0, ""
	for id := range votes.best {
		if v := score(votes.rate(id), votes.best[id]); v > best || v == best && id < chosen {
			best, chosen = v, id
		}
	}
	return trial{score: best, right: chosen == s.faqs[s.of[i]]}
}

// hit is a vector found by its index, with its cosine to the one asked for.
type hit struct {
	index  int
	cosine float32
}

// nearest is a heap of the best hits, the worst on top.
type nearest []hit

// Len implements heap.Interface.
func (n *nearest) Len() int { return len(*n) }

// Less puts the lower cosine first and, of equal ones, the later index.
func (n *nearest) Less(i, j int) bool {
	a, b := (*n)[i], (*n)[j]
	return a.cosine < b.cosine || a.cosine == b.cosine && a.index > b.index
}

// Swap implements heap.Interface.
func (n *nearest) Swap(i, j int) { (*n)[i], (*n)[j] = (*n)[j], (*n)[i] }

// Push implements heap.Interface.
func (n *nearest) Push(x any) { *n = append(*n, x.(hit)) }

// Pop implements heap.Interface.
func (n *nearest) Pop() any {
	last := (*n)[len(*n)-1]
	*n = (*n)[:len(*n)-1]
	return last
}

// offer keeps h if it is among the k best so far.
func (n *nearest) offer(h hit, k int) {
	switch {
	case len(*n) < k:
		heap.Push(n, h)
	case h.cosine > (*n)[0].cosine:
		(*n)[0] = h
		heap.Fix(n, 0)
	}
}
