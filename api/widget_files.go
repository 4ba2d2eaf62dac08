package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/parleyhq/parley/channels/widget"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/files"
)

// uploaderOf is what a visitor's files are kept under until they are sent.
func uploaderOf(inbox conversation.Inbox, v conversation.Visitor) string {
	who := v.Identity()
	return "widget:" + inbox.ID + ":" + string(who.Kind) + ":" + who.Value
}

// upload takes a file in as it comes; ?name= says what it is called. What is in it
// decides what it is.
func (h *widgetHandlers) upload(c echo.Context, inbox conversation.Inbox, v conversation.Visitor) error {
	request := c.Request()
	ctx := request.Context()
	uploader := uploaderOf(inbox, v)
	if err := h.limits.message(uploader); err != nil {
		return err
	}
	if _, err := h.thread(ctx, inbox, v); err != nil {
		return err
	}
	if request.Header.Get(echo.HeaderContentEncoding) != "" {
		return refuse(kindUnsupportedMediaType, "Send the file as it is, without Content-Encoding.")
	}
	content := http.MaxBytesReader(c.Response().Writer, flowingBody{request.Body, http.NewResponseController(c.Response())}, widget.MaxFile)
	f, err := h.library.Upload(ctx, c.QueryParam("name"), uploader, content)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		err = &files.TooLargeError{Limit: tooLarge.Limit}
	}
	if err != nil {
		return uploadProblem(err)
	}
	return c.JSON(http.StatusCreated, fileView(f.Attachment()))
}

// mostFiles is how many a message may have.
const mostFiles = 10

// attached are the files that the visitor uploaded for this message.
func (h *widgetHandlers) attached(
	ctx context.Context, inbox conversation.Inbox, v conversation.Visitor, wanted []widgetFile, f *fields,
) ([]conversation.Attachment, error) {
	if len(wanted) > mostFiles {
		f.add("attachments", "are more than "+strconv.Itoa(mostFiles))
		return nil, nil
	}
	var list []conversation.Attachment
	for i, w := range wanted {
		field := "attachments[" + strconv.Itoa(i) + "].id"
		if !conversation.IsUUID(w.ID) {
			f.add(field, "is no id")
			continue
		}
		file, err := h.library.Find(ctx, w.ID)
		if err != nil && !errors.Is(err, conversation.ErrNotFound) {
			return nil, err
		}
		if err != nil || file.State != conversation.FileStored || file.Uploader != uploaderOf(inbox, v) {
			f.add(field, "is no file that was uploaded here")
			continue
		}
		list = append(list, file.Attachment())
	}
	return list, nil
}

// download gives out a file of the visitor's own thread.
func (h *widgetHandlers) download(c echo.Context, inbox conversation.Inbox, v conversation.Visitor) error {
	ctx := c.Request().Context()
	id := c.Param("file")
	thread, err := h.thread(ctx, inbox, v)
	if err != nil {
		return err
	}
	if !conversation.IsUUID(id) || thread == "" {
		return notFound()
	}
	theirs, err := h.store.VisitorHasFile(ctx, thread, id)
	if err != nil {
		return err
	}
	f, err := h.library.Find(ctx, id)
	if err != nil {
		return err
	}
	if !theirs || f.State != conversation.FileStored {
		return notFound()
	}
	content, err := h.library.Content(ctx, f)
	if err != nil {
		return storeProblem(err)
	}
	files.Serve(flowingWriter{c.Response()}, c.Request(), f, content, false)
	return content.Close()
}

type widgetFile struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	MIME string `json:"mime,omitempty"`
	Size int64  `json:"size,omitempty"`
}

func fileView(a conversation.Attachment) widgetFile {
	return widgetFile{ID: a.ID, Name: a.Name, MIME: a.MIME, Size: a.Size}
}
