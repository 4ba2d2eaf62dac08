package responder

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/parleyhq/parley/faq"
)

// PickFiller returns the filler for a burst that nothing before it answered, nil
// for none: a burst without a word gets none, and neither does a ticket whose
// latest automatic message is one already.
//
// Of several, the conversation and the burst choose: whoever decides again
// decides the same, whatever the order of the fillers, and a filler that comes
// or goes changes the choice only where it is, or was, the chosen one.
func PickFiller(b Burst, fillers []faq.FAQ, p Past) *faq.FAQ {
	if p.Filler || !b.HasWord() {
		return nil
	}
	var chosen *faq.FAQ
	var highest uint64
	for i, f := range fillers {
		if f.Type != faq.Filler || f.Status != faq.Active {
			continue
		}
		w := weight(b, f.ID)
		if chosen == nil || w > highest || w == highest && f.ID < chosen.ID {
			chosen, highest = &fillers[i], w
		}
	}
	return chosen
}

// weight is a number that looks random, the same for the same burst and filler.
func weight(b Burst, fillerID string) uint64 {
	h := sha256.New()
	// Hashes take everything they are given. The ids are UUIDs, of one length.
	_, _ = h.Write([]byte(b.ConversationID))
	_, _ = h.Write(binary.BigEndian.AppendUint64(nil, uint64(b.FromSeq)))
	_, _ = h.Write([]byte(fillerID))
	return binary.BigEndian.Uint64(h.Sum(nil))
}
