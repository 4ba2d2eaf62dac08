package e2e

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devfile"
	"github.com/parleyhq/parley/internal/fakes/graph"
	"github.com/parleyhq/parley/internal/fakes/telegram"
)

// A campaign on each channel as its owner, its recipient and its provider live it,
// from the API through a worker to the provider and back: what was said before goes
// on, nobody gets a conversation by being written to, and the reply opens a ticket
// with the campaign and its labels.
func TestCampaignsOnEveryChannel(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley")
	}
	t.Parallel()
	f := startDev(t, stateFolder(t)).ready()
	admin := login(t, f, devfile.Login{Email: f.AdminEmail, Password: f.AdminPassword})
	for channel, open := range map[string]func(*testing.T, caller) correspondent{
		"whatsapp": onWhatsApp, "messenger": onMessenger, "telegram": onTelegram, "widget": onWidget,
	} {
		t.Run(channel, func(t *testing.T) {
			t.Parallel()
			admin := admin
			admin.t = t
			c := open(t, admin)
			made := admin.post("/v1/campaigns", map[string]any{
				"name": "Ready on " + channel, "labels": []string{"ready", channel}, "inbox_id": c.inbox, "template": c.template,
			})
			require.Equal(t, http.StatusCreated, made.status, made.body)
			campaign := "/v1/campaigns/" + made.body["id"].(string)
			require.Equal(t, http.StatusOK, admin.post(campaign+"/launch", nil).status)

			conversation := ""
			if c.writesFirst {
				c.writes("qwertz uiop") // which no FAQ answers
				conversation = admin.conversation(c.inbox)
				admin.becomes(conversation, "new", 1)
				require.Equal(t, http.StatusOK, admin.post("/v1/conversations/"+conversation+"/close", map[string]any{"status": "resolved"}).status)
			}
			sent := admin.post(campaign+"/messages", map[string]any{"to": c.to(admin), "parameters": map[string]any{"name": "Asha {{table}}", "table": "7"}})
			require.Equal(t, http.StatusAccepted, sent.status, sent.body)
			require.Eventually(t, func() bool {
				counts := admin.get(campaign).body["counts"].(map[string]any)
				return counts["sent"].(float64)+counts["delivered"].(float64) == 1
			}, patience, 50e6, "it went out")
			require.Equal(t, c.wanted, c.arrived(), "values are words, whatever they look like")
			if c.writesFirst {
				require.Equal(t, "resolved", admin.get("/v1/conversations/" + conversation).body["status"], "being written to opens nothing")
			} else {
				require.Empty(t, admin.items("/v1/conversations?inbox_id="+c.inbox))
			}

			c.writes("Thank you, on my way")
			if conversation == "" {
				conversation = admin.conversation(c.inbox)
			}
			ticket := 1
			if c.writesFirst {
				ticket = 2
			}
			admin.becomes(conversation, "new", ticket)
			got := admin.get("/v1/conversations/" + conversation).body
			require.Equal(t, made.body["id"], got["campaign"])
			require.ElementsMatch(t, []any{"ready", channel}, got["labels"])
			// The autoresponder may have something to say to a thank you.
			lines := admin.history(conversation)
			reply := slices.Index(lines, "contact: Thank you, on my way")
			require.Positive(t, reply)
			require.Equal(t, "campaign: "+said, lines[reply-1], "what they reply to stands before it")
		})
	}
}

// conversation waits for the one conversation of an inbox.
func (c caller) conversation(inbox string) string {
	c.t.Helper()
	var id string
	require.Eventually(c.t, func() bool {
		for _, item := range c.items("/v1/conversations?inbox_id=" + inbox) {
			id = item["id"].(string)
		}
		return id != ""
	}, patience, 50e6, "there is a conversation")
	return id
}

// correspondent is somebody on a channel, and an inbox of it.
type correspondent struct {
	inbox string
	// template is what a campaign says there, and wanted what arrives of it when the
	// name is Asha {{table}} and the table 7.
	template map[string]any
	wanted   any
	// writesFirst says that only who has written can be reached.
	writesFirst bool
	to          func(admin caller) map[string]any
	writes      func(text string)
	// arrived is what the provider took, or the person sees.
	arrived func() any
}

