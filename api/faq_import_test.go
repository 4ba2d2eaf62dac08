package api_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/unicode"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/faq"
)

// importing returns what the workflow of an import does, without an engine.
func (b *bundle) importing(t *testing.T) func(ctx context.Context, id string) error {
	t.Helper()
	acts := &activities.Importing{Imports: b.store, Matcher: b.matcher, Log: slog.New(slog.DiscardHandler)}
	return func(ctx context.Context, id string) error {
		request := activities.ImportRequest{ImportID: id}
		for {
			checked, err := acts.CheckImport(ctx, request)
			if err != nil || checked.Ended {
				return err
			}
			if checked.Checked == checked.Rows {
				break
			}
		}
		_, err := acts.ApplyImport(ctx, request)
		return err
	}
}

// imports makes imports end at once.
func (b *bundle) imports(t *testing.T) {
	t.Helper()
	run := b.importing(t)
	b.jobs.run = func(ctx context.Context, _, id string) error { return run(ctx, id) }
}

// upload sends a file as CSV.
func (b *bundle) upload(t *testing.T, who header, query, file string, headers ...header) answer {
	t.Helper()
	return b.do(t, "POST", "/v1/faqs/import"+query, file, append([]header{who, {"Content-Type", "text/csv"}}, headers...)...)
}

const sheetOfTwo = "type,question,related_questions,answer,status,labels\n" +
	"general,Where is my order right now?,When will my parcel arrive?|How can I track it?,Open Orders.,active,orders\n" +
	"greeting,Good morning,,Hello.,draft,\n"

func TestImport(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.imports(t)
	_, admin := b.user(t, "boss", account.Admin)
	list := func() []api.FAQ {
		return into[api.FAQList](t, b.do(t, "GET", "/v1/faqs?sort=created", nil, admin).want(t, 200)).Items
	}
	dry := into[api.ImportReport](t, b.upload(t, admin, "?dry_run=true", sheetOfTwo).want(t, 200))
	require.True(t, dry.DryRun)
	require.Equal(t, 2, dry.Created)
	require.Equal(t, "utf-8", *dry.Encoding)
	require.Equal(t, []api.RejectedRow{}, dry.Rejected)
	require.Empty(t, list())

	report := into[api.ImportReport](t, b.upload(t, admin, "", sheetOfTwo).want(t, 200))
	require.Equal(t, api.ImportStatusDone, report.Status)
	require.Equal(t, 2, report.Created)
	require.Len(t, list(), 2)
	require.True(t, b.ask(t, admin, "How can I track it?").Answered)

	// One row wrong, one changed, one new, one new under an id of the file's own.
	order := list()[1]
	require.Equal(t, "Where is my order right now?", order.Question)
	mixed := fmt.Sprintf("id,question,answer,status\n%s,Where is my parcel right now?,Open Orders.,active\n,??,No words.,draft\n%s,Whose is this?,Nobody's.,draft\n,When do you open?,At nine.,draft\n", order.ID, nobody)
	report = into[api.ImportReport](t, b.upload(t, admin, "", mixed).want(t, 200))
	require.Equal(t, []int{2, 1, 1}, []int{report.Created, report.Updated, report.RejectedCount})
	require.Equal(t, 2, report.Rejected[0].Row)
	require.Equal(t, 3, report.Rejected[0].Line)
	require.Equal(t, "question", *report.Rejected[0].Field)
	require.Equal(t, "needs a letter or a digit", report.Rejected[0].Reason)
	require.NotEmpty(t, report.Advice, "short questions")

	page := into[api.ImportWithRows](t, b.do(t, "GET", "/v1/faqs/imports/"+report.ImportID+"?limit=3", nil, admin).want(t, 200))
	require.Equal(t, 4, page.Import.Rows)
	require.Equal(t, 4, page.Import.Checked)
	require.Len(t, page.Items, 3)
	require.Equal(t, order.ID, *page.Items[0].FAQID)
	rest := into[api.ImportWithRows](t, b.do(t, "GET", "/v1/faqs/imports/"+report.ImportID+"?limit=3&cursor="+*page.NextCursor, nil, admin).want(t, 200))
	require.Len(t, rest.Items, 1)
	require.NotNil(t, rest.Items[0].FAQID)
	rejected := into[api.ImportWithRows](t, b.do(t, "GET", "/v1/faqs/imports/"+report.ImportID+"?verdict=rejected", nil, admin).want(t, 200))
	require.Len(t, rejected.Items, 1)

	first := into[api.ImportList](t, b.do(t, "GET", "/v1/faqs/imports?limit=2", nil, admin).want(t, 200))
	require.Equal(t, report.ImportID, first.Items[0].ID)
	last := into[api.ImportList](t, b.do(t, "GET", "/v1/faqs/imports?limit=2&cursor="+*first.NextCursor, nil, admin).want(t, 200))
	require.Len(t, last.Items, 1)
	require.Nil(t, last.NextCursor)
}

