package faults

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devstack"
)

// The webhooks page as a stranger follows it: the shell posts a message, Parley
// answers it, and the page's receiver gets the answer.
func TestTheExamplesOfTheWebhooksPage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/webhooks.md")
	require.NoError(t, err)
	code := map[string]string{}
	for _, m := range regexp.MustCompile("(?s)```(?:bash|go) (\\w+)\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		code[m[1]] = m[2]
	}
	require.Len(t, code, 3)

	c := newCluster(t)
	c.startWorker()
	address := fmt.Sprintf("127.0.0.1:%d", devstack.FreePort(t))
	var inbox struct{ ID, Secret string }
	c.do("POST", "/v1/inboxes", c.admin, map[string]any{
		"name": "Shop app", "channel": "webhook", "config": map[string]any{"delivery_url": "http://" + address + "/parley"},
	}, &inbox)
	said := startReceiver(t, code["receiver"], address, inbox.Secret)

	run := func(name string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", code[name])
		cmd.Env = append(withoutParley(os.Environ()),
			"PARLEY_URL="+c.url, "INBOX_ID="+inbox.ID, "INBOX_SECRET="+inbox.Secret, "CUSTOMER_ID=customer-42")
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s: %s", name, out)
		return string(out)
	}
	require.JSONEq(t, `{"accepted": 1, "duplicates": 0}`, run("inbound"))
	require.JSONEq(t, `{"accepted": 1, "duplicates": 1}`, run("inbound"))
	const shown = "to customer-42: It is on its way.\n"
	require.Eventually(t, func() bool { return said.tail(4000) == shown },
		patience, 50*time.Millisecond, "the receiver shows the answer, once")
	require.JSONEq(t, `{"accepted": 2, "duplicates": 0}`, run("batch"))
	require.Equal(t, []string{"", "Where is my order right now?", "hello?"},
		column[string](c, `SELECT text FROM messages WHERE direction = 'in' ORDER BY text`))

	// Somebody else's post is not taken for Parley's.
	response, err := http.Post("http://"+address+"/parley", "application/json", strings.NewReader(`{"data":{"text":"forged"}}`))
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusUnauthorized, response.StatusCode)
	require.Equal(t, shown, said.tail(4000))
}

// startReceiver builds and starts the program on the page, and returns what it
// prints.
func startReceiver(t *testing.T, source, address, secret string) *output {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "main.go"), []byte(source), 0o600))
	program := filepath.Join(dir, "receiver")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, filepath.Join(dir, "main.go")).CombinedOutput()
	require.NoError(t, err, "%s", out)

	said := &output{}
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), "ADDR="+address, "INBOX_SECRET="+secret)
	cmd.Stdout, cmd.Stderr = said, said
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	require.Eventually(t, func() bool {
		response, err := http.Get("http://" + address + "/")
		if err != nil {
			return false
		}
		return response.Body.Close() == nil
	}, patience, 20*time.Millisecond, "the receiver listens")
	return said
}
