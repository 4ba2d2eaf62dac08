package main

import (
	"io/fs"

	"github.com/parleyhq/parley/bench/internal/sets"
)

// corpus is an evaluation set as it is used: what FAQs are drawn from, and the
// messages.
type corpus struct {
	name  string
	train []sets.Sample
	// known are messages that an FAQ answers, unknown those that none does.
	known, unknown []sets.Sample
	// typos are messages with one and with two mistakes.
	typos [2][]sets.Sample
}

// corpora are the sets of the report.
type corpora struct {
	banking, clinc, half corpus
}

// readCorpora reads the sets below folder, with at most so many messages of each kind.
func readCorpora(folder fs.FS, most int) (corpora, error) {
	banking, err := readCorpus(folder, "banking77", most)
	if err != nil {
		return corpora{}, err
	}
	banking.name = "BANKING77"
	clinc, err := readCorpus(folder, "clinc150", most)
	if err != nil {
		return corpora{}, err
	}
	clinc.name = "CLINC150"
	half, err := readHalf(folder, most)
	if err != nil {
		return corpora{}, err
	}
	return corpora{banking: banking, clinc: clinc, half: half}, nil
}

func readCorpus(folder fs.FS, name string, most int) (corpus, error) {
	train, err := sets.Read(folder, name+".jsonl", sets.Train)
	if err != nil {
		return corpus{}, err
	}
	test, err := sets.Read(folder, name+".jsonl", sets.Test)
	if err != nil {
		return corpus{}, err
	}
	known, unknown := sets.Split(test, func(id string) bool { return id != sets.Unknown })
	c := corpus{train: train, known: sets.Spread(known, most), unknown: sets.Spread(unknown, most)}
	for i, file := range []string{"_typo1.jsonl", "_typo2.jsonl"} {
		typos, err := sets.Read(folder, name+file, sets.Test)
		if err != nil {
			return corpus{}, err
		}
		c.typos[i] = sets.Spread(typos, most)
	}
	return c, nil
}

// readHalf is BANKING77 with half of the intents as FAQs; messages of the other
// half play the unknown.
func readHalf(folder fs.FS, most int) (corpus, error) {
	known, err := sets.Names(folder, "banking77_half_known.json")
	if err != nil {
		return corpus{}, err
	}
	train, err := sets.Read(folder, "banking77.jsonl", sets.Train)
	if err != nil {
		return corpus{}, err
	}
	test, err := sets.Read(folder, "banking77.jsonl", sets.Test)
	if err != nil {
		return corpus{}, err
	}
	c := corpus{name: "BANKING77, half unknown"}
	is := func(id string) bool { return known[id] }
	c.train, _ = sets.Split(train, is)
	c.known, c.unknown = sets.Split(test, is)
	c.known, c.unknown = sets.Spread(c.known, most), sets.Spread(c.unknown, most)
	return c, nil
}

// answerable are the questions that larger sets are made of: those of both
// corpora, FAQ by FAQ. Both have an FAQ exchange_rate, so names have the corpus
// before them.
func (c corpora) answerable() []sets.FAQ {
	var faqs []sets.FAQ
	for _, corpus := range []corpus{c.banking, c.clinc} {
		for _, f := range sets.Draw(corpus.train, 0, 0) {
			f.Name = corpus.name + " " + f.Name
			faqs = append(faqs, f)
		}
	}
	return sets.Distinct(faqs)
}
