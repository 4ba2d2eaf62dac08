package channels_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/messenger"
	"github.com/parleyhq/parley/channels/telegram"
	"github.com/parleyhq/parley/channels/webhook"
	"github.com/parleyhq/parley/channels/whatsapp"
	"github.com/parleyhq/parley/channels/widget"
	"github.com/parleyhq/parley/conversation"
)

// docs/channels.md says what each channel allows.
func TestTermsAreDocumented(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/channels.md")
	require.NoError(t, err)
	for name, policy := range map[string]channels.Policy{
		"WhatsApp": whatsapp.Policy(), "Messenger": messenger.Policy(), "Telegram": telegram.Policy(),
		"Widget": (*widget.Channel)(nil).Policy(), "Webhook": webhook.New(webhook.Options{}).Policy(),
	} {
		require.Contains(t, strings.Split(string(page), "\n"), row(name, policy))
	}
}

func row(name string, p channels.Policy) string {
	templates, files, pace, counted := "none", "any", "as fast as one likes", ""
	if p.Templates {
		templates = "at any time"
	}
	if p.MaxFiles > 0 {
		files = fmt.Sprint(p.MaxFiles)
	}
	if p.Pace != (conversation.Pace{}) {
		pace = fmt.Sprintf("1 in %.0f s, %d at once", p.Pace.Every.Seconds(), p.Pace.Burst)
	}
	if p.UTF16 {
		counted = " (UTF-16)"
	}
	length := message.NewPrinter(language.English).Sprint(p.MaxText) + counted
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s | %s |",
		name, reach(p, conversation.ByAgent), reach(p, conversation.ByAuto), templates, pace, length, files)
}

// reach is how long after somebody's message an author may write freely, asked of
// the rule itself.
func reach(p channels.Policy, by conversation.Author) string {
	wrote := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	w := conversation.Window{ExpiresAt: wrote.Add(p.Window)}
	for at := wrote; ; {
		switch may := p.Terms().MaySend(w, by, at); {
		case may.FreeForm && may.Until.IsZero():
			return "at any time"
		case may.FreeForm:
			at = may.Until
		case at.Sub(wrote) > 48*time.Hour:
			return fmt.Sprintf("%.0f days", at.Sub(wrote).Hours()/24)
		default:
			return fmt.Sprintf("%.0f h", at.Sub(wrote).Hours())
		}
	}
}
