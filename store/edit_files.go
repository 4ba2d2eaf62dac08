package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// editedFiles are the files of an edited message as it is stored. An edit of a
// caption names the file again: what is here already stays, since the provider may
// not give it out a second time.
func (r *reception) editedFiles(ctx context.Context, inbox, target string, named []conversation.Attachment) ([]byte, error) {
	var had []conversation.Attachment
	err := r.tx.QueryRow(ctx, filesOfMessage, inbox, target).Scan(&had)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("read files of edited message: %w", err)
	}
	files := awaited(cleanAttachments(named))
	for i, f := range files {
		for _, h := range had {
			if sameFile(f, h) {
				files[i] = h
			}
		}
	}
	raw, err := json.Marshal(files)
	if err != nil {
		return nil, fmt.Errorf("encode attachments: %w", err)
	}
	return raw, nil
}

// filesOfMessage keeps a file that is being fetched from arriving in between.
const filesOfMessage = `SELECT attachments FROM messages WHERE inbox_id = $1 AND external_id = $2 FOR UPDATE`

func sameFile(a, b conversation.Attachment) bool {
	return a.MediaID != "" && a.MediaID == b.MediaID || a.SHA256 != "" && a.SHA256 == b.SHA256
}
