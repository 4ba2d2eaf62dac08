package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/internal/demo"
)

const (
	bankCustomers = 500
	bankSeed      = 1
)

// demoBanking77 does what demo does with BANKING77, on a Parley of its own: its
// FAQs and those of the developer would answer each other's customers. The
// database stays in the state folder, so that the second time needs no import.
func (m *Main) demoBanking77(ctx context.Context, args []string) error {
	folder, _ := environ(m.Environ).LookupEnv(config.Prefix + "DATA")
	if folder == "" {
		fmt.Fprintln(m.Stdout, "PARLEY_DATA does not name a folder of shared data with faq/banking77.jsonl: nothing to play.")
		return nil
	}
	faqs, messages, err := demo.Banking77(folder, bankCustomers, bankSeed)
	if err != nil {
		return err
	}
	c, l, err := m.configure("demo-banking77", args, devDefaults())
	if err != nil {
		return err
	}
	anyPort := 0
	c.StateDir = filepath.Join(c.StateDir, "banking77")
	c.Addr, c.DevTemporalPort, c.DevTemporalUIPort = "127.0.0.1:0", &anyPort, &anyPort
	c.DevDemo = true
	s, err := startStack(ctx, c, l, &steps{out: m.Stdout})
	if s == nil {
		return err
	}
	err = interrupted(ctx, m.playBank(ctx, s, faqs, messages))
	return errors.Join(err, s.stop())
}

func (m *Main) playBank(ctx context.Context, s *stack, faqs []demo.FAQ, messages []demo.Message) error {
	known, err := seed(ctx, s)
	if err != nil {
		return err
	}
	admin, err := demo.Login(ctx, s.url(), known.Admin.Email, known.Admin.Password)
	if err != nil {
		return err
	}
	questions := 0
	for _, f := range faqs {
		questions += len(f.Questions())
	}
	var set demo.Set
	err = s.steps.do(fmt.Sprintf("%d FAQs with %d questions", len(faqs), questions), func() error {
		set, err = demo.Import(ctx, admin, faqs, func(done int) {
			if done%10 == 0 {
				s.steps.say("    %d of %d", done, len(faqs))
			}
		})
		return err
	})
	if err != nil {
		return err
	}
	return m.play(ctx, demo.Player{
		Client: demo.NewClient(s.url(), known.APIKey), InboxID: known.InboxID, Keys: set.Keys,
	}, messages)
}
