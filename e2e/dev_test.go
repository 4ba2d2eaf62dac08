package e2e

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/demo"
	"github.com/parleyhq/parley/internal/devfile"
)

// The five-minute tour of the README, over HTTP, and a second start on what the
// first one left.
func TestTour(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley")
	}
	t.Parallel()
	dir := stateFolder(t)
	first := startDev(t, dir)
	f := first.ready()
	requirePrivate(t, dir)
	requireIntroduced(t, first.output.String(), f)

	customer := service(t, f)
	ines, ravi := login(t, f, f.Agents[0]), login(t, f, f.Agents[1])
	c := customer.writes(f.InboxID, "lena", "lena-1", "hi can i pay cash on delivery")
	first.until("the automatic answer is there", func() bool { return len(customer.history(c)) == 2 })
	require.True(t, strings.HasPrefix(customer.history(c)[1], "auto: "), customer.history(c))
	customer.becomes(c, "new", 1)

	got := ines.post("/v1/conversations/"+c+"/claim", nil)
	require.Equal(t, http.StatusOK, got.status, got.body)
	got = ravi.post("/v1/conversations/"+c+"/claim", nil)
	require.Equal(t, http.StatusConflict, got.status)
	require.Equal(t, "Ines Duarte", got.body["owner"].(map[string]any)["name"])

	got = ines.post("/v1/conversations/"+c+"/messages", map[string]any{"text": "Hello Lena, anything else?"})
	require.Equal(t, http.StatusAccepted, got.status, got.body)
	customer.becomes(c, "active", 1)
	customer.writes(f.InboxID, "lena", "lena-2", "no thanks")
	customer.becomes(c, "pending", 1)
	got = ines.post("/v1/conversations/"+c+"/close", map[string]any{"status": "resolved"})
	require.Equal(t, http.StatusOK, got.status, got.body)
	customer.becomes(c, "resolved", 1)

	requireReadmeTour(t, dir, f)
	requireReadmeChannels(t, dir)

	first.interrupt()
	first.interrupt() // as it comes from a parent that got Ctrl-C too
	require.Zero(t, first.exitCode())
	requireNothingLeft(t, dir)
	_, err := devfile.Read(dir)
	require.ErrorIs(t, err, devfile.ErrNotRunning)

	second := startDev(t, dir, "PARLEY_WINDOW=5s")
	again := second.ready()
	require.Equal(t, f.Agents, again.Agents)
	require.Equal(t, f.AdminPassword, again.AdminPassword)
	require.Equal(t, f.APIKey, again.APIKey)
	require.Equal(t, f.InboxID, again.InboxID)
	// The stand-ins of providers are others, their inboxes are not.
	require.NotEmpty(t, f.WhatsAppInboxID)
	require.Equal(t, f.WhatsAppInboxID, again.WhatsAppInboxID)
	require.NotEmpty(t, f.MessengerInboxID)
	require.Equal(t, f.MessengerInboxID, again.MessengerInboxID)
	require.Equal(t, f.TelegramInboxID, again.TelegramInboxID)
	require.NotEqual(t, f.FakeGraphURL, again.FakeGraphURL)
	login(t, again, devfile.Login{Email: again.AdminEmail, Password: again.AdminPassword})
	customer = service(t, again)
	require.Equal(t, []string{"agent: Hello Lena, anything else?", "contact: no thanks"}, customer.history(c)[2:])

	sleeper := customer.writes(f.InboxID, "noor", "sleep-1", "your rider scratched my car and drove off")
	customer.becomes(sleeper, "new", 1)
	customer.becomes(sleeper, "inactive", 1)
	customer.writes(f.InboxID, "noor", "sleep-2", "nobody there?")
	customer.becomes(sleeper, "new", 2)
	second.interrupt()
	require.Zero(t, second.exitCode())
	requireNothingLeft(t, dir)
}

// pauses replaces sleep in the README's tour: it waits for what the reader is to
// see next, however slow the machine is.
const pauses = `
expected=('"author":"auto"' '"status":"new"' '"status":"active"' '"status":"pending"' '"status":"resolved"')
sleep() {
  for _ in {1..1000}; do
    curl -sS "$PARLEY_URL/v1/conversations/$C"{,/messages} -H "Authorization: Bearer $PARLEY_API_KEY" > seen
    if grep -q "${expected[0]}" seen; then expected=("${expected[@]:1}"); return; fi
    command sleep 0.1
  done
}
`

