package api

import (
	"fmt"
	"regexp"
	"strconv"

	"github.com/parleyhq/parley/faq"
)

func faqView(f faq.FAQ) FAQ {
	texts := f.Texts()
	return FAQ{
		ID: f.ID, Type: FAQType(f.Type), Status: FAQStatus(f.Status), Question: texts[0],
		RelatedQuestions: texts[1:], Answer: f.Answer, Labels: list(f.Labels), Version: f.Version,
		EditedBy: orNull(f.EditedBy), EditedByName: orNull(f.EditorName), Matches30D: int64(f.Matches30d),
		CreatedAt: f.CreatedAt.UTC(), UpdatedAt: f.UpdatedAt.UTC(),
	}
}

// advised is an FAQ with what would make it answer better.
func advised(f faq.FAQ, advice []faq.Advice) FAQ {
	v := faqView(f)
	views := each(advice, adviceView)
	v.Advice = &views
	return v
}

func adviceView(a faq.Advice) Advice {
	return Advice{
		Rule: string(a.Rule), Field: apiQuestions(a.Field), Advice: a.Text,
		FAQID: a.FAQID, Question: a.Question, Distance: a.Distance,
	}
}

// faqURL is where an FAQ is read.
func faqURL(id string) string { return "/v1/faqs/" + id }

// faqProblem names the fields of an FAQ as the API calls them: the first of the
// domain's questions is the question, the others are the related ones.
func faqProblem(err error) error {
	var f fields
	f.faq("", err)
	return f.err()
}

// faq adds the field errors of an FAQ below a path.
func (f *fields) faq(prefix string, err error) {
	for _, e := range faq.FieldErrors(err) {
		f.add(prefix+apiQuestions(e.Field), apiQuestions(e.Reason))
	}
}

var domainQuestion = regexp.MustCompile(`\bquestions(?:\[(\d+)\])?`)

func apiQuestions(text string) string {
	return domainQuestion.ReplaceAllStringFunc(text, func(name string) string {
		index, err := strconv.Atoi(domainQuestion.FindStringSubmatch(name)[1])
		switch {
		case err != nil:
			return "related_questions"
		case index == 0:
			return "question"
		default:
			return fmt.Sprintf("related_questions[%d]", index-1)
		}
	})
}
