package api

import (
	"crypto/rand"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/parleyhq/parley/channels/widget"
	"github.com/parleyhq/parley/conversation"
)

// demoPage is what the example page is filled with.
type demoPage struct {
	InboxID, UserID, Name, Hash, Nonce string
}

// demoUsers may be tried on the example page; others sign themselves in nowhere.
func demoUsers() map[string]string {
	return map[string]string{"asha": "Asha Rao", "noor": "Noor Haddad"}
}

// demo shows the example page with the oldest widget there is, or the one that
// ?inbox= names. It signs in whom ?user= names, as the brand's server would: so it
// is there only where a deployment is for trying things out.
func (h *widgetHandlers) demo(c echo.Context) error {
	ctx, cancel := limited(c)
	defer cancel()
	inboxes, err := h.store.ListInboxes(ctx)
	if err != nil {
		return err
	}
	wanted := c.QueryParam("inbox")
	inboxes = slices.DeleteFunc(inboxes, func(i conversation.Inbox) bool {
		return i.Channel != conversation.ChannelWidget || (wanted != "" && i.ID != wanted)
	})
	if len(inboxes) == 0 {
		return refuse(kindNotFound, "There is no such widget: make an inbox of the channel widget first.")
	}
	oldest := slices.MinFunc(inboxes, func(a, b conversation.Inbox) int { return a.CreatedAt.Compare(b.CreatedAt) })
	inbox, err := h.store.GetInbox(ctx, oldest.ID)
	if err != nil {
		return err
	}
	page := demoPage{InboxID: inbox.ID, Nonce: rand.Text()}
	secret := inbox.Credentials[widget.CredentialIdentitySecret]
	if name, ok := demoUsers()[c.QueryParam("user")]; ok && secret != "" {
		page.UserID, page.Name = c.QueryParam("user"), name
		page.Hash = widget.UserHash(secret, page.UserID)
	}
	filled, err := template.New("demo").Parse(string(h.files.Demo))
	if err != nil {
		return err
	}
	var b strings.Builder
	if err := filled.Execute(&b, page); err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set("Cache-Control", "no-store")
	// What a careful site allows, and all that the widget needs.
	header.Set("Content-Security-Policy", "default-src 'none'; script-src 'self' 'nonce-"+page.Nonce+
		"'; style-src 'nonce-"+page.Nonce+"'; connect-src 'self'; img-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	return c.HTML(http.StatusOK, b.String())
}
