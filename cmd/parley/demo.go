package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/parleyhq/parley/internal/demo"
)

const (
	// demoParallel keeps a small machine busy and not overrun.
	demoParallel = 24
	// demoPatience is after how long a message without a decision is lost.
	demoPatience = 90 * time.Second
)

// demo plays the customers of the demo brand against a running `parley dev`.
func (m *Main) demo(ctx context.Context, args []string) error {
	_, f, err := m.runningDev("demo", args)
	if err != nil {
		return err
	}
	if f.InboxID == "" {
		return errors.New("parley dev runs without its demo (PARLEY_DEV_DEMO=false): there is no inbox to write to")
	}
	admin, err := demo.Login(ctx, f.APIURL, f.AdminEmail, f.AdminPassword)
	if err != nil {
		return err
	}
	faqs, err := demo.FAQs()
	if err != nil {
		return err
	}
	messages, err := demo.Messages()
	if err != nil {
		return err
	}
	set, err := demo.Import(ctx, admin, faqs, func(int) {})
	if err != nil {
		return err
	}
	fmt.Fprintf(m.Stdout, "%d FAQs of Saffron Go are there, %d of them new\n", len(set.Keys), set.Created)
	if len(set.Asleep) > 0 {
		fmt.Fprintf(m.Stdout, "drafts and archived ones do not answer: %v\n", set.Asleep)
	}
	return m.play(ctx, demo.Player{
		Client: demo.NewClient(f.APIURL, f.APIKey), InboxID: f.InboxID, Keys: set.Keys,
	}, messages)
}

// play has a player play the messages and reports.
func (m *Main) play(ctx context.Context, p demo.Player, messages []demo.Message) error {
	p.Run = "demo-" + time.Now().UTC().Format("20060102-150405")
	p.Parallel, p.Patience = demoParallel, demoPatience
	fmt.Fprintf(m.Stdout, "%d customers write, each in a conversation of their own\n\n", len(messages))
	began := time.Now()
	report := demo.NewReport(m.Stdout)
	if err := p.Play(ctx, messages, report.Add); err != nil {
		return err
	}
	return report.Finish(time.Since(began))
}
