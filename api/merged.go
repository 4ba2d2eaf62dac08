package api

import "github.com/parleyhq/parley/conversation"

// living refuses what nobody can do any more with a conversation that has become
// part of another one: its workflow must not be woken.
func living(c conversation.Summary) error {
	if c.MergedInto == "" {
		return nil
	}
	return refuse(kindMerged, "It is with the same person as another conversation and part of that one now: "+c.MergedInto+".")
}
