package api_test

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/whatsapp"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/fakes/graph"
)

// The recipes of docs/recipes.md run as they stand, against a number on a Graph
// API that holds them to WhatsApp's rules; then the person replies.
func TestTheRecipes(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"bash", "curl", "jq"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed", program)
		}
	}
	page, err := os.ReadFile("../docs/recipes.md")
	require.NoError(t, err)
	blocks := regexp.MustCompile("(?s)```bash (\\w+)\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	require.Len(t, blocks, strings.Count(string(page), "```bash"), "every example has a name")
	script := "set -euo pipefail\n"
	for _, block := range blocks {
		script += "echo '# " + block[1] + "'\n" + block[2]
	}

	meta := whatsAppOfRecipes(t)
	b := setup(t, withChannels)
	admin := b.admin(t)
	inbox := b.providerInbox(t, admin, "whatsapp", "106540352242922", meta.URL())
	meta.SubscribeUnverified(b.url + "/webhooks/" + inbox.ID)
	b.sendsCampaigns(t)

	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, ".curlrc"), []byte("silent\nshow-error\nfail-with-body\n"), 0o600))
	run := exec.CommandContext(t.Context(), "bash", "-c", script)
	run.Dir = folder
	run.Env = append(os.Environ(), "CURL_HOME="+folder, "HOME="+folder, "PARLEY_URL="+b.url, "PARLEY_INBOX="+inbox.ID,
		"PARLEY_TOKEN="+strings.TrimPrefix(admin.value, "Bearer "))
	output, err := run.CombinedOutput()
	require.NoError(t, err, "%s", output)
	for _, want := range []string{
		"the first reminder is cancelled", `{"accepted":2,"rejected":1,"problems":[{"field":"to","line":4,"reason":"is no phone number"`,
		"premium is running", `"total":2`, "opted out: true",
	} {
		require.Contains(t, string(output), want)
	}

	var templates []string
	for _, sent := range meta.Sent() {
		template := sent.Body["template"].(map[string]any)
		templates = append(templates, template["name"].(string))
	}
	require.Equal(t, []string{
		"booking_confirmed", "refund_issued", "booking_cancelled", "gate_change", "order_on_its_way", "premium_offer", "premium_offer",
	}, templates, "what is due later waits")
	_, err = meta.Deliver(t.Context())
	require.NoError(t, err)
	meta.Write("106540352242922", graph.User{Phone: "919876543210", Name: "Asha"}, "Book it again, please")
	_, err = meta.Deliver(t.Context())
	require.NoError(t, err)
	list := into[api.ConversationList](t, b.do(t, "GET", "/v1/conversations", nil, admin).want(t, 200)).Items
	require.Len(t, list, 1, "the conversation begins with the reply")
	messages := into[api.MessageList](t, b.do(t, "GET", "/v1/conversations/"+list[0].ID+"/messages", nil, admin).want(t, 200)).Items
	require.Len(t, messages, 7)
	require.Equal(t, "Book it again, please", messages[0].Text)
	require.NotNil(t, messages[0].CampaignID)
	require.Equal(t, "Asha, you have seen The Long Way Home. Premium has the next part.", messages[1].Text)
	require.Equal(t, *messages[0].CampaignID, *messages[1].CampaignID)
	require.Equal(t, api.MessageState("delivered"), messages[1].State)
}

// whatsAppOfRecipes knows the templates that the recipes name.
func whatsAppOfRecipes(t *testing.T) *graph.Server {
	t.Helper()
	meta := graph.New(graph.Options{AppSecret: appSecret, VerifyToken: "verify", Token: graphKey})
	t.Cleanup(meta.Close)
	const business = "102290129340398"
	meta.AddNumber(graph.Number{ID: "106540352242922", BusinessID: business, Display: "15550783881", Name: "Shop"})
	for _, template := range graph.RecipeTemplates(business) {
		meta.AddTemplate(template)
	}
	return meta
}

// sendsCampaigns sends what is due when the API says that there is something to
// send, as a worker does.
func (b *bundle) sendsCampaigns(t *testing.T) {
	t.Helper()
	acts := &activities.Campaigning{
		Campaigns: b.store, Log: slog.New(slog.NewJSONHandler(b.log, nil)), Batch: time.Minute,
		Sender: channels.NewSender(map[conversation.Channel]channels.Channel{
			conversation.ChannelWhatsApp: whatsapp.NewInboxes(whatsapp.InboxOptions{AllowPrivate: true}),
		}, time.Now),
	}
	b.jobs.run = func(ctx context.Context, _, id string) error {
		_, err := acts.SendCampaign(ctx, activities.CampaignRequest{CampaignID: id})
		return err
	}
}