// requireReadmeTour runs the commands of the README as they stand there.
func requireReadmeTour(t *testing.T, stateDir string, f devfile.File) {
	t.Helper()
	said := runReadme(t, stateDir, pauses+readmeBlock(t, 0))
	require.Contains(t, said, "Ines Duarte holds this conversation.")
	require.Regexp(t, `(?s)"author":"auto".*\n"status":"new"\n.*\n"status":"active"\n.*\n"status":"pending"\n.*\n"status":"resolved"\n$`, said)

	customer := service(t, f)
	c := conversation.ID(f.InboxID, "asha")
	customer.becomes(c, "resolved", 1)
	history := customer.history(c)
	require.Len(t, history, 4, "one automatic answer, and only to the question")
	require.Equal(t, "contact: hi can i pay cash on delivery", history[0])
	require.True(t, strings.HasPrefix(history[1], "auto: "), history)
	require.Equal(t, []string{"agent: Hello Asha, anything else?", "contact: no thanks"}, history[2:])
}

// channelPauses is what pauses is, for the part about channels.
const channelPauses = `
seen() { if [ -z "${K:-}" ]; then
    curl -sS "$PARLEY_URL/v1/conversations?q=noor" -H "Authorization: Bearer $AGENT_1" | grep -q '"name":"Noor"'
  else curl -sS "$PARLEY_URL/v1/campaigns/$K" -H "Authorization: Bearer $ADMIN" | grep -Eq '"(delivered|read)":1'; fi; }
sleep() { for _ in {1..1000}; do if seen; then return; fi; command sleep 0.1; done; }
`

// requireReadmeChannels runs what the README shows of channels and campaigns.
func requireReadmeChannels(t *testing.T, stateDir string) {
	t.Helper()
	said := runReadme(t, stateDir, `eval "$(bin/parley env)"`+channelPauses+readmeBlock(t, 1))
	require.Contains(t, said, "my order has not arrived")
	require.Regexp(t, `"delivered":1|"read":1`, said)
	require.NotContains(t, said, "urn:parley:problem")
}

// readmeBlock is one of the blocks of commands of the tour.
func readmeBlock(t *testing.T, n int) string {
	t.Helper()
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	_, tour, found := strings.Cut(string(readme), "## Five minutes")
	require.True(t, found)
	tour, _, _ = strings.Cut(tour, "\n## ")
	blocks := strings.Split(tour, "```bash\n")[1:]
	require.Len(t, blocks, 2)
	block, _, _ := strings.Cut(blocks[n], "\n```")
	return block
}

// runReadme runs commands beside a running parley dev, as its reader would, and
// returns what they said.
func runReadme(t *testing.T, stateDir, commands string) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "bin"), 0o755))
	require.NoError(t, os.Symlink(binary, filepath.Join(dir, "bin", "parley")))
	shell := exec.Command("bash", "-euo", "pipefail")
	shell.Dir, shell.Stdin = dir, strings.NewReader(commands)
	shell.Env = append(withoutOurs(os.Environ()), "PARLEY_STATE_DIR="+stateDir)
	said, err := shell.CombinedOutput()
	require.NoError(t, err, "%s", said)
	return string(said)
}

