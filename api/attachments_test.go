package api_test

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"mime/multipart"
	"net"
	"net/http"
	"net/textproto"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/conversation"
)

const png = "\x89PNG\r\n\x1a\n picture"

// attach uploads a file as a body.
func (b *bundle) attach(t *testing.T, name, content string, headers ...header) answer {
	t.Helper()
	return b.do(t, http.MethodPost, "/v1/attachments?name="+name, content,
		append(headers, header{"Content-Type", "application/octet-stream"})...)
}

// form sends a form as it is.
func (b *bundle) form(t *testing.T, build func(*multipart.Writer), headers ...header) answer {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	build(form)
	require.NoError(t, form.Close())
	return b.do(t, http.MethodPost, "/v1/attachments", body.String(),
		append(headers, header{"Content-Type", form.FormDataContentType()})...)
}

// stored counts what lies in the folder of files.
func (b *bundle) stored(t *testing.T) int {
	t.Helper()
	n := 0
	require.NoError(t, filepath.WalkDir(b.folder, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	}))
	return n
}

func TestUploadAndSend(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, asha := b.user(t, "asha", account.Agent)
	_, other := b.user(t, "other", account.Agent)
	f := into[api.StoredAttachment](t, b.form(t, func(form *multipart.Writer) {
		part, err := form.CreateFormFile("file", "../../ph\u202eoto.png")
		require.NoError(t, err)
		_, _ = io.WriteString(part, png)
	}, asha).want(t, http.StatusCreated))
	require.Equal(t, "photo.png", f.Name)
	require.Equal(t, "image/png", f.Mime, "its bytes say it, nothing else was asked")
	require.EqualValues(t, len(png), f.Size)
	require.Equal(t, api.StoredAttachmentKindImage, f.Kind)

	path := "/v1/attachments/" + f.ID
	got := b.do(t, http.MethodGet, path, nil, asha).want(t, http.StatusOK)
	require.Equal(t, png, string(got.body))
	b.do(t, http.MethodGet, path, nil, other).problem(t, http.StatusNotFound, "not-found")

	id := b.conversation(t, b.inbox(t).ID, "u-1", "hi")
	b.commit(t, id, func(s *conversation.State) { s.Ticket, s.Status = 1, conversation.New })
	b.do(t, http.MethodPost, "/v1/conversations/"+id+"/messages",
		map[string]any{"attachments": []any{map[string]any{"id": f.ID}}}, asha).want(t, http.StatusAccepted)
	got = b.do(t, http.MethodGet, path, nil, other).want(t, http.StatusOK)
	require.Equal(t, png, string(got.body), "it belongs to a conversation now, which agents read")
	b.do(t, http.MethodGet, path, nil, b.apiKey(t, account.ScopeRead)).want(t, http.StatusOK)
	b.do(t, http.MethodGet, path, nil, b.apiKey(t, account.ScopeSend)).problem(t, http.StatusNotFound, "not-found")
	_, creator := b.user(t, "creator", account.Creator)
	b.do(t, http.MethodGet, path, nil, creator).problem(t, http.StatusNotFound, "not-found")
	_, member := b.user(t, "member", account.Member)
	b.do(t, http.MethodGet, path, nil, member).problem(t, http.StatusForbidden, "forbidden")
}

// A browser that opens a file of somebody else runs nothing of it.
func TestDownloadsAreHarmless(t *testing.T) {
	t.Parallel()
	b := setup(t)
	key := b.apiKey(t, account.ScopeSend)
	for content, row := range map[string]struct{ mime, inline string }{
		png:                        {"image/png", "inline"},
		"<svg xmlns='x'></svg>":    {"application/octet-stream", "attachment"},
		"<html><script>1</script>": {"application/octet-stream", "attachment"},
		"%PDF-1.7":                 {"application/pdf", "attachment"},
		"plain":                    {"text/plain", "attachment"},
	} {
		f := into[api.StoredAttachment](t, b.attach(t, "n%C3%A4me%22.png", content, key).want(t, http.StatusCreated))
		for query, disposition := range map[string]string{"": "attachment", "?inline=true": row.inline} {
			got := b.do(t, http.MethodGet, "/v1/attachments/"+f.ID+query, nil, key).want(t, http.StatusOK)
			require.Equal(t, disposition+`; filename="n_me_.png"; filename*=UTF-8''n%C3%A4me_.png`,
				got.header.Get("Content-Disposition"), content)
			require.Equal(t, row.mime, got.header.Get("Content-Type"))
			require.Equal(t, "nosniff", got.header.Get("X-Content-Type-Options"))
			require.Equal(t, []string{"sandbox; default-src 'none'"}, got.header.Values("Content-Security-Policy"))
			require.Equal(t, "same-origin", got.header.Get("Cross-Origin-Resource-Policy"))
		}
	}
}

