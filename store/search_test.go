package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

func (b bundle) find(t *testing.T, f conversation.Filter) []string {
	t.Helper()
	f.Limit = 2
	var ids []string
	for {
		page, next, err := b.ListConversations(t.Context(), f)
		require.NoError(t, err)
		for _, c := range page {
			ids = append(ids, c.ID)
		}
		if f.After = next; next == nil {
			return ids
		}
	}
}

func TestSearchInAllMessages(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	asha := b.message(t, inbox.ID, "asha", "Où est mon CAFÉ glacé?")
	b.message(t, inbox.ID, "asha", "100% sure, a_b")
	ben := b.message(t, inbox.ID, "ben", "The cafeteria is closed")
	cleo := b.message(t, inbox.ID, "cleo", "refund (please)")
	b.message(t, inbox.ID, "cleo", "thanks")
	for query, want := range map[string]struct{ part, word []string }{
		"cafe":            {[]string{ben, asha}, []string{asha}},
		"CAFÉ":            {[]string{ben, asha}, []string{asha}},
		"mon cafe":        {[]string{asha}, []string{asha}},
		"0%":              {[]string{asha}, nil},
		"a_b":             {[]string{asha}, []string{asha}},
		"(please)":        {[]string{cleo}, []string{cleo}},
		"fund":            {[]string{cleo}, nil},
		"o":               {[]string{ben, asha}, nil},
		"Name of asha":    {nil, nil},
		"nothing of this": {nil, nil},
		`\`:               {nil, nil},
	} {
		f := conversation.Filter{Query: query, Scope: conversation.ScopeMessages}
		require.ElementsMatch(t, want.part, b.find(t, f), query)
		f.Whole = true
		require.ElementsMatch(t, want.word, b.find(t, f), query)
	}
	require.Equal(t, []string{cleo, ben, asha}, b.find(t, conversation.Filter{Query: "a", Scope: conversation.ScopeMessages}), "by last activity")

	require.Equal(t, []string{asha}, b.find(t, conversation.Filter{Query: "asha", Whole: true}))
	require.Empty(t, b.find(t, conversation.Filter{Query: "ash", Whole: true}))
	require.Equal(t, []string{ben}, b.find(t, conversation.Filter{Query: "closed", Whole: true}))

	// What was said in a thread that became part of another one leads to that one.
	b.exec(t, `UPDATE conversations SET merged_into = $2 WHERE id = $1`, cleo, asha)
	require.Equal(t, []string{asha}, b.find(t, conversation.Filter{Query: "refund", Scope: conversation.ScopeMessages}))
	require.Equal(t, []string{asha}, b.find(t, conversation.Filter{Query: "(p", Scope: conversation.ScopeMessages}), "in either way of searching")
}

// What more messages say than are looked for at once is found on the way down the
// list, and so is what the latest conversations say.
func TestSearchForSomethingCommon(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	var ids []string
	for i := range 5 {
		ids = append(ids, b.message(t, inbox.ID, fmt.Sprint("user-", i), "hello"))
	}
	b.exec(t, `
		INSERT INTO messages (id, conversation_id, inbox_id, direction, author, text, state)
		SELECT gen_random_uuid(), id, inbox_id, 'in', 'contact', 'where is my order', 'received'
		FROM conversations, generate_series(1, 3100) WHERE id <> $1`, ids[0])
	b.exec(t, `
		INSERT INTO messages (id, conversation_id, inbox_id, direction, author, text, state)
		SELECT gen_random_uuid(), id, inbox_id, 'in', 'contact', 'thank you', 'received' FROM conversations`)
	slices.Reverse(ids)
	require.Equal(t, ids[:4], b.find(t, conversation.Filter{Query: "ORDER", Scope: conversation.ScopeMessages}), "12,400 messages of few")
	require.Equal(t, ids, b.find(t, conversation.Filter{Query: "thank", Scope: conversation.ScopeMessages}), "the latest of all")
	require.Empty(t, b.find(t, conversation.Filter{Query: strings.Repeat("order", 3), Scope: conversation.ScopeMessages}))
}
