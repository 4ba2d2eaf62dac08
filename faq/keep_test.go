package faq_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
)

func TestARowKeepsWhatItDoesNotSay(t *testing.T) {
	t.Parallel()
	stored := faq.New(faq.Greeting, "Hello.", "Hi", "Good day", "Hey there")
	stored.Status, stored.Labels = faq.Active, []string{"small talk"}
	said := faq.New(faq.General, "Welcome.", "good day ")
	for _, test := range []struct {
		unsaid []string
		want   func(*faq.FAQ)
	}{
		{nil, func(*faq.FAQ) {}},
		{[]string{faq.FieldType}, func(f *faq.FAQ) { f.Type = faq.Greeting }},
		{[]string{faq.FieldStatus}, func(f *faq.FAQ) { f.Status = faq.Active }},
		{[]string{faq.FieldLabels}, func(f *faq.FAQ) { f.Labels = []string{"small talk"} }},
		{[]string{faq.FieldRelated}, func(f *faq.FAQ) {
			f.Questions = []faq.Question{{Text: "good day "}, {Text: "Hey there"}}
		}},
	} {
		row, want := faq.ImportRow{FAQ: said, Unsaid: test.unsaid}, said
		test.want(&want)
		row.Keep(stored)
		require.Equal(t, want, row.FAQ, test.unsaid)
		row.Keep(stored)
		require.Equal(t, want, row.FAQ, "once more")
	}
}