func TestDownloadInParts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	key := b.apiKey(t, account.ScopeSend)
	f := into[api.StoredAttachment](t, b.attach(t, "a", "0123456789", key).want(t, http.StatusCreated))
	path := "/v1/attachments/" + f.ID
	got := b.do(t, http.MethodGet, path, nil, key, header{"Range", "bytes=3-5"}).want(t, http.StatusPartialContent)
	require.Equal(t, "345", string(got.body))
	require.Equal(t, "bytes 3-5/10", got.header.Get("Content-Range"))
	b.do(t, http.MethodGet, path, nil, key, header{"Range", "bytes=10-"}).want(t, http.StatusRequestedRangeNotSatisfiable)
	tag := got.header.Get("ETag")
	require.Equal(t, `"`+f.Sha256+`"`, tag)
	got = b.do(t, http.MethodGet, path, nil, key, header{"If-None-Match", tag}).want(t, http.StatusNotModified)
	require.Empty(t, got.body)
	got = b.do(t, http.MethodHead, path, nil, key).want(t, http.StatusOK)
	require.Equal(t, "10", got.header.Get("Content-Length"))
}

func TestUploadsThatAreRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	key := b.apiKey(t, account.ScopeSend)
	file := func(form *multipart.Writer, field string) {
		part, err := form.CreateFormFile(field, "a.txt")
		require.NoError(t, err)
		_, _ = io.WriteString(part, "content")
	}
	b.attach(t, "a", "", key).problem(t, http.StatusUnprocessableEntity, "invalid")
	b.attach(t, "a", strings.Repeat("x", maxFile+1), key).problem(t, http.StatusRequestEntityTooLarge, "too-large")
	b.attach(t, "a", "x", key, header{"Content-Encoding", "gzip"}).problem(t, http.StatusUnsupportedMediaType, "unsupported-media-type")
	b.do(t, http.MethodPost, "/v1/attachments", "{}", key).problem(t, http.StatusUnsupportedMediaType, "unsupported-media-type")
	b.form(t, func(*multipart.Writer) {}, key).problem(t, http.StatusUnprocessableEntity, "invalid")
	b.form(t, func(form *multipart.Writer) { file(form, "other") }, key).problem(t, http.StatusUnprocessableEntity, "invalid")
	b.form(t, func(form *multipart.Writer) {
		file(form, "file")
		file(form, "file")
	}, key).problem(t, http.StatusUnprocessableEntity, "invalid")
	b.form(t, func(form *multipart.Writer) {
		for range 10_000 {
			require.NoError(t, form.WriteField("x", ""))
		}
	}, key).problem(t, http.StatusUnprocessableEntity, "invalid")
	b.form(t, func(form *multipart.Writer) {
		h := textproto.MIMEHeader{"Content-Disposition": {`form-data; name="file"; filename="a"`}}
		for i := range 1000 {
			h[fmt.Sprintf("X-%d", i)] = []string{"y"}
		}
		_, err := form.CreatePart(h)
		require.NoError(t, err)
	}, key).problem(t, http.StatusBadRequest, "malformed")
	b.attach(t, "a", "x", b.apiKey(t, account.ScopeRead)).problem(t, http.StatusForbidden, "forbidden")
	b.attach(t, "a", "x").problem(t, http.StatusUnauthorized, "unauthenticated")
	require.Zero(t, b.stored(t), "nothing of it stays")

	b.attach(t, "a", strings.Repeat("x", maxFile), key).want(t, http.StatusCreated)
	require.Equal(t, 1, b.stored(t))
}

