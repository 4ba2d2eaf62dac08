package main

import (
	"context"
	"fmt"

	"github.com/parleyhq/parley/conversation"
)

// id prints the id of the conversation between an inbox and an end user, as any
// backend can compute it.
func (m *Main) id(_ context.Context, args []string) error {
	if len(args) != 2 {
		return usageError("say the inbox's id and your id of the end user")
	}
	if !conversation.IsUUID(args[0]) {
		return usageError("an inbox's id is a UUID in lower case")
	}
	_, err := fmt.Fprintln(m.Stdout, conversation.ID(args[0], args[1]))
	return err
}
