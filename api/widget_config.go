package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/parleyhq/parley/channels/widget"
	"github.com/parleyhq/parley/conversation"
)

// widgetConfig is how the widget looks and what it says first.
type widgetConfig struct {
	Title       string `json:"title"`
	Colour      string `json:"colour,omitempty"`
	Greeting    string `json:"greeting,omitempty"`
	Position    string `json:"position,omitempty"`
	Language    string `json:"language,omitempty"`
	OfflineText string `json:"offline_text,omitempty"`
	// Online says that somebody is there to answer.
	Online  bool `json:"online"`
	MaxText int  `json:"max_text"`
}

// config answers what anybody may know.
func (h *widgetHandlers) config(c echo.Context, inbox conversation.Inbox) error {
	ctx, cancel := limited(c)
	defer cancel()
	online, err := h.store.AgentsOnline(ctx)
	if err != nil {
		return err
	}
	title := inbox.Config[widget.ConfigTitle]
	if title == "" {
		title = inbox.Name
	}
	return c.JSON(http.StatusOK, widgetConfig{
		Title: title, Colour: inbox.Config[widget.ConfigColour], Greeting: inbox.Config[widget.ConfigGreeting],
		Position: inbox.Config[widget.ConfigPosition], Language: inbox.Config[widget.ConfigLanguage],
		OfflineText: inbox.Config[widget.ConfigOfflineText], Online: online, MaxText: widget.MaxText,
	})
}