// A client that goes away leaves nothing behind.
func TestAnUploadThatIsCutOff(t *testing.T) {
	t.Parallel()
	b := setup(t)
	key := b.apiKey(t, account.ScopeSend)
	for _, sent := range []int{0, 500, 990} {
		connection, err := net.Dial("tcp", strings.TrimPrefix(b.url, "http://"))
		require.NoError(t, err)
		_, err = fmt.Fprintf(connection, "POST /v1/attachments HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\n"+
			"Content-Type: application/octet-stream\r\nContent-Length: 1000\r\n\r\n%s", key.value, strings.Repeat("x", sent))
		require.NoError(t, err)
		require.NoError(t, connection.(*net.TCPConn).CloseWrite())
		reply, err := io.ReadAll(connection)
		require.NoError(t, err)
		require.Contains(t, string(reply), "400 Bad Request")
		require.NoError(t, connection.Close())
	}
	require.Zero(t, b.stored(t))
	b.exec(t, `DO $$ BEGIN
		IF (SELECT count(*) FROM attachments WHERE state = 'discarded') <> 3 THEN RAISE 'rows are left'; END IF;
	END $$`)
}

func TestUploadUnderAKey(t *testing.T) {
	t.Parallel()
	b := setup(t)
	service := b.apiKey(t, account.ScopeSend)
	first := into[api.StoredAttachment](t, b.attach(t, "a", "content", service, key("k")).want(t, http.StatusCreated))
	again := into[api.StoredAttachment](t, b.attach(t, "a", "content", service, key("k")).want(t, http.StatusCreated))
	require.Equal(t, first.ID, again.ID)
	require.Equal(t, 1, b.stored(t))
}

// A file of an end user is had once it has been fetched.
func TestFilesOfEndUsers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, asha := b.user(t, "asha", account.Agent)
	accepted, err := b.store.Ingest(t.Context(), []conversation.Inbound{{
		InboxID: b.inbox(t).ID, From: conversation.Sender{ID: "u"}, ExternalID: "m",
		Attachments: []conversation.Attachment{{URL: "https://example.org/a.png", Name: "a.png"}},
	}})
	require.NoError(t, err)
	due, err := b.store.TakeFiles(t.Context(), 1, time.Minute)
	require.NoError(t, err)
	path := "/v1/attachments/" + due[0].ID
	got := b.do(t, http.MethodGet, path, nil, asha)
	got.problem(t, http.StatusConflict, "not-yet")
	require.NotEmpty(t, got.header.Get("Retry-After"))

	require.NoError(t, b.store.FileFailed(t.Context(), due[0].ID, "it has expired"))
	p := b.do(t, http.MethodGet, path, nil, asha).problem(t, http.StatusNotFound, "not-found")
	require.Contains(t, p.Detail, "it has expired")
	list := into[api.MessageList](t, b.do(t, http.MethodGet, "/v1/conversations/"+accepted[0].ConversationID+"/messages", nil, asha).
		want(t, http.StatusOK))
	shown := list.Items[0].Attachments[0]
	require.Equal(t, due[0].ID, shown.ID)
	require.Equal(t, "https://example.org/a.png", shown.URL)
	require.Equal(t, api.AttachmentStateFailed, shown.State)
	require.Equal(t, "it has expired", shown.Problem)

	f := into[api.StoredAttachment](t, b.do(t, http.MethodPost, path+"/retry", nil, asha).want(t, http.StatusOK))
	require.Equal(t, api.AttachmentStatePending, f.State)
	b.do(t, http.MethodPost, "/v1/attachments/"+nobody+"/retry", nil, asha).problem(t, http.StatusNotFound, "not-found")
}

func TestAnInboxKeepsLinks(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "admin", account.Admin)
	create := func(files string) answer {
		return b.do(t, http.MethodPost, "/v1/inboxes", map[string]any{
			"name": "Shop", "channel": "webhook", "config": map[string]any{"files": files},
		}, admin)
	}
	require.Equal(t, "link", into[api.Inbox](t, create("link").want(t, http.StatusCreated)).Config.Files)
	create("burn").problem(t, http.StatusUnprocessableEntity, "invalid")
}
