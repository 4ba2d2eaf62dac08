package files_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/files"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/store"
)

func TestMain(m *testing.M) { devstack.Main(m) }

// bundle is files in a folder, with what a database knows of them.
type bundle struct {
	*store.Store
	dsn     string
	bucket  *files.Bucket
	library *files.Library
	dir     string
	inbox   conversation.Inbox
}

const limit = 1 << 20

func setup(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{dsn: devstack.Database(t)}
	var err error
	b.Store, err = store.Open(t.Context(), b.dsn, store.Options{MaxConns: 4})
	require.NoError(t, err)
	t.Cleanup(b.Close)
	b.bucket, b.dir = folder(t)
	b.library = files.NewLibrary(b.bucket, b.Store, limit)
	b.inbox, err = b.CreateInbox(t.Context(), conversation.ChannelWebhook, conversation.InboxSettings{Name: "Shop"})
	require.NoError(t, err)
	return b
}

// message takes in a message with a file elsewhere.
func (b *bundle) message(t *testing.T, a conversation.Attachment) (conversationID, messageID string) {
	t.Helper()
	accepted, err := b.Ingest(t.Context(), []conversation.Inbound{{
		InboxID: b.inbox.ID, From: conversation.Sender{ID: "u"}, ExternalID: uuid.NewString(),
		Attachments: []conversation.Attachment{a},
	}})
	require.NoError(t, err)
	return accepted[0].ConversationID, accepted[0].MessageID
}

func (b *bundle) exec(t *testing.T, statement string, args ...any) {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), b.dsn)
	require.NoError(t, err)
	_, err = connection.Exec(t.Context(), statement, args...)
	require.NoError(t, err)
	require.NoError(t, connection.Close(t.Context()))
}

func (b *bundle) is(t *testing.T, question string) (yes bool) {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), b.dsn)
	require.NoError(t, err)
	require.NoError(t, connection.QueryRow(t.Context(), question).Scan(&yes))
	require.NoError(t, connection.Close(t.Context()))
	return yes
}

// fetcher is a channel whose provider does what a test wants.
type fetcher func(ctx context.Context, a conversation.Attachment, w io.Writer) error

func (f fetcher) Fetch(ctx context.Context, _ conversation.Inbox, a conversation.Attachment, w io.Writer) error {
	return f(ctx, a, w)
}

// fetch runs until the file of a message is in one of the states.
func (b *bundle) fetch(t *testing.T, links channels.Fetcher, conversationID, messageID string, until func(conversation.Attachment) bool) conversation.Attachment {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	fetching := &files.Fetching{
		Queue: b.Store, Library: b.library, Links: links, Log: slog.New(slog.DiscardHandler), Every: 5 * time.Millisecond,
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		fetching.Run(ctx)
	}()
	var shown conversation.Attachment
	require.Eventually(t, func() bool {
		m, err := b.GetMessage(t.Context(), conversationID, messageID)
		require.NoError(t, err)
		shown = m.Attachments[0]
		return until(shown)
	}, 20*time.Second, 5*time.Millisecond)
	stop()
	<-ended
	return shown
}

func settled(a conversation.Attachment) bool { return a.State != conversation.FilePending }

func TestFilesAreFetched(t *testing.T) {
	t.Parallel()
	b := setup(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/moved" {
			http.Redirect(w, r, "/a.pdf", http.StatusFound)
			return
		}
		if len(r.Header["Authorization"]) > 0 || len(r.Header["Cookie"]) > 0 {
			w.WriteHeader(http.StatusTeapot)
		}
		w.Header().Set("Content-Type", "image/png")
		_, _ = io.WriteString(w, "%PDF-1.7 contract")
	}))
	t.Cleanup(server.Close)
	at, id := b.message(t, conversation.Attachment{URL: server.URL + "/moved", Name: "../contract.png", MIME: "image/png"})
	shown := b.fetch(t, files.NewLinks(true), at, id, settled)
	require.Equal(t, conversation.FileStored, shown.State, shown.Problem)
	require.Equal(t, "application/pdf", shown.MIME, "whatever its sender and its server say")
	require.Equal(t, conversation.KindDocument, shown.Kind)
	require.Equal(t, "contract.png", shown.Name)
	require.Equal(t, server.URL+"/moved", shown.URL, "the original address stays")

	content, a, err := b.library.Open(t.Context(), shown.ID)
	require.NoError(t, err)
	raw, err := io.ReadAll(content)
	require.NoError(t, err)
	require.NoError(t, content.Close())
	require.Equal(t, "%PDF-1.7 contract", string(raw))
	require.EqualValues(t, len(raw), a.Size)
}

// An inbox may say that its files stay where they are.
func TestFilesThatStayWhereTheyAre(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var err error
	b.inbox, err = b.CreateInbox(t.Context(), conversation.ChannelWebhook, conversation.InboxSettings{
		Name: "Archive", Config: map[string]string{channels.ConfigFiles: channels.FilesLink},
	})
	require.NoError(t, err)
	at, id := b.message(t, conversation.Attachment{URL: "https://example.org/a", Name: "a"})
	shown := b.fetch(t, fetcher(func(context.Context, conversation.Attachment, io.Writer) error {
		return errors.New("nobody asked for it")
	}), at, id, settled)
	require.Equal(t, conversation.Attachment{URL: "https://example.org/a", Name: "a"}, shown)
}