// A first start that is interrupted or killed at any of its steps, and started
// again, ends with everything there once.
func TestStoppedAtEveryStep(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley, often")
	}
	t.Parallel()
	dir := stateFolder(t)
	for _, step := range []string{
		"Postgres with pgvector …", "Postgres with pgvector:", "Temporal:", "Embedding model …", "API and worker …",
		"Users, key and inbox …", "Demo FAQs …", "Demo FAQs:", "Demo conversation …", "Parley is ready",
	} {
		reached := func(p *program) {
			p.until(step, func() bool { return strings.Contains(p.output.String(), step) })
		}
		p := startDev(t, dir)
		reached(p)
		p.interrupt()
		require.Zero(t, p.exitCode(), step)
		require.NotContains(t, p.output.String(), "parley dev:", "no complaint")
		requireNothingLeft(t, dir)

		p = startDev(t, dir)
		reached(p)
		p.kill()
		requireNothingLeft(t, dir)
	}
	p := startDev(t, dir)
	f := p.ready()
	admin := login(t, f, devfile.Login{Email: f.AdminEmail, Password: f.AdminPassword})
	require.Len(t, admin.items("/v1/users"), 3)
	channels := map[any]int{}
	for _, inbox := range admin.items("/v1/inboxes") {
		channels[inbox["channel"]]++
	}
	require.Equal(t, map[any]int{"webhook": 1, "whatsapp": 1, "messenger": 1, "telegram": 1, "widget": 1}, channels)
	faqs, err := demo.FAQs()
	require.NoError(t, err)
	require.Len(t, admin.items("/v1/faqs?limit=200&status=active"), len(faqs))

	conversations := map[any]string{}
	for _, c := range admin.items("/v1/conversations") {
		require.NotContains(t, conversations, c["inbox_id"], "one in each inbox")
		conversations[c["inbox_id"]] = c["id"].(string)
	}
	require.Contains(t, conversations, f.WhatsAppInboxID)
	require.Contains(t, conversations, f.MessengerInboxID)
	require.Contains(t, conversations, f.TelegramInboxID)
	script, err := demo.Script()
	require.NoError(t, err)
	var said, scripted []string
	for _, line := range admin.history(conversations[f.InboxID]) {
		if !strings.HasPrefix(line, "auto: ") {
			said = append(said, line)
		}
	}
	for _, turn := range script.Turns {
		scripted = append(scripted, turn.From+": "+turn.Text)
	}
	require.Equal(t, scripted, said)
}

func TestWhatIsTakenIsSaid(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley")
	}
	t.Parallel()
	dir := stateFolder(t)
	p := startDev(t, dir)
	f := p.ready()
	address := strings.TrimPrefix(f.APIURL, "http://")

	same := startDev(t, dir)
	require.Equal(t, 1, same.exitCode())
	require.Contains(t, same.output.String(), "another parley dev runs on "+dir)

	other := stateFolder(t)
	busy := startDev(t, other, "PARLEY_ADDR="+address)
	require.Equal(t, 1, busy.exitCode())
	require.Contains(t, busy.output.String(), "the address "+address+" is taken by another program: choose one with PARLEY_ADDR")
	requireNothingLeft(t, other)

	_, port, _ := strings.Cut(f.TemporalAddress, ":")
	busy = startDev(t, other, "PARLEY_DEV_TEMPORAL_PORT="+port)
	require.Equal(t, 1, busy.exitCode())
	require.Contains(t, busy.output.String(), "port "+port+" on 127.0.0.1 is taken by another program")
	requireNothingLeft(t, other)

	missing := startDev(t, other, "PARLEY_MODEL_DIR=/nowhere")
	require.Equal(t, 1, missing.exitCode())
	require.Contains(t, missing.output.String(), "run `make setup`")
	requireNothingLeft(t, other)

	require.Equal(t, http.StatusOK, service(t, f).get("/readyz").status, "the first one noticed nothing")
	_, err := devfile.Read(dir)
	require.NoError(t, err)
}

// When a server that Parley stands on dies, Parley says so and leaves nothing
// half alive behind.
func TestAServerThatDies(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley")
	}
	t.Parallel()
	for server, argument := range map[string]string{"Temporal": "temporal.db", "Postgres": "postgres/data"} {
		dir := stateFolder(t)
		p := startDev(t, dir)
		p.ready()
		// The first is the server itself; what it has started comes after it.
		require.NoError(t, syscall.Kill(processesOf(t, filepath.Join(dir, argument))[0], syscall.SIGKILL))
		require.Equal(t, 1, p.exitCode())
		require.Contains(t, p.output.String(), "the private "+server+" ended by itself")
		requireNothingLeft(t, dir)
		_, err := devfile.Read(dir)
		require.ErrorIs(t, err, devfile.ErrNotRunning)
	}
}

// requirePrivate says that passwords are for their owner only.
func requirePrivate(t *testing.T, dir string) {
	t.Helper()
	for _, name := range []string{devfile.Name, "credentials.json"} {
		info, err := os.Stat(filepath.Join(dir, name))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), name)
	}
}

// requireIntroduced says that people are told the same as programs.
func requireIntroduced(t *testing.T, output string, f devfile.File) {
	t.Helper()
	told := []string{
		f.APIURL, f.TemporalAddress, f.TemporalUIURL, f.PostgresDSN, f.AdminEmail, f.AdminPassword, f.APIKey, f.InboxID,
	}
	for _, agent := range f.Agents {
		told = append(told, agent.Email, agent.Password)
	}
	for _, something := range told {
		require.NotEmpty(t, something)
		require.Contains(t, output, something)
	}
}