func words() map[string]any {
	return map[string]any{"text": "Hello {{name}}, table {{table}} is ready."}
}

const said = "Hello Asha {{table}}, table 7 is ready."

// inboxOf creates an inbox at a stand-in.
func (c caller) inboxOf(body map[string]any) (id string, made map[string]any) {
	c.t.Helper()
	got := c.post("/v1/inboxes", body)
	require.Equal(c.t, http.StatusCreated, got.status, got.body)
	made, _ = got.body["made"].(map[string]any)
	return got.body["id"].(string), made
}

// runs has a stand-in send its webhooks until the test ends.
func runs(t *testing.T, run func(context.Context), end func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { run(ctx) })
	t.Cleanup(func() {
		cancel()
		running.Wait()
		end()
	})
}

func onWhatsApp(t *testing.T, admin caller) correspondent {
	t.Helper()
	const number, business, phone = "200100200100", "200100200111", "919876543210"
	meta := graph.New(graph.Options{AppSecret: "secret", VerifyToken: "verify", Token: "token"})
	meta.AddNumber(graph.Number{ID: number, BusinessID: business, Display: "15550001111", Name: "Shop"})
	meta.AddTemplate(graph.WhatsAppTemplate{
		BusinessID: business, Name: "invoice", Language: "en", Status: "APPROVED", Category: "UTILITY", Parameters: 2,
		Components: []any{
			map[string]any{"type": "HEADER", "format": "DOCUMENT"},
			map[string]any{"type": "BODY", "text": "Hello {{1}}, table {{2}} is ready."},
			map[string]any{"type": "BUTTONS", "buttons": []any{map[string]any{"type": "QUICK_REPLY", "text": "Thanks"}}},
		},
	})
	inbox, _ := admin.inboxOf(map[string]any{
		"name": "Campaigns on WhatsApp", "channel": "whatsapp", "account": number,
		"config":      map[string]any{"business_id": business, "graph_url": meta.URL()},
		"credentials": map[string]any{"app_secret": "secret", "verify_token": "verify", "token": "token"},
	})
	meta.SubscribeUnverified(admin.url + "/webhooks/" + inbox)
	runs(t, meta.Run, meta.Close)
	text := func(s string) map[string]any { return map[string]any{"type": "text", "text": s} }
	return correspondent{
		inbox: inbox,
		template: map[string]any{"approved": map[string]any{
			"name": "invoice", "language": "en",
			"header_file": map[string]any{"kind": "document", "url": "https://shop.example/invoices/{{table}}.pdf", "name": "Table {{table}}.pdf"},
			"body":        []any{map[string]any{"text": "{{name}}"}, map[string]any{"text": "{{table}}"}},
			"buttons":     []any{map[string]any{"index": 0, "kind": "quick_reply", "value": "thanks-{{table}}"}},
		}},
		// As Meta's description of POST /{phone number id}/messages has it, but for our
		// own id, which comes back in every status.
		wanted: map[string]any{
			"messaging_product": "whatsapp", "recipient_type": "individual", "to": phone, "type": "template",
			"template": map[string]any{
				"name": "invoice", "language": map[string]any{"code": "en"},
				"components": []any{
					map[string]any{"type": "header", "parameters": []any{map[string]any{
						"type": "document", "document": map[string]any{"link": "https://shop.example/invoices/7.pdf", "filename": "Table 7.pdf"},
					}}},
					map[string]any{"type": "body", "parameters": []any{text("Asha {{table}}"), text("7")}},
					map[string]any{"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": []any{
						map[string]any{"type": "payload", "payload": "thanks-7"},
					}},
				},
			},
		},
		to:     func(caller) map[string]any { return map[string]any{"phone": "+91 98765 43210"} },
		writes: func(text string) { meta.Write(number, graph.User{Phone: phone, Name: "Asha"}, text) },
		arrived: func() any {
			sent := meta.Sent()
			require.Len(t, sent, 1)
			require.NoError(t, uuid.Validate(sent[0].Callback), "our id goes along")
			delete(sent[0].Body, "biz_opaque_callback_data")
			return sent[0].Body
		},
	}
}

