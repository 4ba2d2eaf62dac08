package whatsapp

import (
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/graph"
)

// codeOptedOut: the person wants no marketing from this business.
const codeOptedOut = 131050

// errorTable is what WhatsApp's error codes mean, in answers and in webhooks
// (Cloud API, "Error codes", 2026-05-15), before those of all the Graph API.
func errorTable() graph.Table {
	const busy = "WhatsApp takes no more messages from this number for now"
	own := graph.Table{
		// Limits.
		{From: 80007, Class: graph.Again, Scope: channels.ScopeInbox, Wait: 5 * time.Minute, Words: "WhatsApp takes no more requests from this business account for now"},
		{From: 130429, Class: graph.Again, Scope: channels.ScopeInbox, Wait: 5 * time.Second, Words: busy},
		// One message in six seconds to one person, beyond a burst of 45.
		{From: 131056, Class: graph.Again, Scope: channels.ScopeConversation, Wait: 6 * time.Second, Words: "too many messages to this person in a short time"},

		// The message.
		{From: 131047, WindowClosed: true, Words: "more than 24 hours have passed since the person last wrote: only a template can be sent"},
		{From: 131026, Words: "WhatsApp cannot deliver to this person: no WhatsApp account, an old app, or terms not accepted"},
		{From: 131021, Words: "sender and recipient are the same number"},
		{From: 131030, Words: "this is a test number, and the recipient is not on its list of allowed numbers"},
		{From: 131049, Words: "WhatsApp limits how much marketing this person gets: try again in a day at the earliest"},
		{From: codeOptedOut, Words: "this person does not want marketing messages from this business"},
		{From: 131048, Words: "WhatsApp holds back messages of this number because too many were reported as spam"},
		{From: 130472, Words: "WhatsApp does not deliver marketing to this person: they are part of an experiment"},
		{From: 131051, Words: "WhatsApp does not support this type of message"},
		{From: 131052, Words: "WhatsApp could not fetch the file of this message"},
		{From: 131053, Words: "WhatsApp could not take the file of this message: its type or content is not supported"},
		{From: 131062, Words: "WhatsApp takes this message only for a phone number, and this person shows none"},
		{From: 131008, Words: "a value that WhatsApp requires is missing"},
		{From: 131009},
		{From: 100},

		// The template.
		{From: 132000, Words: "the number of values does not fit the template"},
		{From: 132001, Words: "there is no approved template of this name and language"},
		{From: 132005, Words: "the template is too long with these values"},
		{From: 132007, Words: "the template violates WhatsApp's policy"},
		{From: 132012, Words: "the values do not have the form that the template asks for"},
		{From: 132015, Words: "the template is paused because of its low quality"},
		{From: 132016, Words: "the template was disabled because of its low quality"},

		// The account.
		{From: 131031, Class: graph.Fault, Words: "WhatsApp has locked this account"},
		{From: 131042, Class: graph.Fault, Words: "WhatsApp asks for a valid payment method of this account"},
		{From: 133010, Class: graph.Fault, Words: "this number is not registered with the WhatsApp Cloud API"},
		{From: 133016, Class: graph.Fault, Words: "this number was registered too often: WhatsApp lets it in again after three days"},
		{From: 131005, Class: graph.Reauth, Words: "the access token of this inbox lacks a permission: it has to be authorised again"},

		// The service. It says that the message failed, so it was not sent.
		{From: 131000, Class: graph.Again, Words: "WhatsApp reports that something went wrong"},
		{From: 131016, Class: graph.Again, Words: "WhatsApp's service is temporarily unavailable"},
	}
	return append(own, graph.Common()...)
}
