package faults

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

// examples returns the code of docs/signals.md by the name behind ```bash.
func examples(t *testing.T) map[string]string {
	t.Helper()
	page, err := os.ReadFile("../../docs/signals.md")
	require.NoError(t, err)
	found := map[string]string{}
	for _, m := range regexp.MustCompile("(?s)```bash (\\w+)\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		found[m[1]] = m[2]
	}
	require.Len(t, found, strings.Count(string(page), "```bash"), "every example has a name of its own")
	return found
}

func TestTheExamplesOfTheSignalsPage(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	c.startWorker()
	holder := c.newAgents(1)[0]
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	id := conversation.ID(c.inbox, "customer-42")
	code := examples(t)
	run := func(name string) string {
		t.Helper()
		require.Contains(t, code, name)
		cmd := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", code[name])
		delete(code, name)
		cmd.Dir = root
		cmd.Env = append(withoutParley(os.Environ()),
			"PATH="+filepath.Join(root, ".tools/bin")+":"+filepath.Dir(binary)+":"+os.Getenv("PATH"),
			"TEMPORAL_ADDRESS="+c.temporal.Addr, "INBOX_ID="+c.inbox, "CUSTOMER_ID=customer-42",
			"CONVERSATION_ID="+id, "AGENT_ID="+holder.ID, "UPDATE_ID="+uuid.NewString(),
			"PARLEY_URL="+c.url, "PARLEY_API_KEY="+c.key)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s: %s", name, out)
		return string(out)
	}
	applied := func(what string, want int) {
		t.Helper()
		require.Eventually(t, func() bool {
			got := column[int](c, `SELECT applied_seq::int FROM conversations WHERE id = $1`, id)
			return len(got) == 1 && got[0] == want
		}, patience, 50*time.Millisecond, what)
	}

	require.Equal(t, id, strings.TrimSpace(run("id")))
	run("temporal")
	applied("the command's message", 1)
	require.Contains(t, run("go"), id)
	applied("the SDK's message", 2)
	require.Contains(t, run("rest"), id)
	applied("the REST message", 3)
	require.Equal(t, []string{"Where is my order?", "It has been an hour now", "Are you there?"},
		column[string](c, `SELECT text FROM messages WHERE conversation_id = $1 AND direction = 'in' ORDER BY seq`, id))

	require.Contains(t, run("update"), "granted:true")
	run("agent")
	applied("the help desk's message", 4)
	require.Equal(t, []string{"active"}, column[string](c, `SELECT status FROM conversations WHERE id = $1`, id))
	require.Contains(t, run("query"), `"status":"active"`)
	require.Eventually(t, func() bool {
		list := code["list"]
		out := run("list")
		code["list"] = list
		return strings.Contains(out, "conversation/"+id) || strings.Contains(out, id[:8])
	}, patience, time.Second, "found by search attributes once it is pending")
	delete(code, "list")
	require.Empty(t, code, "every example was run")
}
