package conversation

import "time"

// Draft is what a user was writing in a conversation, kept by the server so
// that it is there on another device; the text of a refused message returns
// here. The zero Draft is "nothing".
type Draft struct {
	Text      string
	UpdatedAt time.Time
}