// How an attempt ends decides what the message shows; nothing half-fetched stays.
func TestFetchingThatFails(t *testing.T) {
	t.Parallel()
	sum := strings.Repeat("0", 64)
	for name, row := range map[string]struct {
		fetch   fetcher
		file    conversation.Attachment
		problem string
	}{
		"gone": {
			func(context.Context, conversation.Attachment, io.Writer) error {
				return &channels.MediaError{Reason: "the file has expired"}
			}, conversation.Attachment{}, "the file has expired",
		},
		"endless": {
			func(_ context.Context, _ conversation.Attachment, w io.Writer) error {
				_, err := io.Copy(w, zeros{})
				return &channels.MediaError{Reason: "the file could not be stored", Again: true, Cause: err}
			}, conversation.Attachment{}, "the file is larger than 1 MB",
		},
		"empty": {
			func(context.Context, conversation.Attachment, io.Writer) error { return nil },
			conversation.Attachment{},
			"the file is empty",
		},
		"nowhere": {nil, conversation.Attachment{MediaID: "m"}, "the message does not say where the file is"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			if row.file.MediaID == "" {
				row.file.URL = "https://example.org/a"
			}
			at, id := b.message(t, row.file)
			shown := b.fetch(t, row.fetch, at, id, settled)
			require.Equal(t, conversation.FileFailed, shown.State)
			require.Equal(t, row.problem, shown.Problem)
			require.Empty(t, lying(t, b.dir))
		})
	}
	t.Run("again and again", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		at, id := b.message(t, conversation.Attachment{URL: "https://example.org/a", SHA256: sum})
		var attempts atomic.Int32
		wrong := fetcher(func(_ context.Context, _ conversation.Attachment, w io.Writer) error {
			attempts.Add(1)
			_, err := io.WriteString(w, "something else")
			return err
		})
		noted := func(conversation.Attachment) bool { return b.is(t, `SELECT bool_and(problem <> '') FROM attachments`) }
		for n := int32(1); n <= 8; n++ {
			b.exec(t, `UPDATE attachments SET problem = '', due_at = now()`)
			shown := b.fetch(t, wrong, at, id, noted)
			require.Equal(t, conversation.FilePending, shown.State)
			require.Equal(t, n, attempts.Load())
		}
		b.exec(t, `UPDATE attachments SET due_at = now()`)
		shown := b.fetch(t, wrong, at, id, settled)
		require.Equal(t, "given up after 9 attempts: the file is not what was sent: its hash differs", shown.Problem)
		require.Empty(t, lying(t, b.dir))
	})
}

// A worker that is told to stop puts back what it is fetching; the next one has
// it at once.
func TestStoppingPutsBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	at, id := b.message(t, conversation.Attachment{URL: "https://example.org/a"})
	var begun atomic.Bool
	b.fetch(t, fetcher(func(ctx context.Context, _ conversation.Attachment, w io.Writer) error {
		_, _ = io.WriteString(w, "half")
		begun.Store(true)
		<-ctx.Done()
		return &channels.MediaError{Reason: "cut", Again: true, Cause: ctx.Err()}
	}), at, id, func(conversation.Attachment) bool { return begun.Load() })
	require.Empty(t, lying(t, b.dir))
	shown := b.fetch(t, fetcher(func(_ context.Context, _ conversation.Attachment, w io.Writer) error {
		_, err := io.WriteString(w, "whole")
		return err
	}), at, id, settled)
	require.Equal(t, conversation.FileStored, shown.State)
	require.EqualValues(t, 5, shown.Size)
}

// Many files, several workers: each is fetched once.
func TestWorkersShareTheQueue(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const n = 40
	for range n {
		b.message(t, conversation.Attachment{URL: "https://example.org/a"})
	}
	var fetched atomic.Int32
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan struct{}, 2)
	for range 2 {
		go func() {
			(&files.Fetching{
				Queue: b.Store, Library: b.library, Log: slog.New(slog.DiscardHandler), Every: 5 * time.Millisecond, AtOnce: 3,
				Links: fetcher(func(_ context.Context, _ conversation.Attachment, w io.Writer) error {
					fetched.Add(1)
					_, err := fmt.Fprint(w, "x")
					return err
				}),
			}).Run(ctx)
			ended <- struct{}{}
		}()
	}
	require.Eventually(t, func() bool { return len(lying(t, b.dir)) == n }, 20*time.Second, 10*time.Millisecond)
	stop()
	<-ended
	<-ended
	require.EqualValues(t, n, fetched.Load())
}

func TestUploadThatBreaksOff(t *testing.T) {
	t.Parallel()
	b := setup(t)
	broken := io.MultiReader(strings.NewReader("half"), iotestError{})
	_, err := b.library.Upload(t.Context(), "a", "user:u", broken)
	require.ErrorIs(t, err, errBroken)
	require.Empty(t, lying(t, b.dir))
	deleted, err := b.bucket.Tidy(t.Context(), b.Store)
	require.NoError(t, err)
	require.EqualValues(t, 1, deleted, "its row goes with the next tidying, a day or not")
}

var errBroken = errors.New("broken")

type iotestError struct{}

func (iotestError) Read([]byte) (int, error) { return 0, errBroken }
