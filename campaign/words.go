package campaign

import (
	"errors"
	"time"
)

// Words are what people write, as a whole message, who want no more messages of
// campaigns, and who want them again. They are kept as they are compared: letter
// case, accents, and the spaces and stops around them aside.
type Words struct {
	Stop  []string
	Start []string
	// Version grows with every change.
	Version int64
	// UpdatedBy is the user who changed them last, "" for nobody or an API key.
	UpdatedBy string
	UpdatedAt time.Time
}

// ErrWordsOverlap: a word would say both.
var ErrWordsOverlap = errors.New("a word says both to stop and to start")
