package api

import (
	"maps"
	"slices"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
)

// channelConfig are the settings that belong to a channel, by name.
func channelConfig(c *InboxConfig) map[string]*string {
	return map[string]*string{
		"business_id": &c.BusinessID, "app_id": &c.AppID, "graph_url": &c.GraphURL, "media_hosts": &c.MediaHosts,
		"api_url": &c.APIURL, "files": &c.Files, "origins": &c.Origins, "colour": &c.Colour, "title": &c.Title, "greeting": &c.Greeting,
		"offline_text": &c.OfflineText, "position": &c.Position, "language": &c.Language,
	}
}

// credentialFields are the credentials by name.
func credentialFields(c *InboxCredentials) map[string]*string {
	return map[string]*string{
		"token": &c.Token, "app_secret": &c.AppSecret, "verify_token": &c.VerifyToken, "secret": &c.Secret,
		"identity_secret": &c.IdentitySecret,
	}
}

// given are the fields that are not empty.
func given(fields map[string]*string) map[string]string {
	values := map[string]string{}
	for name, value := range fields {
		if *value != "" {
			values[name] = *value
		}
	}
	return values
}

// fill sets the fields that values name.
func fill(fields map[string]*string, values map[string]string) {
	for name, value := range values {
		if field := fields[name]; field != nil {
			*field = value
		}
	}
}

// formOf is what a channel's inboxes have to be told: nothing, if it does not say.
func (h inboxHandlers) formOf(channel conversation.Channel) (channels.Form, error) {
	c, ok := h.channels[channel]
	if !ok {
		return channels.Form{}, invalid(FieldError{Field: "channel", Reason: "is none that this deployment has"})
	}
	if configured, ok := c.(channels.Configured); ok {
		return configured.Form(), nil
	}
	return channels.Form{}, nil
}

// settings reads what is said of an inbox in a request, apart from its channel.
func (f *fields) settings(channel conversation.Channel, name string, config InboxConfig, credentials InboxCredentials) conversation.InboxSettings {
	settings := conversation.InboxSettings{
		Name: f.name("name", name), DeliveryURL: config.DeliveryURL,
		RatePerSecond: config.RatePerSecond, Burst: max(config.Burst, 1),
		Config: given(channelConfig(&config)), Credentials: given(credentialFields(&credentials)),
	}
	switch {
	case config.DeliveryURL == "":
	case channel != conversation.ChannelWebhook:
		f.add("config.delivery_url", "is for webhook inboxes")
	default:
		f.link("config.delivery_url", config.DeliveryURL)
	}
	return settings
}

// complete adds what a form finds wrong.
func (f *fields) complete(form channels.Form, in conversation.InboxSettings) conversation.InboxSettings {
	complete, wrong := form.Complete(in)
	for _, w := range wrong {
		f.add(w.Field, w.Problem)
	}
	return complete
}

// change completes the settings of an inbox that exists: credentials that are not
// given stay as they are, unless they would be sent elsewhere from now on.
func (f *fields) change(form channels.Form, inbox conversation.Inbox, in conversation.InboxSettings) conversation.InboxSettings {
	asked := in
	stored := inbox.Credentials
	if form.Redirects(inbox.Config, in.Config) {
		stored = nil
	}
	in.Credentials = maps.Clone(stored)
	if in.Credentials == nil {
		in.Credentials = map[string]string{}
	}
	maps.Copy(in.Credentials, asked.Credentials)
	in.Account = inbox.Account
	complete := f.complete(form, in)
	// What is stored and stays need not be written again.
	maps.DeleteFunc(complete.Credentials, func(name, value string) bool { return stored[name] == value && asked.Credentials[name] == "" })
	return complete
}

// made are the credentials that were not given.
func made(asked, complete map[string]string) InboxCredentials {
	var c InboxCredentials
	values := maps.Clone(complete)
	maps.DeleteFunc(values, func(name, _ string) bool { return asked[name] != "" })
	fill(credentialFields(&c), values)
	return c
}

// names are those of the credentials that are set.
func names(credentials map[string]string) []string {
	return list(slices.Sorted(maps.Keys(credentials)))
}
