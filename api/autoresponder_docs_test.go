package api_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/responder"
)

// The examples of docs/autoresponder.md run as they stand, one after the other in
// one shell.
func TestTheExamplesOfTheAutorespondersPage(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"bash", "curl", "jq"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed", program)
		}
	}
	page, err := os.ReadFile("../docs/autoresponder.md")
	require.NoError(t, err)
	blocks := regexp.MustCompile("(?s)```bash (\\w+)\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	require.Len(t, blocks, strings.Count(string(page), "```bash"), "every example has a name")
	script := "set -euo pipefail\n"
	for _, block := range blocks {
		script += "echo '# " + block[1] + "'\n" + block[2]
	}

	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	checked := b.importing(t)
	b.jobs.run = func(ctx context.Context, job, id string) error {
		switch job {
		case "import":
			return checked(ctx, id)
		case "replay":
			return b.store.FinishReplay(ctx, id, responder.ReplayResult{Since: time.Now()})
		default:
			return nil
		}
	}
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, ".curlrc"), []byte("silent\nshow-error\nfail-with-body\n"), 0o600))
	run := exec.CommandContext(t.Context(), "bash", "-c", script)
	run.Dir = folder
	run.Env = append(os.Environ(), "CURL_HOME="+folder, "HOME="+folder, "PARLEY_URL="+b.url,
		"PARLEY_TOKEN="+strings.TrimPrefix(admin.value, "Bearer "))
	output, err := run.CombinedOutput()
	require.NoError(t, err, "%s", output)
	for _, want := range []string{
		"\"draft\"", "\"active\"", "\"archived\"", "question: ", "\"answered\": true", "\"calibration\": \"cautious\"",
		"2026-03-28T19:00:00Z", "quick_reply: Sends", "\"newly_answered\"", "true", "\"model\": \"fake\"", "It works",
	} {
		require.Contains(t, string(output), want)
	}
}
