// Package groups finds, among messages that nothing answered, those that ask the
// same thing, and proposes FAQs for them in the words of those who asked.
//
// Messages are compared by meaning and by spelling, as the matcher compares them
// with questions. Each is linked with those it is most like, and groups of linked
// messages are joined for as long as the members of the two are alike on average.
// What is like nothing else stays alone. Nothing is kept for pairs of messages,
// so memory grows with their number only: 20,000 take some 150 MB for vectors of
// 512 dimensions.
package groups

import (
	"context"
	"slices"

	"github.com/parleyhq/parley/faq"
)

// Options say what counts as a group.
type Options struct {
	// Model names the embedding model of the vectors.
	Model string
	// Centre is the mean cosine of two questions of different FAQs under that
	// model, as matcher.Summary has it; 0 if nothing has been trained for it. With
	// few messages, most of which ask the same thing, they do not tell by
	// themselves how alike unlike texts are.
	Centre float64
	// Fewest is how many people must have asked for a group to be proposed; 0 for
	// [DefaultFewest].
	Fewest int
	// Most is how many groups are proposed, the largest ones; 0 for [DefaultMost].
	Most int
}

const (
	// DefaultFewest is how many people must have asked the same thing.
	DefaultFewest = 4
	// DefaultMost is how many groups are proposed at once: what a person goes
	// through in one sitting.
	DefaultMost = 50
	// MaxRelated is how many related questions are proposed.
	MaxRelated = 8
)

// Find returns the groups, the one with the most people first. The same messages
// in any order give the same groups. In none are messages without a usable vector
// and those that ask nothing: greetings, thanks, a single word. It ends with
// ctx's error soon after ctx is done.
func Find(ctx context.Context, messages []faq.Unanswered, o Options) ([]faq.Proposal, error) {
	if o.Fewest < 1 {
		o.Fewest = DefaultFewest
	}
	if o.Most < 1 {
		o.Most = DefaultMost
	}
	wordings := fold(messages)
	if len(wordings) == 0 {
		return nil, ctx.Err()
	}
	s := newSpace(wordings, o.Centre)
	links, err := s.links(ctx)
	if err != nil {
		return nil, err
	}
	clusters, err := s.join(ctx, links, o.Fewest)
	if err != nil {
		return nil, err
	}
	var found []group
	for _, members := range clusters {
		if g := newGroup(wordings, members); g.people >= o.Fewest && g.centre != nil {
			found = append(found, g)
		}
	}
	slices.SortFunc(found, mostPeopleFirst)
	found = found[:min(len(found), o.Most)]
	proposals := make([]faq.Proposal, len(found))
	for i, g := range found {
		proposals[i] = g.proposal(o.Model)
	}
	return proposals, nil
}
