package sheet_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
)

// What a file says nothing about is told from what it says is empty.
func TestWhatAFileDoesNotSay(t *testing.T) {
	t.Parallel()
	const kind, status, labels, related = faq.FieldType, faq.FieldStatus, faq.FieldLabels, faq.FieldRelated
	for file, want := range map[string][]string{
		"What is it?,A thing.\n":                                        {kind, status, labels, related},
		"question,answer\nWhat is it?,A thing.\n":                       {kind, status, labels, related},
		"question,answer,Status\nWhat is it?,A thing.,\n":               {kind, status, labels, related},
		"question,answer,status\nWhat is it?,A thing.,archived\n":       {kind, labels, related},
		"type,question,answer,labels\n  ,What is it?,A thing.,\n":       {kind, status, related},
		"related_questions,question,answer\n,What is it?,A thing.\n":    {kind, status, labels},
		"question,answer,type\nWhat is it?,A thing.,greeting\n":         {status, labels, related},
		"question,answer,labels,status\nWhat?,A thing.,new|old,draft\n": {kind, related},
	} {
		rows, _, err := read(t, file)
		require.NoError(t, err)
		require.Len(t, rows, 1)
		require.Equal(t, want, rows[0].Unsaid, file)
	}
}
