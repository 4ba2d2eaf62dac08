package demo

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// banking77Answer is what every FAQ of the set answers: the data has questions
// only.
const banking77Answer = "This is what the bank says about “%s”."

// Banking77 reads the BANKING77 data set (PolyAI, CC BY 4.0) from a folder of
// shared data: its training questions as one FAQ for each of the 77 intents, and
// a sample of n of its test questions as messages, the same for the same seed.
func Banking77(folder string, n int, seed uint64) ([]FAQ, []Message, error) {
	path := filepath.Join(folder, "faq", "banking77.jsonl")
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("BANKING77: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	questions := map[string][]string{}
	var tests []Message
	lines := bufio.NewScanner(file)
	for number := 1; lines.Scan(); number++ {
		line, err := decode[struct {
			Question string `json:"question"`
			FAQID    string `json:"faq_id"`
			Split    string `json:"split"`
		}](lines.Bytes())
		if err != nil {
			return nil, nil, fmt.Errorf("%s, line %d: %w", path, number, err)
		}
		if line.Split == "train" {
			questions[line.FAQID] = append(questions[line.FAQID], line.Question)
		} else {
			tests = append(tests, Message{Text: line.Question, Expect: line.FAQID})
		}
	}
	if err := lines.Err(); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(questions) == 0 || len(tests) == 0 {
		return nil, nil, fmt.Errorf("%s has no training or no test questions", path)
	}
	random := rand.New(rand.NewPCG(seed, 77)) //nolint:gosec // a sample, no secret
	random.Shuffle(len(tests), func(i, j int) { tests[i], tests[j] = tests[j], tests[i] })
	return intents(questions), tests[:min(n, len(tests))], nil
}

func intents(questions map[string][]string) []FAQ {
	var faqs []FAQ
	for intent, texts := range questions {
		faqs = append(faqs, FAQ{
			Key: intent, Type: "general", Question: texts[0], RelatedQuestions: texts[1:],
			Answer: fmt.Sprintf(banking77Answer, strings.ReplaceAll(intent, "_", " ")), Labels: []string{"banking77"},
		})
	}
	slices.SortFunc(faqs, func(a, b FAQ) int { return strings.Compare(a.Key, b.Key) })
	return faqs
}
