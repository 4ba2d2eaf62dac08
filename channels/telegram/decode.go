package telegram

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/payload"
	"github.com/parleyhq/parley/provider"
)

// SecretHeader carries the account's secret, as it was given to setWebhook.
const SecretHeader = "X-Telegram-Bot-Api-Secret-Token"

// Decode verifies a webhook by its secret and returns what it reports: one thing,
// since Telegram posts each update by itself. It fails with channels.ErrSignature
// (401) or channels.ErrAccountIncomplete. With the right secret no body makes it
// fail: a message of an unknown type is one of provider.KindUnsupported, and
// anything else that has no meaning here is provider.Unhandled.
//
// What a webhook is answered with matters: Telegram carries out a body that names
// a method, so a 2xx has to be empty; and until there is a 2xx, for up to 24
// hours, it sends nothing else of that chat.
//
// An update that comes again has the same ids. Messages are told by ExternalID;
// edits, reactions and blocks by Key, which holds the update_id: that is the same
// at each attempt. It may start anew at any number after a quiet week, so it is
// compared for equality, and beside the message's id, never for order.
func (c *Channel) Decode(account Account, header http.Header, body []byte) ([]provider.Event, error) {
	if err := account.Validate(); err != nil {
		return nil, err
	}
	if err := verify(account.Secret, header); err != nil {
		return nil, err
	}
	d := decoder{account: account.BotID()}
	d.update(body)
	return d.events, nil
}

// verify compares in a time that tells nothing, neither content nor length.
func verify(secret channels.Secret, header http.Header) error {
	// With a header given twice, two readers can see two different webhooks.
	values := header.Values(SecretHeader)
	if len(values) != 1 {
		return fmt.Errorf("%w: %s must be given once", channels.ErrSignature, SecretHeader)
	}
	given, ours := sha256.Sum256([]byte(values[0])), sha256.Sum256([]byte(secret))
	if subtle.ConstantTimeCompare(given[:], ours[:]) != 1 {
		return channels.ErrSignature
	}
	return nil
}

// decoder collects the events of one update.
type decoder struct {
	account string
	// id is the update's, "0" if it has none.
	id     string
	events []provider.Event
}

func (d *decoder) update(body []byte) {
	root, ok := payload.Parse(body)
	if !ok {
		d.skip("not an object", nil)
		return
	}
	d.id = strconv.FormatInt(root.Int("update_id"), 10)
	var kinds []string
	for kind := range root {
		if kind != "update_id" {
			kinds = append(kinds, kind)
		}
	}
	slices.Sort(kinds)
	for _, kind := range kinds {
		d.item(kind, root.Object(kind))
	}
	if len(kinds) == 0 {
		d.skip("update of nothing", nil)
	}
}

// item decodes what an update is about. Messages to a person's own account
// (business_message) are none to the bot: it could not answer them there.
func (d *decoder) item(kind string, item payload.Object) {
	switch {
	case item == nil:
		d.skip(kind, nil)
	case kind == "message":
		d.message(item)
	case kind == "edited_message":
		d.edit(item)
	case kind == "callback_query":
		d.callback(item)
	case kind == "my_chat_member":
		d.membership(item)
	case kind == "message_reaction":
		d.reaction(item)
	default:
		d.skip(kind, item)
	}
}

func (d *decoder) add(e provider.Event) {
	e.Account = d.account
	d.events = append(d.events, e)
}

// skip notes what has no meaning here.
func (d *decoder) skip(kind string, item payload.Object) {
	d.add(provider.Event{Unhandled: &provider.Unhandled{
		Kind: payload.Shorten(payload.Clean(kind)), At: item.Seconds("date"),
	}})
}

// key tells this update from all others about the same message or chat.
func (d *decoder) key(about string) string { return about + "/" + d.id }