// What is exported, imported again, changes nothing; what is edited in between
// changes that.
func TestExportComesBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.imports(t)
	_, admin := b.user(t, "boss", account.Admin)
	_, member := b.user(t, "asha", account.Member)
	for _, answer := range []string{`=HYPERLINK("http://x")`, "'=1", "+49 30 1234", "two\nlines, \"quoted\"; and a\ttab", "-", "@home", " spaces "} {
		body := map[string]any{
			"type": "general", "question": "What about " + answer + "?", "related_questions": []string{"a|b " + answer, `back\slash ` + answer},
			"answer": answer, "labels": []string{"=sum", "a|b"}, "status": "active",
		}
		b.do(t, "POST", "/v1/faqs", body, admin).want(t, 201)
	}
	b.create(t, admin, `{"type":"filler","question":"Please wait","answer":""}`)
	a := b.do(t, "GET", "/v1/faqs/export.csv", nil, member).want(t, 200)
	require.Equal(t, "text/csv; charset=utf-8", a.header.Get("Content-Type"))
	require.Equal(t, `attachment; filename="faqs.csv"`, a.header.Get("Content-Disposition"))
	require.NotContains(t, string(a.body), ",=")
	report := into[api.ImportReport](t, b.upload(t, admin, "?dry_run=true", string(a.body)).want(t, 200))
	require.Equal(t, 8, report.Unchanged, "%+v", report)
	require.Equal(t, 8, report.Rows)

	edited := strings.Replace(string(a.body), "+49 30 1234", "+49 30 9999", 1)
	report = into[api.ImportReport](t, b.upload(t, admin, "", edited).want(t, 200))
	require.Equal(t, []int{7, 1}, []int{report.Unchanged, report.Updated})

	some := b.do(t, "GET", "/v1/faqs/export.csv?status=draft&type=filler&q=wait", nil, member).want(t, 200)
	require.Equal(t, 2, strings.Count(string(some.body), "\n"))
	require.Contains(t, string(b.do(t, "GET", "/v1/faqs/export.csv?label=none", nil, member).want(t, 200).body), "question")
	sample := b.do(t, "GET", "/v1/faqs/sample.csv", nil, member).want(t, 200)
	require.Equal(t, `attachment; filename="faqs-sample.csv"`, sample.header.Get("Content-Disposition"))
	require.Zero(t, into[api.ImportReport](t, b.upload(t, admin, "?dry_run=true", string(sample.body)).want(t, 200)).RejectedCount)
	b.do(t, "HEAD", "/v1/faqs/export.csv", nil, member).want(t, 200)
}

// Rows of who may not publish their own words land as drafts.
func TestImportsOfCreators(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.imports(t)
	_, admin := b.user(t, "boss", account.Admin)
	_, creator := b.user(t, "writer", account.Creator)
	_, both := b.user(t, "both", account.Creator, account.Approver)
	active := func() int {
		return len(into[api.FAQList](t, b.do(t, "GET", "/v1/faqs?status=active", nil, admin).want(t, 200)).Items)
	}
	for _, who := range []header{creator, both} {
		b.upload(t, who, "", sheetOfTwo).want(t, 200)
		b.upload(t, who, "?activate=true", sheetOfTwo).want(t, 200)
	}
	b.upload(t, admin, "?activate=false", sheetOfTwo).want(t, 200)
	require.Zero(t, active())
	b.upload(t, admin, "?activate=true", sheetOfTwo).want(t, 200)
	require.Equal(t, 1, active())
}

