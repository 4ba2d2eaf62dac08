package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
)

// A file without a column for it changes neither status nor type, labels or
// related questions of the FAQs that it names, and neither does an empty cell a
// status or a type.
func TestAnImportKeepsWhatItDoesNotSay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.imports(t)
	_, admin := b.user(t, "boss", account.Admin)
	_, creator := b.user(t, "writer", account.Creator)
	id := into[api.FAQ](t, b.do(t, "POST", "/v1/faqs", map[string]any{
		"type": "greeting", "question": "Good morning to you", "related_questions": []string{"Good evening to all of you"},
		"answer": "Hello.", "labels": []string{"small talk"}, "status": "active",
	}, admin).want(t, 201)).ID
	read := func() api.FAQ { return into[api.FAQ](t, b.do(t, "GET", "/v1/faqs/"+id, nil, admin).want(t, 200)) }
	for _, test := range []struct {
		file, answer    string
		labels, related int
	}{
		{"id,question,answer\n" + id + ",Good morning to you,Hello you.\n", "Hello you.", 1, 1},
		{"id,question,answer,status,type\n" + id + ",Good morning to you,Hello there.,,\n", "Hello there.", 1, 1},
		{"id,question,answer,labels,related_questions\n" + id + ",Good morning to you,Hello all.,,\n", "Hello all.", 0, 0},
	} {
		refused := into[api.ImportReport](t, b.upload(t, creator, "", test.file).want(t, 200))
		require.Equal(t, 1, refused.RejectedCount, "it would answer unseen")
		require.Equal(t, 1, into[api.ImportReport](t, b.upload(t, admin, "", test.file).want(t, 200)).Updated)
		now := read()
		require.Equal(t, []any{test.answer, "active", "greeting"}, []any{now.Answer, string(now.Status), string(now.Type)})
		require.Len(t, now.Labels, test.labels)
		require.Len(t, now.RelatedQuestions, test.related)
	}
	b.upload(t, admin, "", "question,answer,status\nWhen do you open on Sundays?,Never.,\n").want(t, 200)
	require.Len(t, into[api.FAQList](t, b.do(t, "GET", "/v1/faqs?status=draft", nil, admin).want(t, 200)).Items, 1)
}
