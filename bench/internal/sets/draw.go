package sets

import (
	"fmt"
	"slices"
	"strings"

	"github.com/parleyhq/parley/faq"
)

// FAQ is an FAQ of a draw: its name, and the questions that ask for it.
type FAQ struct {
	Name      string
	Questions []string
}

// Draw returns FAQs with k questions each, in the order in which they first
// appear: the first k after the shuffle that the sets prescribe,
// random.Random(f"{seed}/{faq}").shuffle of Python. With k = 0 every question
// is taken, unshuffled, but for repetitions ([Distinct]).
func Draw(train []Sample, k, seed int) []FAQ {
	var faqs []FAQ
	at := make(map[string]int)
	for _, s := range train {
		i, found := at[s.FAQ]
		if !found {
			i = len(faqs)
			at[s.FAQ], faqs = i, append(faqs, FAQ{Name: s.FAQ})
		}
		faqs[i].Questions = append(faqs[i].Questions, s.Question)
	}
	if k == 0 {
		return Distinct(faqs)
	}
	for i, f := range faqs {
		random := seeded(fmt.Sprintf("%d/%s", seed, f.Name))
		for last := len(f.Questions) - 1; last > 0; last-- {
			j := random.below(last + 1)
			f.Questions[last], f.Questions[j] = f.Questions[j], f.Questions[last]
		}
		faqs[i].Questions = f.Questions[:min(k, len(f.Questions))]
	}
	return faqs
}

// Distinct drops questions that repeat an earlier one, be it of another FAQ: a
// question has one answer.
func Distinct(faqs []FAQ) []FAQ {
	seen := make(map[string]bool)
	for i, f := range faqs {
		faqs[i].Questions = slices.DeleteFunc(f.Questions, func(q string) bool {
			same := strings.ToLower(faq.Normalize(q))
			defer func() { seen[same] = true }()
			return seen[same]
		})
	}
	return faqs
}

// Questions counts the questions of FAQs.
func Questions(faqs []FAQ) int {
	n := 0
	for _, f := range faqs {
		n += len(f.Questions)
	}
	return n
}