func onMessenger(t *testing.T, admin caller) correspondent {
	t.Helper()
	const account, app, person = "300100200100", "300100200111", "6100000000000042"
	meta := graph.New(graph.Options{AppSecret: "secret", VerifyToken: "verify", Token: "token"})
	page := meta.AddPage(graph.PageOptions{ID: account, Name: "Shop", AppID: app})
	page.AddPerson(graph.Person{ID: person, First: "Asha"})
	inbox, _ := admin.inboxOf(map[string]any{
		"name": "Campaigns on Messenger", "channel": "messenger", "account": account,
		"config":      map[string]any{"app_id": app, "graph_url": meta.URL()},
		"credentials": map[string]any{"app_secret": "secret", "verify_token": "verify", "token": "token"},
	})
	meta.SubscribeUnverified(admin.url + "/webhooks/" + inbox)
	runs(t, meta.Run, meta.Close)
	return correspondent{
		inbox: inbox, template: words(), writesFirst: true,
		wanted: map[string]any{
			"recipient": map[string]any{"id": person}, "messaging_type": "UPDATE", "message": map[string]any{"text": said},
		},
		to:     func(caller) map[string]any { return map[string]any{"id": person} },
		writes: func(text string) { page.Write(person, text) },
		arrived: func() any {
			sent := page.Sent()
			require.Len(t, sent, 1)
			delete(sent[0].Body["message"].(map[string]any), "metadata")
			delete(sent[0].Body, "appsecret_proof")
			return sent[0].Body
		},
	}
}

func onTelegram(t *testing.T, admin caller) correspondent {
	t.Helper()
	const person, token, secret = 700042, "400100200100:AAF-token", "a-secret_of-tests"
	bot := telegram.New(telegram.Options{Token: token, Username: "shop_bot", Name: "Shop"})
	inbox, _ := admin.inboxOf(map[string]any{
		"name": "Campaigns on Telegram", "channel": "telegram", "config": map[string]any{"api_url": bot.URL()},
		"credentials": map[string]any{"token": token, "secret": secret},
	})
	bot.Subscribe(admin.url+"/webhooks/"+inbox, secret)
	runs(t, bot.Run, bot.Close)
	return correspondent{
		inbox: inbox, template: words(), writesFirst: true,
		wanted: []string{"sendMessage", strconv.Itoa(person), said},
		to:     func(caller) map[string]any { return map[string]any{"id": strconv.Itoa(person)} },
		writes: func(text string) { bot.Write(telegram.User{ID: person, FirstName: "Asha"}, text) },
		arrived: func() any {
			sent := bot.Sent()
			require.Len(t, sent, 1)
			return []string{sent[0].Method, fmt.Sprint(sent[0].Chat()), sent[0].Fields["text"]}
		},
	}
}

func onWidget(t *testing.T, admin caller) correspondent {
	t.Helper()
	inbox, _ := admin.inboxOf(map[string]any{"name": "Campaigns on a page", "channel": "widget", "config": map[string]any{"origins": "*"}})
	visitor := caller{t: t, url: admin.url + "/widget/" + inbox}
	session := visitor.post("/session", map[string]any{})
	require.Equal(t, http.StatusOK, session.status, session.body)
	visitor.token = session.body["token"].(string)
	return correspondent{
		inbox: inbox, template: words(), writesFirst: true, wanted: []string{said},
		to: func(admin caller) map[string]any {
			found := admin.get("/v1/conversations/" + admin.conversation(inbox)).body
			return map[string]any{"contact_id": found["contact"].(map[string]any)["id"]}
		},
		writes: func(text string) {
			got := visitor.post("/messages", map[string]any{"id": uuid.NewString(), "text": text})
			require.Equal(t, http.StatusAccepted, got.status, got.body)
		},
		arrived: func() any {
			var seen []string
			for _, item := range visitor.get("/messages").body["items"].([]any) {
				if m := item.(map[string]any); m["from"] != "visitor" {
					seen = append(seen, m["text"].(string))
				}
			}
			return seen
		},
	}
}
