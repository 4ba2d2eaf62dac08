package workflows_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
)

// campaign launches one to n people, of whom the last gets hers later. Whatever
// it says contains the words.
func (c *campus) campaign(words string, n int, later time.Time) (id string) {
	c.t.Helper()
	inbox, err := c.store.CreateInbox(c.t.Context(), conversation.ChannelWebhook, conversation.InboxSettings{Name: "Support"})
	require.NoError(c.t, err)
	draft, err := c.store.CreateCampaign(c.t.Context(), campaign.Campaign{
		Name: words, InboxID: inbox.ID, Labels: []string{words}, Template: campaign.Template{Text: words + " {{name}}"},
	}, "")
	require.NoError(c.t, err)
	recipients := make([]campaign.Recipient, n)
	for i := range recipients {
		recipients[i] = campaign.Recipient{
			To:   conversation.Identity{Kind: conversation.IdentityExternal, Value: fmt.Sprint(words, i)},
			Name: words, Values: map[string]string{"name": fmt.Sprint(words, i)},
		}
	}
	recipients[n-1].SendAt = later
	_, err = c.store.AddRecipients(c.t.Context(), draft.ID, recipients, true, false, "")
	require.NoError(c.t, err)
	_, err = c.store.ActOnCampaign(c.t.Context(), draft.ID, campaign.Launch, "", true)
	require.NoError(c.t, err)
	return draft.ID
}

func (c *campus) counts(id string) campaign.Counts {
	c.t.Helper()
	counts, err := c.store.CampaignCounts(c.t.Context(), id)
	require.NoError(c.t, err)
	return counts
}

// A campaign goes on where it was when its worker stops, sends each message once,
// at the inbox's pace, and runs again when it is given more.
func TestACampaignSurvivesItsWorker(t *testing.T) {
	t.Parallel()
	c := newCampus(t)
	const total = 60
	id := c.campaign("Gate", total, time.Now().Add(2*time.Second))
	_, err := c.pool.Exec(t.Context(), `UPDATE inboxes SET rate_per_second = 40, burst = 1, tokens = 1`)
	require.NoError(t, err)
	began := time.Now()
	require.NoError(t, c.jobs.CampaignChanged(t.Context(), id))
	for _, enough := range []int{10, 25, 40} {
		stop := c.work()
		require.Eventually(t, func() bool { return c.counts(id).Sent >= enough }, time.Minute, 5*time.Millisecond)
		stop()
	}
	c.work()
	c.completed(campaign.WorkflowID(id))
	require.Equal(t, campaign.Counts{Total: total, Sent: total}, c.counts(id))
	require.GreaterOrEqual(t, time.Since(began), (total-1)*time.Second/40, "the bucket's rate is kept")
	sent := map[string]int{}
	for _, text := range c.campaigns.texts() {
		sent[text]++
	}
	require.Len(t, sent, total)
	require.Len(t, c.campaigns.texts(), total, "each once")
	require.Zero(t, c.count(`SELECT count(*) FROM conversations`))
	ended, err := c.store.GetCampaign(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, campaign.Completed, ended.Status)

	_, err = c.store.AddRecipients(t.Context(), id, []campaign.Recipient{{
		To: conversation.Identity{Kind: conversation.IdentityExternal, Value: "more"}, Values: map[string]string{"name": "more"},
	}}, false, false, "")
	require.NoError(t, err)
	require.NoError(t, c.jobs.CampaignChanged(t.Context(), id))
	require.Eventually(t, func() bool { return c.counts(id).Sent == total+1 }, time.Minute, 10*time.Millisecond)
}

// A provider that takes nothing is left alone, and nobody is lost; one that does
// not say how a call ended is not asked again.
func TestACampaignRestsWhereNothingGoesOut(t *testing.T) {
	t.Parallel()
	c := newCampus(t)
	c.campaigns.do(func(d conversation.Dispatch) conversation.Attempted {
		if d.Attempt == 1 {
			return conversation.Attempted{State: conversation.MessageQueued, Reason: "away", NotBefore: time.Now()}
		}
		panic("a channel that cannot bear it")
	})
	id := c.campaign("Gate", 8, time.Time{})
	c.work()
	require.NoError(t, c.jobs.CampaignChanged(t.Context(), id))
	c.completed(campaign.WorkflowID(id))
	require.Equal(t, campaign.Counts{Total: 8, Unknown: 8}, c.counts(id))
	require.Len(t, c.campaigns.texts(), 16)
}
