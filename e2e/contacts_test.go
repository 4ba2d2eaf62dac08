package e2e

import (
	"archive/zip"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/devfile"
)

// An agent looks somebody up, an admin erases them: whatever is looked through
// afterwards, there is nothing of them, and when they write again they are
// somebody new.
func TestContactPages(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley and a browser")
	}
	t.Parallel()
	const name, words = "Zoraïde Quillfeather", "my marmalade arrived upside down"
	b := openBrowser(t)
	dir := stateFolder(t)
	f := startDev(t, dir).ready()
	boss := devfile.Login{Email: f.AdminEmail, Password: f.AdminPassword}
	admin, ines := login(t, f, boss), login(t, f, f.Agents[0])
	thread := telegramWrites(t, f, ines, name, words)
	contact := ines.get("/v1/conversations/" + thread).body["contact"].(map[string]any)["id"].(string)
	var vectors []string
	require.Eventually(t, func() bool {
		vectors = vectorsOf(t, f, thread)
		return len(vectors) > 0
	}, patience, 100*time.Millisecond, "it is compared with the FAQs, in vain")
	file := ines.uploads("letter-to-zoraide.txt", "Dear "+name)
	require.Equal(t, http.StatusOK, ines.post("/v1/conversations/"+thread+"/claim", nil).status)
	sent := ines.post("/v1/conversations/"+thread+"/messages", map[string]any{"text": "A letter for you.", "attachments": []any{map[string]any{"id": file}}})
	require.Equal(t, http.StatusAccepted, sent.status, sent.body)
	require.Equal(t, http.StatusCreated, ines.post("/v1/conversations/"+thread+"/notes", map[string]any{"text": "Quillfeather is a regular"}).status)
	ines.becomes(thread, "active", 1)
	require.NotEmpty(t, standing(t, f, "Quillfeather"))
	require.Eventually(t, func() bool { return histories(t, f, thread) > 0 }, time.Minute, 100*time.Millisecond, "the engine lists it")
	require.True(t, lies(t, dir, file))

	// The agent finds them, and leaves word that they want no campaigns.
	d := openDashboard(b, f)
	d.signsIn(f.Agents[0])
	d.opens("/contacts?channel=telegram&status=active")
	d.sees(name)
	d.opens("/contacts?q=zoraide+quill")
	d.sees(name)
	b.shoots("contacts-found")
	d.clicks(name)
	d.sees("Ticket #1")
	d.sees("A letter for you.")
	require.False(t, sees[bool](b, d.control("Erase")+" != null"), "an agent may not")
	d.clicks("Opt out")
	d.sees("Opted out: campaigns skip them from now on.")
	d.clicks("Undo")
	d.sees("Opted in: campaigns reach them again.")
	d.sees("Wanted")
	d.clicks("Rename")
	d.fills("Name", name+" II\r")
	d.sees("The name is saved.")
	d.sees(name + " II")
	b.accessible("contact")
	b.shoots("contact")
	d.clicks("Ticket #1")
	d.sees("Quillfeather is a regular")
	sees[bool](b, `document.querySelector('.context h2 a').click() ?? true`)
	d.sees("First seen")
	d.signsOut()

	// The admin takes everything along first, then types who goes.
	d.signsIn(boss)
	d.opens("/contacts/" + contact)
	called, zipped := d.downloads("Export")
	require.Regexp(t, `\.zip$`, called)
	taken := unzipped(t, zipped)
	require.Contains(t, taken["messages.jsonl"], words)
	require.Contains(t, taken["messages.jsonl"], "Quillfeather is a regular")
	require.Contains(t, taken["contacts.jsonl"], name+" II")
	require.Equal(t, "Dear "+name, taken["files/"+file+"-letter-to-zoraide.txt"])
	require.NotEmpty(t, taken["manifest.json"], "it is whole")
	traces := []string{"Quillfeather", "marmalade", "A letter for you", file}
	before := everything(t, f, dir)
	for _, trace := range traces {
		require.NotEmpty(t, found(t, before, trace), trace)
	}
	d.clicks("Erase")
	typing := "Type \u2068" + name + " II\u2069 to go on"
	d.fills(typing, "somebody else")
	b.until("it is not to be had like this", `[...document.querySelectorAll('[role=dialog] button')].some(e => e.innerText.trim() === 'Erase for good' && e.disabled)`)
	b.accessible("erase")
	b.shoots("erase")
	d.fills(typing, strings.ToUpper(name)+" ii")
	d.confirms("Erase for good")
	d.sees("is being erased")
	b.shoots("erasing")
	d.sees("The person is erased")
	d.sees("3 messages · Done")
	b.accessible("erased")
	b.shoots("erased")

	// Nothing is left.
	require.Empty(t, standing(t, f, "Quillfeather"), "in the database")
	require.Empty(t, standing(t, f, "marmalade"), "in the database")
	require.Empty(t, standing(t, f, "A letter for you"), "in the database")
	require.False(t, lies(t, dir, file), "among the files")
	after := everything(t, f, dir)
	for _, trace := range traces {
		require.Empty(t, found(t, after, trace), "in an export of everything: "+trace)
	}
	require.Empty(t, compared(t, f, vectors), "among the vectors")
	require.Zero(t, histories(t, f, thread), "in the engine")
	require.Equal(t, http.StatusNotFound, admin.get("/v1/conversations/"+thread).status)
	require.Equal(t, http.StatusNotFound, admin.get("/v1/contacts/"+contact+"/export").status)
	require.Empty(t, admin.items("/v1/conversations?scope=messages&q=marmalade"))
	require.Empty(t, admin.items("/v1/contacts?q=quillfeather"))
	d.opens("/contacts/" + contact)
	d.sees("There is no such contact")
	d.opens("/settings/audit?action=contact")
	d.sees("Erased a person")

	// Who writes again is new.
	again := telegramWrites(t, f, ines, name, "hello, we have not met")
	require.Equal(t, []string{"contact: hello, we have not met"}, ines.history(again)[:1])
	require.NotEqual(t, contact, ines.get("/v1/conversations/" + again).body["contact"].(map[string]any)["id"])
	require.Len(t, admin.items("/v1/contacts?q=quillfeather"), 1)
	d.quiet()
}