// What end users are answered is no more changed by a creator's file than by a
// creator's edit.
func TestImportsDoNotSilenceWhatAnswers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.imports(t)
	_, admin := b.user(t, "boss", account.Admin)
	_, creator := b.user(t, "writer", account.Creator)
	_, both := b.user(t, "both", account.Creator, account.Approver)
	active := b.create(t, admin, `{"type":"greeting","question":"Where is my order right now?","related_questions":["How can I track it?"],"answer":"Open Orders.","labels":["orders"],"status":"active"}`)
	draft := b.create(t, admin, `{"type":"general","question":"When do you open on Sundays?","answer":"At ten."}`)
	read := func(id string) api.FAQ {
		return into[api.FAQ](t, b.do(t, "GET", "/v1/faqs/"+id, nil, admin).want(t, 200))
	}
	before := read(active.ID)
	one := func(header, rest string) string { return header + "\n" + active.ID + "," + rest + "\n" }
	const whole = "id,type,question,related_questions,answer,status,labels"
	for _, who := range []header{creator, both} {
		exported := string(b.do(t, "GET", "/v1/faqs/export.csv", nil, creator).want(t, 200).body)
		for _, query := range []string{"", "?activate=true", "?activate=false"} {
			report := into[api.ImportReport](t, b.upload(t, who, query, exported).want(t, 200))
			require.Equal(t, 2, report.Unchanged, "%+v", report)
		}
		for name, file := range map[string]string{
			"draft":    one(whole, "greeting,Where is my order right now?,How can I track it?,Open Orders.,draft,orders"),
			"archived": one(whole, "greeting,Where is my order right now?,How can I track it?,Open Orders.,archived,orders"),
			"text":     one(whole, "greeting,Where is my order right now?,How can I track it?,Nowhere.,active,orders"),
			"columns":  one("id,question,answer", "Where is my order right now?,Nowhere."),
		} {
			report := into[api.ImportReport](t, b.upload(t, who, "", file).want(t, 200))
			require.Equal(t, []int{0, 0, 1}, []int{report.Created, report.Updated, report.RejectedCount}, name)
			require.Equal(t, "id", *report.Rejected[0].Field)
			require.Contains(t, report.Rejected[0].Reason, "clone it")
		}
		report := into[api.ImportReport](t, b.upload(t, who, "", one("id,question,answer", "Where is my order right now?,Open Orders.")).want(t, 200))
		require.Equal(t, 1, report.Unchanged)
		require.Equal(t, before, read(active.ID))

		// A draft is theirs to edit, but not to activate or to archive.
		edit := fmt.Sprintf("id,question,answer,status\n%s,When do you open on Sundays?,By %s,", draft.ID, who.value[len(who.value)-6:])
		report = into[api.ImportReport](t, b.upload(t, who, "", edit+"active\n").want(t, 200))
		require.Equal(t, 1, report.Updated)
		require.Equal(t, api.FAQStatus("draft"), read(draft.ID).Status)
		report = into[api.ImportReport](t, b.upload(t, who, "", edit+"archived\n").want(t, 200))
		require.Equal(t, "status", *report.Rejected[0].Field)
	}

	// An admin's file changes it, and what the file does not say stays.
	edit := one("id,question,answer,status", "Where is my order right now?,Under Orders.,")
	for _, query := range []string{"?activate=false", ""} {
		report := into[api.ImportReport](t, b.upload(t, admin, query, edit).want(t, 200))
		require.Equal(t, 1, report.Updated+report.Unchanged)
		now := read(active.ID)
		require.Equal(t, "Under Orders.", now.Answer)
		require.Equal(t, []any{before.Type, before.Status, before.Labels, before.RelatedQuestions}, []any{now.Type, now.Status, now.Labels, now.RelatedQuestions})
	}
	b.upload(t, admin, "?activate=false", one(whole, "greeting,Where is my order right now?,,Under Orders.,active,")).want(t, 200)
	now := read(active.ID)
	require.Equal(t, before.Status, now.Status)
	require.Empty(t, now.Labels)
	require.Empty(t, now.RelatedQuestions)
}

