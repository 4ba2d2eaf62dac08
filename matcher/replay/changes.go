package replay

import (
	"cmp"
	"hash/fnv"
	"maps"
	"slices"
	"strings"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// MaxExamples is how many messages each list of a result shows.
const MaxExamples = 50

// changes are changes of one kind, by what answered before and what would answer
// now, and then by what was asked.
type changes map[pair]map[uint64]*change

type pair struct{ before, after string }

// change is what would become of messages of the same words.
type change struct {
	count int
	// example is the latest of them: it will be there the longest.
	example responder.ReplayExample
}

func (c changes) count(b responder.StoredBurst, before, after responder.Decision) {
	c.put(pair{answeredBy(before), answeredBy(after)}, said(b.Lines), change{count: 1, example: responder.ReplayExample{
		DecisionID: b.DecisionID, ConversationID: b.ConversationID, At: b.At, Before: outcome(before), After: outcome(after),
	}})
}

func (c changes) put(what pair, asked uint64, one change) {
	if c[what] == nil {
		c[what] = make(map[uint64]*change)
	}
	known := c[what][asked]
	if known == nil {
		c[what][asked] = &one
		return
	}
	known.count += one.count
	if latestFirst(one.example, known.example) < 0 {
		known.example = one.example
	}
}

func (c changes) add(other changes) {
	for what, messages := range other {
		for asked, one := range messages {
			c.put(what, asked, *one)
		}
	}
}

// said tells messages apart by their words.
func said(lines []string) uint64 {
	h := fnv.New64a()
	// Hashes take everything they are given.
	_, _ = h.Write([]byte(strings.ToLower(faq.Normalize(strings.Join(lines, " ")))))
	return h.Sum64()
}

// list counts all changes and shows some: of every pair of answers the message
// that was written most often, the most frequent pairs first, then of every pair
// the next message, and so on.
func (c changes) list() responder.ReplayList {
	type row struct {
		what     pair
		count    int
		messages []*change
	}
	var rows []row
	list := responder.ReplayList{}
	for what, messages := range c {
		r := row{what: what, messages: slices.SortedFunc(maps.Values(messages), mostTypicalFirst)}
		for _, one := range r.messages {
			r.count += one.count
		}
		list.Count += r.count
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.what.before, b.what.before), cmp.Compare(a.what.after, b.what.after))
	})
	for round := 0; len(list.Examples) < MaxExamples; round++ {
		shown := len(list.Examples)
		for _, r := range rows {
			if round < len(r.messages) && len(list.Examples) < MaxExamples {
				list.Examples = append(list.Examples, r.messages[round].example)
			}
		}
		if len(list.Examples) == shown {
			break
		}
	}
	return list
}

// mostTypicalFirst puts the message first that was written more often, then the
// one that fits its FAQ better.
func mostTypicalFirst(a, b *change) int {
	fits := func(c *change) float64 { return max(c.example.Before.Score, c.example.After.Score) }
	return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(fits(b), fits(a)), latestFirst(a.example, b.example))
}

func latestFirst(a, b responder.ReplayExample) int {
	return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.DecisionID, b.DecisionID))
}
