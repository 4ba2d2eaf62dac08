package corpus

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"github.com/parleyhq/parley/provider"
)

// Line writes an event in one line, all of its meaning in it, so that a change of
// meaning shows in a table of such lines.
func Line(e provider.Event) string {
	w := &line{}
	switch {
	case e.Message != nil:
		w.word("message")
		w.message(*e.Message)
		w.person("from", e.Message.From)
	case e.Echo != nil:
		w.word("echo")
		w.message(e.Echo.Message)
		w.person("to", e.Echo.To)
		w.field("message_id", e.Echo.MessageID)
		w.flag("by_us", e.Echo.ByUs)
	case e.Receipt != nil:
		r := e.Receipt
		w.word("receipt " + string(r.State))
		w.field("of", r.ExternalID)
		w.field("message_id", r.MessageID)
		w.identities("to", r.To)
		w.instant("up_to", r.UpTo)
		w.time(r.At)
		if f := r.Failure; f != nil {
			w.word(fmt.Sprintf("code=%d", f.Code))
			w.field("reason", f.Reason)
			w.flag("window_closed", f.WindowClosed)
		}
	case e.Reaction != nil:
		w.word("reaction")
		w.field("key", e.Reaction.Key)
		w.field("target", e.Reaction.Target)
		w.word(fmt.Sprintf("emoji=%q", e.Reaction.Emoji))
		w.person("from", e.Reaction.From)
		w.time(e.Reaction.At)
	case e.Edit != nil:
		w.word("edit")
		w.field("key", e.Edit.Key)
		w.field("target", e.Edit.Target)
		w.field("text", e.Edit.Text)
		if e.Edit.KeepText {
			w.field("keep_text", "true")
		}
		w.attachments(e.Edit.Attachments)
		w.person("from", e.Edit.From)
		w.time(e.Edit.At)
	case e.Deletion != nil:
		w.word("deletion")
		w.field("key", e.Deletion.Key)
		w.field("target", e.Deletion.Target)
		w.time(e.Deletion.At)
	case e.Change != nil:
		w.word("change")
		w.field("key", e.Change.Key)
		w.identities("from", e.Change.From)
		w.identities("to", e.Change.To)
		w.time(e.Change.At)
	case e.Consent != nil:
		w.word("consent")
		w.field("key", e.Consent.Key)
		w.person("from", e.Consent.From)
		w.flag("blocked", e.Consent.Blocked)
		w.flag("no_marketing", e.Consent.NoMarketing)
		w.time(e.Consent.At)
	case e.Template != nil:
		v := e.Template
		w.word("template")
		for _, f := range [][2]string{
			{"id", v.ID},
			{"name", v.Name},
			{"language", v.Language},
			{"status", v.Status},
			{"category", v.Category},
			{"quality", v.Quality},
			{"reason", v.Reason},
		} {
			w.field(f[0], f[1])
		}
		w.time(v.At)
	case e.Unhandled != nil:
		w.word("unhandled")
		w.field("kind", e.Unhandled.Kind)
		w.field("detail", e.Unhandled.Detail)
		w.time(e.Unhandled.At)
	}
	w.field("account", e.Account)
	return strings.Join(w.words, " ")
}

type line struct{ words []string }

func (w *line) word(s string) { w.words = append(w.words, s) }

func (w *line) field(name, value string) {
	if value != "" {
		w.word(fmt.Sprintf("%s=%q", name, brief(name, value)))
	}
}

// brief cuts a long value to its beginning and a digest of it all. Our own words
// stay whole.
func brief(name, value string) string {
	const longest, beginning = 40, 16
	runes := []rune(value)
	if len(runes) <= longest || name == "reason" || name == "from" || name == "to" {
		return value
	}
	sum := sha256.Sum256([]byte(value))
	return fmt.Sprintf("%s… %x", string(runes[:beginning]), sum[:4])
}

func (w *line) flag(name string, set bool) {
	if set {
		w.word(name)
	}
}

func (w *line) time(at time.Time) { w.instant("at", at) }

func (w *line) instant(name string, at time.Time) {
	if !at.IsZero() {
		w.word(name + "=" + at.UTC().Format(time.RFC3339Nano))
	}
}

func (w *line) identities(name string, list []provider.Identity) {
	var values []string
	for _, id := range list {
		values = append(values, string(id.Kind)+":"+id.Value)
	}
	w.field(name, strings.Join(values, ","))
}

func (w *line) person(role string, p provider.Person) {
	w.identities(role, p.Identities)
	w.field("name", p.Name)
	w.field("username", p.Username)
	w.field("language", p.Language)
}

func (w *line) message(m provider.Message) {
	w.word(string(m.Kind))
	w.field("id", m.ExternalID)
	w.field("text", m.Text)
	w.field("payload", m.Payload)
	w.field("reply_to", m.ReplyTo)
	w.field("album", m.Album)
	w.flag("forwarded", m.Forwarded)
	w.field("unsupported", m.Unsupported)
	w.attachments(m.Attachments)
	if l := m.Location; l != nil {
		w.word(fmt.Sprintf("location=%q", fmt.Sprint(l.Latitude, ",", l.Longitude, ",", l.Name, ",", l.Address, ",", l.URL)))
	}
	for _, c := range m.Cards {
		w.field("card", fmt.Sprint(c.Name, c.Phones, c.Emails))
	}
	if r := m.Referral; r != nil {
		w.field("referral", strings.Join([]string{r.Source, r.ID, r.URL, r.Headline, r.Body, r.Ref, r.ClickID}, "|"))
	}
	w.time(m.SentAt)
}

func (w *line) attachments(list []provider.Attachment) {
	for _, a := range list {
		w.field("file", fmt.Sprintf("%s %s %s %s %d %s %s", a.Kind, a.MediaID, a.MIME, a.Name, a.Size, a.SHA256, a.URL))
	}
}
