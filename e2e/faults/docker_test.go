package faults

import (
	"os"
	"os/exec"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What the page on Docker does after the start works on any fresh Parley.
func TestTheFirstStepsOfTheDockerPage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/docker.md")
	require.NoError(t, err)
	code := regexp.MustCompile("(?s)```bash first\n(.*?)```").FindSubmatch(page)
	require.NotNil(t, code)

	c := newCluster(t)
	c.startWorker()
	// The reader's pause is as long as this machine needs.
	pause := `sleep() {
		until curl -sS "$api/v1/conversations/$conversation/messages" -H "Authorization: Bearer $token" | grep -q '"author":"auto"'
		do command sleep 0.1; done
	}
	`
	cmd := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", pause+string(code[1]))
	cmd.Dir = t.TempDir()
	cmd.WaitDelay = time.Second
	cmd.Env = append(withoutParley(os.Environ()),
		"PARLEY_URL="+c.url, "ADMIN_EMAIL="+adminEmail, "ADMIN_PASSWORD="+adminPassword)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Contains(t, string(out), `"secret":"whsec_`)
	require.Regexp(t, `"text":"Yes, in cash or by card at the door\."[^\n]*"text":"hi can i pay cash on delivery"`, string(out))
}
