package groups

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/parleyhq/parley/faq"
)

// group is a cluster that may be proposed.
type group struct {
	// wordings are those nearest to the centre first.
	wordings []wording
	// centre is the mean of their vectors, of length 1.
	centre []float32
	people int
}

func newGroup(all []wording, members []int) group {
	sum := make([]float32, len(all[0].vector))
	people := make(map[string]struct{})
	g := group{wordings: make([]wording, 0, len(members))}
	for _, i := range members {
		g.wordings = append(g.wordings, all[i])
		all[i].who(people)
		for d, x := range all[i].vector {
			sum[d] += x
		}
	}
	g.centre, g.people = unit(sum), len(people)
	if g.centre != nil {
		slices.SortFunc(g.wordings, func(a, b wording) int {
			return cmp.Or(cmp.Compare(dot(b.vector, g.centre), dot(a.vector, g.centre)), cmp.Compare(a.plain, b.plain))
		})
	}
	return g
}

func mostPeopleFirst(a, b group) int {
	return cmp.Or(cmp.Compare(b.people, a.people), cmp.Compare(a.wordings[0].plain, b.wordings[0].plain))
}

func (g group) proposal(model string) faq.Proposal {
	p := faq.Proposal{Model: model, Centre: g.centre}
	for _, w := range g.wordings {
		for _, m := range w.messages {
			p.Members = append(p.Members, m.DecisionID)
		}
	}
	question := g.question()
	p.Question = question.messages[0].DecisionID
	for _, w := range g.related(question) {
		p.Related = append(p.Related, w.messages[0].DecisionID)
	}
	return p
}

// question returns the wording nearest to the centre that would do as the
// question of an FAQ; if there is none, one that others may read; if there is
// none of these either, the nearest.
func (g group) question() wording {
	for _, does := range []func(wording) bool{wording.reads, wording.shows} {
		if i := slices.IndexFunc(g.wordings, does); i >= 0 {
			return g.wordings[i]
		}
	}
	return g.wordings[0]
}

// related returns wordings beside the question, the most typical first. A wording
// in nearly the same words as another teaches the matcher nothing, so each is
// chosen for being least like those before it. That finds strays, too, which is
// why the wordings farthest from the centre are left out where there are enough.
func (g group) related(question wording) []wording {
	const same = 0.97
	var left []wording
	for _, w := range g.wordings {
		if w.plain != question.plain && w.shows() {
			left = append(left, w)
		}
	}
	left = left[:min(len(left), max(MaxRelated, len(left)*2/3))]
	// nearest is how alike each is to the chosen one that it is most like.
	nearest := make([]float32, len(left))
	for i, w := range left {
		nearest[i] = dot(w.vector, question.vector)
	}
	chosen := make([]bool, len(left))
	for range min(MaxRelated, len(left)) {
		// Of equals the one nearer to the centre.
		far := slices.Index(nearest, slices.Min(nearest))
		if nearest[far] >= same {
			break
		}
		chosen[far] = true
		for i, w := range left {
			nearest[i] = max(nearest[i], dot(w.vector, left[far].vector))
		}
		nearest[far] = 1
	}
	var related []wording
	for i, w := range left {
		if chosen[i] {
			related = append(related, w)
		}
	}
	return related
}

// reads reports whether a wording would do as a question of an FAQ: the linter
// has nothing to say about it.
func (w wording) reads() bool {
	return w.shows() && !slices.ContainsFunc(faq.Lint(faq.New(faq.General, "", w.text)), func(a faq.Advice) bool {
		return strings.HasPrefix(a.Field, "questions[")
	})
}

// shows reports whether a wording may be shown to others as that of anybody: it
// is one line of a length that a question has, and names no number, address or
// link of the person who wrote it.
func (w wording) shows() bool {
	const mostWords, mostDigits = 40, 3
	digits := 0
	for _, r := range w.text {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return w.lines == 1 && len(strings.Fields(w.text)) <= mostWords && digits <= mostDigits &&
		!strings.Contains(w.text, "@") && !strings.Contains(w.text, ":/") && !strings.Contains(w.plain, "www ")
}