// people are those of the pages about contacts, and somebody who was erased.
func (w pageWorld) people(admin, shop caller) {
	shop.t.Helper()
	w.ids["person"], w.ids["noor"] = conversation.ContactID(w.f.InboxID, "long"), conversation.ContactID(w.f.InboxID, "noor")
	shop.writes(w.f.InboxID, "gone", "page-gone", "forget me")
	got := admin.post("/v1/contacts/"+conversation.ContactID(w.f.InboxID, "gone")+"/erase", map[string]any{"known_as": "Asha Rao"})
	require.Equal(shop.t, http.StatusAccepted, got.status, got.body)
	w.ids["erasure"] = got.body["id"].(string)
	require.Eventually(shop.t, func() bool {
		return admin.get("/v1/erasures/" + w.ids["erasure"]).body["finished_at"] != nil
	}, patience, 100*time.Millisecond)
}

// telegramWrites has somebody write to the bot, and returns their conversation.
func telegramWrites(t *testing.T, f devfile.File, c caller, name, text string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.FakePeopleURL+"/telegram",
		strings.NewReader(url.Values{"name": {name}, "text": {text}}.Encode()))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusAccepted, response.StatusCode)
	id := ""
	require.Eventually(t, func() bool {
		for _, item := range c.items("/v1/conversations?q=" + url.QueryEscape(text)) {
			id = item["id"].(string)
		}
		return id != ""
	}, patience, 50*time.Millisecond)
	return id
}

// unzipped is what is in somebody's export, by name.
func unzipped(t *testing.T, zipped string) map[string]string {
	t.Helper()
	reader, err := zip.NewReader(strings.NewReader(zipped), int64(len(zipped)))
	require.NoError(t, err)
	entries := map[string]string{}
	for _, e := range reader.File {
		r, err := e.Open()
		require.NoError(t, err)
		content, err := io.ReadAll(r)
		require.NoError(t, err)
		entries[e.Name] = string(content)
	}
	return entries
}

// standing are the tables of the whole database in which a word stands, in letters
// or in bytes.
func standing(t *testing.T, f devfile.File, word string) []string {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), f.PostgresDSN)
	require.NoError(t, err)
	defer func() { require.NoError(t, connection.Close(t.Context())) }()
	rows, err := connection.Query(t.Context(), `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)
	require.NoError(t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Greater(t, len(tables), 40)
	var found []string
	for _, table := range tables {
		var there bool
		sql := fmt.Sprintf(`SELECT EXISTS (SELECT FROM %s r WHERE r::text ILIKE '%%' || $1 || '%%' OR r::text LIKE '%%' || $2 || '%%')`, pgx.Identifier{table}.Sanitize())
		require.NoError(t, connection.QueryRow(t.Context(), sql, word, hex.EncodeToString([]byte(word))).Scan(&there))
		if there {
			found = append(found, table)
		}
	}
	return found
}

// vectorsOf are the decisions of a conversation whose vectors are kept.
func vectorsOf(t *testing.T, f devfile.File, thread string) []string {
	t.Helper()
	return asked(t, f, `SELECT DISTINCT v.decision_id::text FROM decision_vectors v JOIN decisions d ON d.id = v.decision_id WHERE d.conversation_id = $1`, thread)
}

// compared are those of some decisions whose vectors are kept.
func compared(t *testing.T, f devfile.File, decisions []string) []string {
	t.Helper()
	return asked(t, f, `SELECT DISTINCT decision_id::text FROM decision_vectors WHERE decision_id = ANY ($1::uuid[])`, decisions)
}

// asked is what a query of the database finds.
func asked(t *testing.T, f devfile.File, sql string, args ...any) []string {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), f.PostgresDSN)
	require.NoError(t, err)
	defer func() { require.NoError(t, connection.Close(t.Context())) }()
	rows, err := connection.Query(t.Context(), sql, args...)
	require.NoError(t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return all
}

// lies reports whether the content of a file is in the state folder.
func lies(t *testing.T, dir, id string) bool {
	t.Helper()
	found := false
	require.NoError(t, filepath.WalkDir(filepath.Join(dir, "files"), func(_ string, e fs.DirEntry, err error) error {
		found = found || strings.Contains(e.Name(), id)
		return err
	}))
	return found
}

// histories is how many runs of a conversation the engine knows.
func histories(t *testing.T, f devfile.File, thread string) int {
	t.Helper()
	c, err := client.Dial(client.Options{HostPort: f.TemporalAddress})
	require.NoError(t, err)
	defer c.Close()
	page, err := c.ListWorkflow(t.Context(), &workflowservice.ListWorkflowExecutionsRequest{
		Query: fmt.Sprintf("WorkflowId = '%s'", conversation.WorkflowID(thread)),
	})
	require.NoError(t, err)
	return len(page.Executions)
}
