package demo

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"
)

// Player plays customers, each in a conversation of their own.
type Player struct {
	// Client may ingest and read.
	Client  *Client
	InboxID string
	// Run tells the contacts of this play from those of others.
	Run string
	// Keys names the FAQs that answer, by id.
	Keys map[string]string
	// Parallel is how many customers write at once, at least 1.
	Parallel int
	// Patience is how long a decision may take before the message counts as lost.
	Patience time.Duration
}

// Played is what came of one customer's message.
type Played struct {
	Message Message
	// Err says that the message was lost or could not be sent.
	Err error
	// Answer is the key of the FAQ that answered, ExpectNone for silence, "?"
	// for an FAQ that is not of the set.
	Answer    string
	Score     float64
	Threshold float64
	// Reason is the decision's: matched, below_threshold, tie, …
	Reason string
	// Status of the ticket afterwards.
	Status string
	// Took is the time from the last line's arrival to the decision.
	Took time.Duration
}

// Right reports whether it came out as expected.
func (p *Played) Right() bool { return p.Err == nil && p.Answer == p.Message.Expect }

// Play sends the messages and calls each for every outcome, in the order of the
// messages and one at a time. It returns ctx's error if that ended first.
func (p Player) Play(ctx context.Context, messages []Message, each func(Played)) error {
	outcomes := make([]chan Played, len(messages))
	for i := range outcomes {
		outcomes[i] = make(chan Played, 1)
	}
	players := new(errgroup.Group)
	players.SetLimit(p.Parallel)
	go func() {
		for i, m := range messages {
			players.Go(func() error {
				outcomes[i] <- p.play(ctx, i, m)
				return nil
			})
		}
	}()
	for _, outcome := range outcomes {
		each(<-outcome)
	}
	return ctx.Err()
}

func (p Player) play(ctx context.Context, i int, m Message) Played {
	played := Played{Message: m}
	if played.Err = ctx.Err(); played.Err != nil {
		return played
	}
	contact := fmt.Sprintf("%s-%04d", p.Run, i+1)
	var ids []string
	conversationID := ""
	for line, text := range m.Burst() {
		stored, err := p.Client.say(ctx, p.InboxID, contact, fmt.Sprintf("Customer %d", i+1),
			fmt.Sprintf("%s-%d", contact, line+1), text)
		if err != nil {
			played.Err = err
			return played
		}
		conversationID = stored.ConversationID
		ids = append(ids, stored.MessageID)
	}
	decisions, history, err := p.Client.decided(ctx, conversationID, ids, p.Patience)
	if err != nil {
		played.Err = err
		return played
	}
	played.judge(decisions, p.Keys)
	played.Took = decisions[len(decisions)-1].CreatedAt.Sub(arrival(history, ids[len(ids)-1]))
	view, err := p.Client.conversation(ctx, conversationID)
	if err != nil {
		played.Err = err
		return played
	}
	played.Status = view.Status
	return played
}

// judge takes over the decision that answered, or the last one. There is more
// than one only if a burst was typed more slowly than the debounce.
func (p *Played) judge(decisions []decision, keys map[string]string) {
	made := decisions[len(decisions)-1].Verdict
	for _, d := range decisions {
		if d.Verdict.Answered {
			made = d.Verdict
			break
		}
	}
	p.Answer, p.Score, p.Threshold, p.Reason = ExpectNone, made.Score, made.Threshold, made.Reason
	if made.Answered {
		p.Answer = "?"
		if key, known := keys[made.FAQID]; known {
			p.Answer = key
		}
	}
}

func arrival(history []message, id string) time.Time {
	for _, m := range history {
		if m.ID == id {
			return m.CreatedAt
		}
	}
	return time.Time{}
}
