package channels

import (
	"fmt"

	"github.com/parleyhq/parley/conversation"
)

// Misfit says what is wrong with a field of a message, in words for people.
type Misfit struct{ Field, Reason string }

// Fit checks a free-form message against what the provider takes, before it is
// stored: what is known to be refused is never queued. One message here is one at
// the provider: what it does not take together is refused, not split, since half of
// it might fail. Nothing is said of a file whose type or size is not known.
func (p Policy) Fit(text string, files []conversation.Attachment) []Misfit {
	var misfits []Misfit
	misfit := func(field, format string, values ...any) {
		misfits = append(misfits, Misfit{field, fmt.Sprintf(format, values...)})
	}
	if n := p.Length(text); len(files) == 0 && p.MaxText > 0 && n > p.MaxText {
		misfit("text", "has %d characters, and the channel takes %d: send it as several messages", n, p.MaxText)
	}
	if p.MaxFiles > 0 && len(files) > p.MaxFiles {
		misfit("attachments", "are %d, and the channel takes %d in one message: send the others as messages of their own",
			len(files), p.MaxFiles)
	}
	for i, f := range files {
		field := fmt.Sprintf("attachments[%d]", i)
		rule, ok := p.RuleFor(f)
		switch {
		case !ok && f.MIME == "":
			misfit(field, "has no type: say its mime")
		case !ok:
			misfit(field, "is of a type that the channel does not take")
		case rule.MaxBytes > 0 && f.Size > rule.MaxBytes:
			misfit(field, "has %d bytes, and the channel takes %d for this kind of file", f.Size, rule.MaxBytes)
		case i > 0 || text == "":
		case rule.MaxCaption == 0:
			misfit("text", "cannot go with this kind of file: send it as a message of its own")
		case p.Length(text) > rule.MaxCaption:
			misfit("text", "has %d characters, and the channel takes %d with a file", p.Length(text), rule.MaxCaption)
		}
	}
	return misfits
}

// RuleFor is the rule that a file goes by: that of the kind it is meant as, if the
// type allows, else that of its type; false if it cannot be sent.
func (p Policy) RuleFor(f conversation.Attachment) (MediaRule, bool) {
	if rule, ok := p.Rule(f.Kind); ok && (f.MIME == "" || rule.Takes(f.MIME)) {
		return rule, true
	}
	kind, ok := p.KindFor(f.MIME)
	if !ok {
		return MediaRule{}, false
	}
	return p.Rule(kind)
}