// A form is as good as the bare file.
func TestImportOfAForm(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.imports(t)
	_, admin := b.user(t, "boss", account.Admin)
	form := func(part, file string) answer {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		require.NoError(t, w.WriteField("note", "before the file"))
		to, err := w.CreateFormFile(part, "faqs of march.csv")
		require.NoError(t, err)
		_, err = io.WriteString(to, file)
		require.NoError(t, err)
		require.NoError(t, w.Close())
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.url+"/v1/faqs/import", &body)
		require.NoError(t, err)
		request.Header.Set("Content-Type", w.FormDataContentType())
		request.Header.Set("Authorization", admin.value)
		return b.send(t, request)
	}
	report := into[api.ImportReport](t, form("file", sheetOfTwo).want(t, 200))
	require.Equal(t, 2, report.Created)
	read := into[api.ImportWithRows](t, b.do(t, "GET", "/v1/faqs/imports/"+report.ImportID, nil, admin).want(t, 200))
	require.Equal(t, "faqs of march.csv", *read.Import.FileName)
	require.Equal(t, "file", form("upload", sheetOfTwo).problem(t, 422, "invalid").Errors[0].Field)
	for _, media := range []string{"multipart/form-data; boundary=x", "multipart/form-data"} {
		b.do(t, "POST", "/v1/faqs/import", "--x\r\nno form", admin, header{"Content-Type", media}).problem(t, 400, "malformed")
	}
}

