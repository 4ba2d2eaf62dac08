package campaign

import (
	"strings"
	"time"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// Recipient is one message to be: to whom, with which values, when.
type Recipient struct {
	// MessageID is given by who asks, so that a repetition finds the first.
	MessageID string
	// ContactID names somebody who is known already; else To does.
	ContactID string
	To        conversation.Identity
	// Name is what to call somebody new, "" if nobody said.
	Name   string
	Values map[string]string
	// SendAt is zero for now.
	SendAt time.Time
}

// Verdict says what came of a recipient.
type Verdict string

// The verdicts.
const (
	// Accepted: the message waits, or would without a dry run.
	Accepted Verdict = "accepted"
	// Duplicate: the campaign has this recipient already.
	Duplicate Verdict = "duplicate"
	// Repeated: this very request was made before, and the message is there.
	Repeated Verdict = "repeated"
	// OptedOut and Blocked: they want nothing, or take nothing.
	OptedOut Verdict = "opted_out"
	Blocked  Verdict = "blocked"
	// Unacquainted: only who has written first can be written to on this channel.
	Unacquainted Verdict = "unacquainted"
	// Invalid: the row itself cannot be used.
	Invalid Verdict = "invalid"
)

// Words say a verdict to people.
func (v Verdict) Words() string {
	switch v {
	case Duplicate:
		return "is a recipient of this campaign already"
	case OptedOut:
		return "wants no messages of campaigns"
	case Blocked:
		return "has blocked the account"
	case Unacquainted:
		return "has never written to this inbox, and on its channel nobody else can be reached"
	case Invalid:
		return "cannot be used"
	default:
		return string(v)
	}
}

// Address reads whom a message is for as the channel knows people: a phone number
// in its international form on WhatsApp, else the channel's or the service's own
// id. It returns what is wrong with it in words, "" for nothing.
func Address(channel conversation.Channel, to string) (id conversation.Identity, problem string) {
	to = strings.TrimSpace(to)
	switch {
	case to == "":
		return id, "is missing"
	case len(to) > conversation.MaxID || !conversation.PlainID(to):
		return id, "is no id"
	}
	switch channel {
	case conversation.ChannelWhatsApp:
		return phone(to)
	case conversation.ChannelMessenger:
		return number(provider.MessengerUser, to)
	case conversation.ChannelTelegram:
		return number(provider.TelegramUser, to)
	default:
		return conversation.Identity{Kind: conversation.IdentityExternal, Value: to}, ""
	}
}

// ReachesStrangers says whether a channel lets the brand write first.
func ReachesStrangers(channel conversation.Channel) bool {
	return channel == conversation.ChannelWhatsApp || channel == conversation.ChannelWebhook
}

// phone writes a number as WhatsApp does: the digits of its international form,
// of which E.164 allows fifteen.
func phone(to string) (id conversation.Identity, problem string) {
	if strings.Trim(to, "+0123456789 ()-./\u00a0") != "" {
		return id, "is no phone number"
	}
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, to)
	digits = strings.TrimPrefix(digits, "00")
	switch {
	case strings.HasPrefix(digits, "0"):
		return id, "has no country code"
	case len(digits) < 7 || len(digits) > 15:
		return id, "is no phone number in its international form"
	default:
		return conversation.Identity{Kind: provider.WhatsAppPhone, Value: digits}, ""
	}
}

func number(kind conversation.IdentityKind, to string) (id conversation.Identity, problem string) {
	if strings.Trim(to, "0123456789") != "" {
		return id, "is no user id of this channel"
	}
	return conversation.Identity{Kind: kind, Value: to}, ""
}
