package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
)

// Queue is the files that came with messages and are still elsewhere.
type Queue interface {
	// TakeFiles returns files that are due, and keeps them from others for the
	// length of a lease.
	TakeFiles(ctx context.Context, limit int, lease time.Duration) ([]conversation.FileToFetch, error)
	// FileFetched, FileFailed and LeaveFile end it for a file: stored, given up, or
	// left where it is. FileLater puts it off.
	FileFetched(ctx context.Context, f conversation.File, kind conversation.Kind) error
	FileFailed(ctx context.Context, id, problem string) error
	LeaveFile(ctx context.Context, id string) error
	FileLater(ctx context.Context, id, problem string, wait time.Duration) error
	GetInbox(ctx context.Context, id string) (conversation.Inbox, error)
}

// Fetching brings the files of end users' messages here, beside everything else:
// no message waits for its files. Any number of processes may do it.
type Fetching struct {
	Queue   Queue
	Library *Library
	// Channels are those that keep their files with the provider. What others sent
	// is fetched by its address, with Links.
	Channels map[conversation.Channel]channels.Fetcher
	Links    channels.Fetcher
	Log      *slog.Logger
	// Every is how often to look for what is due, 0 for every second; AtOnce how
	// many files are fetched at the same time, 0 for 8.
	Every  time.Duration
	AtOnce int
}

const (
	// fetchTime bounds one attempt, and lease is how long others leave the file
	// alone: longer, so that two never have it.
	fetchTime  = 5 * time.Minute
	lease      = 10 * time.Minute
	settleTime = 10 * time.Second
)

// Run fetches until ctx ends. What is being fetched then is put back.
func (f *Fetching) Run(ctx context.Context) {
	every, atOnce := f.Every, f.AtOnce
	if every == 0 {
		every = time.Second
	}
	if atOnce == 0 {
		atOnce = 8
	}
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	var fetching sync.WaitGroup
	defer fetching.Wait()
	slots := make(chan struct{}, atOnce)
	for {
		// Nobody else fills slots, so what is free stays free until they are.
		select {
		case slots <- struct{}{}:
			<-slots
		case <-ctx.Done():
			return
		}
		free := cap(slots) - len(slots)
		due, err := f.Queue.TakeFiles(ctx, free, lease)
		if err != nil && ctx.Err() == nil {
			f.Log.Warn("files to fetch not found", "error", err)
		}
		for _, file := range due {
			slots <- struct{}{}
			fetching.Go(func() {
				defer func() { <-slots }()
				f.fetch(ctx, file)
			})
		}
		if len(due) > 0 && len(due) == free {
			continue
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// fetch makes one attempt and notes how it ended, also while the process stops.
func (f *Fetching) fetch(ctx context.Context, file conversation.FileToFetch) {
	limited, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	stored, err := f.bring(limited, file)
	settling, done := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer done()
	if err := f.settle(settling, file, stored, err, ctx.Err() != nil); err != nil {
		f.Log.Warn("a file's fetching was not noted", "file", file.ID, "error", err)
	}
}

// errLeft: the file stays where it is.
var errLeft = errors.New("files: left where it is")

// bring fetches a file and stores it under its id.
func (f *Fetching) bring(ctx context.Context, file conversation.FileToFetch) (conversation.File, error) {
	inbox, err := f.Queue.GetInbox(ctx, file.Inbox)
	if err != nil {
		return conversation.File{}, err
	}
	if inbox.Config[channels.ConfigFiles] == channels.FilesLink && file.Source.URL != "" {
		return conversation.File{}, errLeft
	}
	fetcher, ok := f.Channels[inbox.Channel]
	if !ok {
		fetcher = f.Links
	}
	if !ok && file.Source.URL == "" {
		return conversation.File{}, &channels.MediaError{Reason: "the message does not say where the file is"}
	}
	w, err := f.Library.bucket.Create(ctx, file.ID, f.Library.limit)
	if err != nil {
		return conversation.File{}, err
	}
	defer w.Abort()
	if err := fetcher.Fetch(ctx, inbox, file.Source, hidden{w}); err != nil {
		return conversation.File{}, err
	}
	content, err := w.Commit(file.Source.SHA256)
	if err != nil {
		return conversation.File{}, err
	}
	return conversation.File{
		ID: file.ID, Name: file.Source.Name, MIME: content.MIME, Size: content.Size, SHA256: content.SHA256,
	}, nil
}

// hidden is nothing but a writer.
type hidden struct{ io.Writer }

// settle writes down how an attempt ended. stopping says that this process was
// told to stop: somebody else makes the attempt again.
func (f *Fetching) settle(
	ctx context.Context, file conversation.FileToFetch, stored conversation.File, err error, stopping bool,
) error {
	var tooLarge *TooLargeError
	switch reason, again := problemOf(err); {
	case err == nil:
		kind := file.Source.Kind
		if kind == "" {
			kind = KindOf(stored.MIME)
		}
		return f.Queue.FileFetched(ctx, stored, kind)
	case errors.Is(err, errLeft):
		return f.Queue.LeaveFile(ctx, file.ID)
	case errors.As(err, &tooLarge):
		return f.Queue.FileFailed(ctx, file.ID, fmt.Sprintf("the file is larger than %d MB", tooLarge.Limit>>20))
	case errors.Is(err, ErrEmpty):
		return f.Queue.FileFailed(ctx, file.ID, "the file is empty")
	case stopping:
		return f.Queue.FileLater(ctx, file.ID, "", 0)
	case !again:
		return f.Queue.FileFailed(ctx, file.ID, reason)
	default:
		wait, more := nextAttempt(file.Attempt)
		f.Log.Info("file not fetched yet", "file", file.ID, "inbox", file.Inbox, "attempt", file.Attempt, "reason", reason)
		if !more {
			return f.Queue.FileFailed(ctx, file.ID, fmt.Sprintf("given up after %d attempts: %s", file.Attempt, reason))
		}
		return f.Queue.FileLater(ctx, file.ID, reason, wait)
	}
}

// problemOf says in words why a file was not fetched, and whether another attempt
// may end better.
func problemOf(err error) (reason string, again bool) {
	var media *channels.MediaError
	switch {
	case errors.As(err, &media):
		return media.Reason, media.Again
	case errors.Is(err, channels.ErrNeedsReauth):
		return "the provider no longer lets this inbox in", true
	case errors.Is(err, channels.ErrAccountIncomplete):
		return "the inbox is not set up completely", true
	case errors.Is(err, ErrHash):
		return "the file is not what was sent: its hash differs", true
	case errors.Is(err, ErrFull):
		return "there is no room left for files", true
	default:
		return "the server could not fetch the file", true
	}
}

// nextAttempt returns how long to wait after a failed attempt, which counts from
// 1, and false when it was the last: after two days, well before WhatsApp forgets
// what people sent.
func nextAttempt(attempt int) (time.Duration, bool) {
	schedule := [...]time.Duration{
		5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute,
		time.Hour, 4 * time.Hour, 12 * time.Hour, 24 * time.Hour,
	}
	if attempt > len(schedule) {
		return 0, false
	}
	return schedule[max(attempt, 1)-1], true
}
