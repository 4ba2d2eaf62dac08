package conversation

import (
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// TestUUID5 is the example of RFC 9562 appendix A.4 and others of common
// libraries.
func TestUUID5(t *testing.T) {
	t.Parallel()
	const dns = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
	require.Equal(t, "2ed6657d-e927-568b-95e1-2665a8aea6a2", uuid5(dns, "www.example.com"))
	require.Equal(t, "886313e1-3b8a-5372-9b90-0c9aee199e5d", uuid5(dns, "python.org"))
	require.Equal(t, uuid5(dns, "python.org"), uuid5(strings.ToUpper(dns), "python.org"))
}

// TestIDCanBeComputedOutside: a service finds a conversation's id with any
// UUIDv5 library, as the contract says.
func TestIDCanBeComputedOutside(t *testing.T) {
	t.Parallel()
	const inbox, user = "0195f0a0-0000-7000-8000-000000000001", "customer 42/ü"
	want := uuid.NewSHA1(uuid.MustParse(Namespace), []byte(inbox+"/"+user)).String()
	require.Equal(t, want, ID(inbox, user))
	require.Equal(t, "d9961c9d-83e6-51c7-a03c-921d8537eabd", ID(inbox, user), "published: it never changes")
}

func TestIDsOfDifferentKindsDiffer(t *testing.T) {
	t.Parallel()
	const inbox = "0195f0a0-0000-7000-8000-000000000001"
	seen := map[string]string{}
	for from, id := range map[string]string{
		"conversation":  ID(inbox, "u"),
		"contact":       ContactID(inbox, "u"),
		"message":       MessageID(ID(inbox, "u"), "agent", "key"),
		"other sender":  MessageID(ID(inbox, "u"), "bot", "key"),
		"other key":     MessageID(ID(inbox, "u"), "agent", "key2"),
		"other contact": ID(inbox, "v"),
		"other inbox":   ID("0195f0a0-0000-7000-8000-000000000002", "u"),
		"empty contact": ID(inbox, ""),
		"no inbox":      ID("", "u"),
	} {
		require.True(t, IsUUID(id), from)
		require.Empty(t, seen[id], "%s collides", from)
		seen[id] = from
	}
}

func TestIsUUID(t *testing.T) {
	t.Parallel()
	const good = "0195f0a0-0000-7000-8000-00000000000f"
	require.True(t, IsUUID(good))
	for _, bad := range []string{
		"", good[1:], good + "0", strings.ToUpper(good), "{" + good[1:35] + "}", strings.ReplaceAll(good, "-", ""),
		"0195f0a0x0000-7000-8000-00000000000f", "0195f0a0-0000-7000-8000-00000000000g",
		"0195f0a-00000-7000-8000-00000000000f", "0195f0a0-0000-7000-8000-0000000000\x00f", "urn:uuid:" + good,
	} {
		require.False(t, IsUUID(bad), "%q", bad)
	}
}

func TestWorkflowID(t *testing.T) {
	t.Parallel()
	require.Equal(t, "conversation/x", WorkflowID("x"))
	const id = "0195f0a0-0000-7000-8000-00000000000f"
	require.Equal(t, id, FromWorkflowID(WorkflowID(id)))
	for _, other := range []string{
		"", "conversation/", "conversation", "conversation/x", "campaign/" + id, "Conversation/" + id,
		"conversation/" + strings.ToUpper(id),
	} {
		require.Empty(t, FromWorkflowID(other), other)
	}
}

// FuzzID cross-checks with a library that knows nothing of us.
func FuzzID(f *testing.F) {
	f.Add("0195f0a0-0000-7000-8000-000000000001", "customer-42")
	f.Add("", "")
	f.Add("a/b", "\xff\x00 ")
	f.Fuzz(func(t *testing.T, inbox, user string) {
		id := ID(inbox, user)
		require.Equal(t, uuid.NewSHA1(uuid.MustParse(Namespace), []byte(inbox+"/"+user)).String(), id)
		require.True(t, IsUUID(id))
	})
}

// FuzzIsUUID: whatever is accepted is the canonical form of what a library
// parses, and the other way round.
func FuzzIsUUID(f *testing.F) {
	f.Add("0195f0a0-0000-7000-8000-00000000000f")
	f.Add("0195F0A0-0000-7000-8000-00000000000F")
	f.Add("----")
	f.Fuzz(func(t *testing.T, s string) {
		parsed, err := uuid.Parse(s)
		require.Equal(t, err == nil && parsed.String() == s, IsUUID(s))
	})
}