// A file that is no sheet is refused as a whole, with the line, and leaves
// nothing behind that could be applied.
func TestFilesThatAreNoSheets(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.imports(t)
	_, admin := b.user(t, "boss", account.Admin)
	many := strings.Repeat("Where is my order?,Here.\n", 700)
	for name, row := range map[string]struct {
		file, says string
	}{
		"nothing":             {"", "empty"},
		"header only":         {"question,answer\n", "no FAQ"},
		"unknown column":      {"question,answer,price\nA b c d e?,x,5\n", "price"},
		"column twice":        {"question,answer,question\n", "question"},
		"NUL":                 {"question,answer\na\x00b,c\n", ""},
		"quote without end":   {"question,answer\n\"Where is it?,Here.\n" + many, "uote"},
		"quote far behind":    {"question,answer\n" + many + "\"Where is it?,Here.\n", "Line"},
		"not text":            {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", ""},
		"ten thousand column": {strings.Repeat("a,", 10_000) + "\n", ""},
	} {
		p := b.upload(t, admin, "", row.file).problem(t, 422, "invalid")
		require.Contains(t, p.Detail, row.says, name)
	}
	p := b.upload(t, admin, "", "question,answer\n"+strings.Repeat("x", 11<<20)).problem(t, 413, "too-large")
	require.Contains(t, p.Detail, "10 MB")
	long := "question,answer\n" + strings.Repeat("Where is my order number "+strings.Repeat("7", 400)+"?,"+strings.Repeat("y", 4000)+"\n", 2700)
	require.Greater(t, len(long), 11<<20)
	b.upload(t, admin, "", long).problem(t, 413, "too-large")
	for _, i := range into[api.ImportList](t, b.do(t, "GET", "/v1/faqs/imports", nil, admin).want(t, 200)).Items {
		require.Equal(t, api.ImportStatusFailed, i.Status)
		require.NotEmpty(t, *i.Error)
	}
	require.Empty(t, into[api.FAQList](t, b.do(t, "GET", "/v1/faqs", nil, admin).want(t, 200)).Items)
	require.Empty(t, b.jobs.heard())

	b.upload(t, admin, "?dry_run=yes", sheetOfTwo).problem(t, 400, "malformed")
	b.do(t, "POST", "/v1/faqs/import", sheetOfTwo, admin).problem(t, 415, "unsupported-media-type")
	b.upload(t, admin, "", sheetOfTwo, header{"Content-Encoding", "gzip"}).problem(t, 415, "unsupported-media-type")
}

// Whatever a spreadsheet writes is read.
func TestImportReadsEncodings(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.imports(t)
	_, admin := b.user(t, "boss", account.Admin)
	plain := "question;answer\nHow late is the café open today?;Until nine – every day.\n"
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(plain)
	require.NoError(t, err)
	for encoding, file := range map[string]string{
		"utf-8":        "\ufeff" + plain,
		"utf-16le":     wide,
		"windows-1252": strings.NewReplacer("é", "\xe9", "–", "\x96").Replace(plain),
	} {
		report := into[api.ImportReport](t, b.upload(t, admin, "?dry_run=true", file).want(t, 200))
		require.Equal(t, encoding, *report.Encoding)
		require.Equal(t, 1, report.Created)
		rows := into[api.ImportWithRows](t, b.do(t, "GET", "/v1/faqs/imports/"+report.ImportID, nil, admin).want(t, 200))
		require.Equal(t, "How late is the café open today?", *rows.Items[0].Question)
	}
}

// What takes long goes on without the request; without the engine it waits.
func TestLongImports(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	for _, away := range []error{nil, errors.New("no engine")} {
		b.jobs.err = away
		a := b.upload(t, admin, "", sheetOfTwo, key(fmt.Sprint(away))).want(t, 202)
		accepted := into[api.ImportAccepted](t, a)
		require.Equal(t, api.ImportStatusStaged, accepted.Status)
		require.Equal(t, 2, accepted.Rows)
		require.Equal(t, accepted.URL, a.header.Get("Location"))
		again := b.upload(t, admin, "", sheetOfTwo, key(fmt.Sprint(away))).want(t, 202)
		require.Equal(t, accepted, into[api.ImportAccepted](t, again))
		b.upload(t, admin, "", sheetOfTwo+"\n\n", key(fmt.Sprint(away))).problem(t, 422, "idempotency-key-reused")

		waiting := into[api.ImportWithRows](t, b.do(t, "GET", accepted.URL, nil, admin).want(t, 200))
		require.Zero(t, waiting.Import.Checked)
		require.Equal(t, api.RowVerdictPending, waiting.Items[0].Verdict)
		b.jobs.err = nil
		cancelled := into[api.Import](t, b.do(t, "POST", accepted.URL+"/cancel", nil, admin).want(t, 200))
		require.Equal(t, api.ImportStatusCancelled, cancelled.Status)
		require.Contains(t, b.jobs.heard(), "cancel import "+accepted.ImportID)
	}
	b.imports(t)
	done := into[api.ImportReport](t, b.upload(t, admin, "", sheetOfTwo).want(t, 200))
	b.do(t, "POST", "/v1/faqs/imports/"+done.ImportID+"/cancel", nil, admin).problem(t, 409, "too-late")
	b.do(t, "POST", "/v1/faqs/imports/"+nobody+"/cancel", nil, admin).problem(t, 404, "not-found")
	b.do(t, "GET", "/v1/faqs/imports/"+nobody, nil, admin).problem(t, 404, "not-found")
}

// An upload that is cut off imports nothing.
func TestHalfAnUpload(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.imports(t)
	_, admin := b.user(t, "boss", account.Admin)
	body, cut := io.Pipe()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.url+"/v1/faqs/import", body)
	require.NoError(t, err)
	request.Header.Set("Content-Type", "text/csv")
	request.Header.Set("Authorization", admin.value)
	go func() {
		_, _ = io.WriteString(cut, "question,answer\n"+strings.Repeat("Where is my order?,Here.\n", 5000))
		_ = cut.CloseWithError(errors.New("the line is dead"))
	}()
	_, err = http.DefaultTransport.RoundTrip(request) //nolint:bodyclose // there is none
	require.Error(t, err)
	require.Eventually(t, func() bool {
		all, err := b.store.ListImports(t.Context(), "", 10)
		return err == nil && len(all) == 1 && all[0].Status == faq.ImportFailed
	}, time.Minute, 10*time.Millisecond)
	require.Empty(t, b.jobs.heard())
}
