package main

import (
	"fmt"

	"github.com/parleyhq/parley/bench/internal/sets"
)

// many returns FAQs with n questions together: of BANKING77 alone if ten of each
// FAQ are enough, else of both sets, and beyond that with variants of theirs.
func (b *bench) many(n int) []sets.FAQ {
	banking := sets.Draw(b.corpora.banking.train, 10, 0)
	if sets.Questions(banking) >= n {
		return take(banking, n)
	}
	all := b.corpora.answerable()
	for i := 0; sets.Questions(all) < n; i++ {
		all = append(all, variants(b.corpora.answerable(), i)...)
	}
	return take(all, n)
}

// variants returns FAQs with other names whose questions are the same but for
// words around them, as people put them there.
func variants(faqs []sets.FAQ, number int) []sets.FAQ {
	around := []struct{ before, after string }{
		{"Hi, a quick question: ", ""},
		{"", " Could you please help me with that?"},
		{"I am writing from abroad. ", ""},
		{"", " I tried it twice yesterday."},
		{"Good evening, my wife would like to know: ", ""},
	}
	words := around[number%len(around)]
	varied := make([]sets.FAQ, len(faqs))
	for i, f := range faqs {
		varied[i].Name = fmt.Sprintf("%s, variant %d", f.Name, number+1)
		for _, q := range f.Questions {
			varied[i].Questions = append(varied[i].Questions, words.before+q+words.after)
		}
	}
	return varied
}

// take returns FAQs with n of the questions: the first of each, then the second
// of each that has one, and so on.
func take(faqs []sets.FAQ, n int) []sets.FAQ {
	taken := make([]sets.FAQ, len(faqs))
	for round := 0; n > 0; round++ {
		for i, f := range faqs {
			taken[i].Name = f.Name
			if n > 0 && round < len(f.Questions) {
				taken[i].Questions = append(taken[i].Questions, f.Questions[round])
				n--
			}
		}
	}
	return taken
}
