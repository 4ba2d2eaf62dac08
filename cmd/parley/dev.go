package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/parleyhq/parley/internal/devfile"
)

// devDefaults are the settings in which a developer's machine differs.
func devDefaults() map[string]string {
	return map[string]string{"ALLOW_PRIVATE_WEBHOOKS": "true", "LOG_LEVEL": "warn", "LOG_FORMAT": "text"}
}

// dev runs everything until ctx ends, on servers of its own.
func (m *Main) dev(ctx context.Context, args []string) error {
	c, l, err := m.configure("dev", args, devDefaults())
	if err != nil {
		return err
	}
	if c.DatabaseURL != "" {
		return errors.New("PARLEY_DATABASE_URL is set, and parley dev keeps a database of its own: unset it, or run parley migrate, api and worker")
	}
	out := &steps{out: m.Stdout}
	if _, set := environ(m.Environ).LookupEnv("TEMPORAL_ADDRESS"); set {
		out.say("TEMPORAL_ADDRESS is not used: parley dev starts a Temporal of its own.")
	}
	began := time.Now()
	out.say("Parley starts on the folder %s", c.StateDir)
	s, err := startStack(ctx, c, l, out)
	if s == nil {
		return err
	}
	err = interrupted(ctx, m.serveDev(ctx, s, began))
	out.say("\nParley stops …")
	err = errors.Join(err, devfile.Remove(s.state.dir), s.stop())
	if err == nil {
		out.say("Everything it started has stopped. Its data stays in %s.", c.StateDir)
	}
	return err
}

func (m *Main) serveDev(ctx context.Context, s *stack, began time.Time) error {
	known, err := seed(ctx, s)
	if err != nil {
		return err
	}
	if err := s.seedDemo(ctx, known); err != nil {
		return err
	}
	if err := s.playFakes(ctx, known); err != nil {
		return err
	}
	f := s.file(known)
	if err := devfile.Write(s.state.dir, f); err != nil {
		return err
	}
	introduce(m.Stdout, f, s, time.Since(began))
	return s.wait(ctx)
}

// interrupted drops the error of something that ctx ended: whatever it was, its
// cause is the person who wants no more, and who wants no complaint either.
func interrupted(ctx context.Context, err error) error {
	if ctx.Err() == nil {
		return err
	}
	return nil
}

func (s *stack) file(known *credentials) devfile.File {
	f := devfile.File{
		APIURL: s.url(), AdminEmail: known.Admin.Email, AdminPassword: known.Admin.Password,
		APIKey: known.APIKey, WidgetDemoURL: s.url() + widgetDemo,
		TemporalAddress: s.temporal.Addr, TemporalUIURL: s.temporal.UIURL, PostgresDSN: s.dsn(),
	}
	if !s.config.DevDemo {
		return f
	}
	f.Agents, f.InboxID, f.WidgetInboxID = known.Agents, known.InboxID, known.WidgetInboxID
	if s.fakes != nil {
		f.WhatsAppInboxID, f.MessengerInboxID, f.TelegramInboxID = known.WhatsAppInboxID, known.MessengerInboxID, known.TelegramInboxID
		f.FakeMessengerURL = s.fakes.messenger.URL()
		f.FakeGraphURL, f.FakeTelegramURL, f.FakePeopleURL = s.fakes.graph.URL(), s.fakes.telegram.URL(), s.fakes.people.URL
	}
	return f
}

// introduce tells people what dev.json tells programs.
func introduce(out io.Writer, f devfile.File, s *stack, took time.Duration) {
	lines := []string{
		"",
		fmt.Sprintf("Parley is ready after %.1f s.", took.Seconds()),
		"",
		"  API          " + f.APIURL + "   (its description: " + f.APIURL + "/openapi.yaml)",
		"  widget       " + f.WidgetDemoURL + "   (an example page with the chat widget)",
		"  Temporal UI  " + f.TemporalUIURL,
		"  Temporal     " + f.TemporalAddress,
		"  Postgres     " + f.PostgresDSN,
		"  admin        " + f.AdminEmail + "  " + f.AdminPassword,
	}
	for _, agent := range f.Agents {
		lines = append(lines, "  agent        "+agent.Email+"  "+agent.Password)
	}
	lines = append(lines, "  API key      "+f.APIKey)
	if f.InboxID != "" {
		lines = append(lines, "  inbox        "+f.InboxID)
	}
	lines = append(lines,
		"",
		"The same for programs: "+s.state.path(devfile.Name),
		fmt.Sprintf("A ticket falls asleep %s after the customer's last message.", short(s.config.Window)),
	)
	if f.InboxID != "" {
		lines = append(lines,
			"",
			"Be a customer:",
			"",
			"  curl -sS "+f.APIURL+"/v1/inboxes/"+f.InboxID+"/messages \\",
			"    -H 'Authorization: Bearer "+f.APIKey+"' -H 'Content-Type: application/json' \\",
			`    -d '{"id": "hello-1", "from": {"id": "me", "name": "Me"}, "text": "can i pay cash on delivery?"}'`,
		)
	} else {
		lines = append(lines, "", "It is empty (PARLEY_DEV_DEMO=false): sign in as the admin, and "+f.APIURL+"/start leads on.")
	}
	if s.fakes != nil {
		lines = append(lines,
			"",
			"WhatsApp, Messenger and Telegram are played by stand-ins on this machine, with an inbox each (PARLEY_DEV_FAKES=false leaves",
			"them out). Be somebody who writes on WhatsApp, or with /telegram on Telegram:",
			"",
			"  curl -sS "+f.FakePeopleURL+"/whatsapp -d name=Noor -d text='do you deliver on sundays?'",
		)
	}
	lines = append(lines, "", "Ctrl-C stops everything.")
	fmt.Fprintln(out, strings.Join(lines, "\n"))
}

// short returns a duration without the zeros behind it: 24h, not 24h0m0s.
func short(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
