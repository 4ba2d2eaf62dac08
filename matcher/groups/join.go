package groups

import (
	"cmp"
	"container/heap"
	"context"
	"maps"
	"slices"
)

// join joins what is linked into clusters, the most alike first, for as long as
// the members of two are alike on average (average linkage). It returns the
// wordings of each cluster. fewest is how many make a group.
//
// The mean likeness of the pairs between two clusters is the inner product of
// the sums of their points, over the number of pairs. So nothing is kept for
// each pair, and only linked clusters are looked at.
func (s *space) join(ctx context.Context, links []link, fewest int) ([][]int, error) {
	c := &clusters{
		offset: s.offset, fewest: fewest,
		members: make([][]int, len(s.points)), sums: slices.Clone(s.points), linked: make([]map[int32]struct{}, len(s.points)),
	}
	for i := range s.points {
		c.members[i] = []int{i}
		c.linked[i] = make(map[int32]struct{})
	}
	for _, l := range links {
		c.linked[l.a][l.b], c.linked[l.b][l.a] = struct{}{}, struct{}{}
		c.offers = append(c.offers, offer{link: l, sizeA: 1, sizeB: 1})
	}
	heap.Init(&c.offers)
	const often = 1024
	for step := 0; len(c.offers) > 0; step++ {
		if step%often == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		o := heap.Pop(&c.offers).(offer)
		// An offer made before either has changed is void: there is another.
		if len(c.members[o.a]) == o.sizeA && len(c.members[o.b]) == o.sizeB {
			c.join(o.a, o.b)
		}
	}
	return slices.DeleteFunc(c.members, func(members []int) bool { return len(members) == 0 }), nil
}

// clusters are numbered by their first wordings; of one that was joined to
// another, nothing is left.
type clusters struct {
	offset  float64
	fewest  int
	members [][]int
	sums    [][]float32
	// linked are the clusters of which a member is linked with one of it.
	linked []map[int32]struct{}
	offers offers
}

// join joins b to a and offers the joint cluster to those it is linked with.
func (c *clusters) join(a, b int32) {
	if len(c.members[a]) == 1 {
		// Until then the sum is the point of the wording itself.
		c.sums[a] = slices.Clone(c.sums[a])
	}
	for d, x := range c.sums[b] {
		c.sums[a][d] += x
	}
	c.members[a] = append(c.members[a], c.members[b]...)
	for other := range c.linked[b] {
		delete(c.linked[other], b)
		if other != a {
			c.linked[a][other], c.linked[other][a] = struct{}{}, struct{}{}
		}
	}
	c.members[b], c.sums[b], c.linked[b] = nil, nil, nil
	for other := range maps.Keys(c.linked[a]) {
		c.offer(min(a, other), max(a, other))
	}
}

func (c *clusters) offer(a, b int32) {
	sizeA, sizeB := len(c.members[a]), len(c.members[b])
	bound := alike
	if min(sizeA, sizeB) >= c.fewest {
		bound = related
	}
	mean := float64(dot(c.sums[a], c.sums[b]))/float64(sizeA*sizeB) - c.offset
	if mean >= bound {
		heap.Push(&c.offers, offer{link: link{a, b, mean}, sizeA: sizeA, sizeB: sizeB})
	}
}

// offer is a link of two clusters that had so many members.
type offer struct {
	link
	sizeA, sizeB int
}

// offers is a heap, the strongest on top. No two that are good are of the same
// clusters, so their order never depends on chance.
type offers []offer

func (o *offers) Len() int           { return len(*o) }
func (o *offers) Less(i, j int) bool { return strongestFirst((*o)[i].link, (*o)[j].link) < 0 }
func (o *offers) Swap(i, j int)      { (*o)[i], (*o)[j] = (*o)[j], (*o)[i] }

// Push implements heap.Interface.
func (o *offers) Push(x any) { *o = append(*o, x.(offer)) }

// Pop implements heap.Interface.
func (o *offers) Pop() any {
	last := (*o)[len(*o)-1]
	*o = (*o)[:len(*o)-1]
	return last
}

func strongestFirst(x, y link) int {
	return cmp.Or(cmp.Compare(y.likeness, x.likeness), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
}

func betterFirst(x, y hit) int {
	return cmp.Or(cmp.Compare(y.likeness, x.likeness), cmp.Compare(x.other, y.other))
}
