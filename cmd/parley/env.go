package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/internal/demo"
	"github.com/parleyhq/parley/internal/devfile"
)

// env prints a running `parley dev` as shell variables, for the tour:
// eval "$(parley env)". They are not exported: they are no settings of Parley.
func (m *Main) env(ctx context.Context, args []string) error {
	c, f, err := m.runningDev("env", args)
	if err != nil {
		return err
	}
	variables := [][2]string{
		{"PARLEY_URL", f.APIURL},
		{"PARLEY_API_KEY", f.APIKey},
		{"PARLEY_INBOX", f.InboxID},
	}
	logins := append([]devfile.Login{{Email: f.AdminEmail, Password: f.AdminPassword}}, f.Agents...)
	for i, login := range logins {
		name := "ADMIN"
		if i > 0 {
			name = fmt.Sprintf("AGENT_%d", i)
		}
		session, err := demo.Login(ctx, f.APIURL, login.Email, login.Password)
		if err != nil {
			return fmt.Errorf("%s on %s: %w", login.Email, c.StateDir, err)
		}
		variables = append(variables, [2]string{name, session.Token()})
	}
	if f.FakePeopleURL != "" {
		variables = append(variables, [][2]string{
			{"FAKE_PEOPLE_URL", f.FakePeopleURL},
			{"PARLEY_WHATSAPP", f.WhatsAppInboxID},
			{"PARLEY_MESSENGER", f.MessengerInboxID},
			{"PARLEY_TELEGRAM", f.TelegramInboxID},
		}...)
	}
	variables = append(variables,
		[2]string{"PARLEY_WIDGET_DEMO", f.WidgetDemoURL},
		[2]string{"TEMPORAL_ADDRESS", f.TemporalAddress},
		[2]string{"TEMPORAL_UI", f.TemporalUIURL},
	)
	for _, v := range variables {
		fmt.Fprintf(m.Stdout, "%s='%s'\n", v[0], strings.ReplaceAll(v[1], "'", `'\''`))
	}
	return nil
}

// runningDev returns what the `parley dev` of the configured state folder says
// about itself.
func (m *Main) runningDev(name string, args []string) (config.Config, devfile.File, error) {
	c, _, err := m.configure(name, args, nil)
	if err != nil {
		return config.Config{}, devfile.File{}, err
	}
	f, err := devfile.Read(c.StateDir)
	if err != nil {
		return config.Config{}, devfile.File{}, fmt.Errorf("%w on the folder %s: start it with `make run` and wait until it says that it is ready", err, c.StateDir)
	}
	return c, f, nil
}
