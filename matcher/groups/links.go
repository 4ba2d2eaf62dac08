package groups

import (
	"context"
	"runtime"
	"slices"
	"sync"
)

const (
	// mostLinks is with how many others a wording links itself.
	mostLinks = 16
	// block is how many wordings are compared with as many others at a time: they
	// fit in a cache together.
	block = 64
)

// link says that two wordings are alike; a < b.
type link struct {
	a, b     int32
	likeness float64
}

// links returns, for each wording, the others that it is most like if they are
// alike at all, every pair once. All pairs are compared, on all cores.
func (s *space) links(ctx context.Context) ([]link, error) {
	// Each worker has lists of its own; which of them compares a pair does not
	// matter when they are put together.
	workers := make([][]hits, runtime.GOMAXPROCS(0))
	var running sync.WaitGroup
	for w := range workers {
		workers[w] = make([]hits, len(s.points))
		running.Go(func() {
			for from := w * block; from < len(s.points) && ctx.Err() == nil; from += len(workers) * block {
				for other := from; other < len(s.points); other += block {
					s.compare(from, other, workers[w])
				}
			}
		})
	}
	running.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var all []link
	for i := range s.points {
		var best hits
		for _, lists := range workers {
			for _, h := range lists[i] {
				best.offer(h)
			}
		}
		for _, h := range best {
			all = append(all, link{min(int32(i), h.other), max(int32(i), h.other), h.likeness})
		}
	}
	slices.SortFunc(all, strongestFirst)
	return slices.Compact(all), nil
}

// compare compares a block with another, or with itself.
func (s *space) compare(from, other int, lists []hits) {
	for a := from; a < min(from+block, len(s.points)); a++ {
		for b := max(other, a+1); b < min(other+block, len(s.points)); b++ {
			if l := s.likeness(int32(a), int32(b)); l >= alike {
				lists[a].offer(hit{int32(b), l})
				lists[b].offer(hit{int32(a), l})
			}
		}
	}
}

type hit struct {
	other    int32
	likeness float64
}

// hits are the best so far, best first.
type hits []hit

func (h *hits) offer(one hit) {
	list := *h
	if len(list) == mostLinks {
		if betterFirst(one, list[mostLinks-1]) >= 0 {
			return
		}
		list = list[:mostLinks-1]
	}
	at, _ := slices.BinarySearchFunc(list, one, betterFirst)
	*h = slices.Insert(list, at, one)
}
