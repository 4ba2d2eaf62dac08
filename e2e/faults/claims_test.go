package faults

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// agent is a user with a session.
type agent struct {
	ID, Name, token string
}

func (c *cluster) newAgents(n int) []agent {
	c.t.Helper()
	agents := make([]agent, n)
	for i := range agents {
		email, password := fmt.Sprintf("agent%d@example.com", i), fmt.Sprintf("password of agent %d", i)
		c.do("POST", "/v1/users", c.admin, map[string]any{
			"email": email, "name": fmt.Sprintf("Agent %d", i), "password": password, "roles": []string{"agent"},
		}, &agents[i])
		var session struct{ Token string }
		c.do("POST", "/v1/session", "", map[string]any{"email": email, "password": password}, &session)
		agents[i].token = session.Token
	}
	return agents
}

// hear posts a customer's message and returns the conversation.
func (c *cluster) hear(id, contact, text string) string {
	c.t.Helper()
	var stored struct {
		ConversationID string `json:"conversation_id"`
	}
	c.do("POST", "/v1/inboxes/"+c.inbox+"/messages", c.key,
		map[string]any{"id": id, "from": map[string]any{"id": contact, "name": "Customer " + contact}, "text": text}, &stored)
	return stored.ConversationID
}

func TestOneOfFiftyClaimsIsGrantedAndTheOthersAreToldWho(t *testing.T) {
	t.Parallel()
	rounds := 50
	if testing.Short() {
		rounds = 20
	}
	c := newCluster(t)
	c.startWorker()
	agents := c.newAgents(50)
	var busy atomic.Int64
	for round := range rounds {
		id := c.hear(fmt.Sprintf("claim-%d", round), fmt.Sprintf("claimed-%d", round), "zq anybody")
		type answer struct {
			status int
			body   []byte
			err    error
		}
		answers := make([]answer, len(agents))
		start := make(chan struct{})
		var all sync.WaitGroup
		for i, a := range agents {
			all.Go(func() {
				<-start
				deadline := time.Now().Add(patience)
				for again := true; again && time.Now().Before(deadline); {
					status, body, err := c.try("POST", "/v1/conversations/"+id+"/claim", a.token, nil)
					answers[i] = answer{status, body, err}
					// "Try again": the engine was too busy to answer in time.
					again = status == http.StatusServiceUnavailable
					if again {
						busy.Add(1)
					}
				}
			})
		}
		close(start)
		all.Wait()

		var winner *agent
		for i, a := range answers {
			require.NoError(t, a.err)
			if a.status == http.StatusOK {
				require.Nil(t, winner, "round %d: two agents hold the conversation", round)
				winner = &agents[i]
			}
		}
		require.NotNil(t, winner, "round %d: %s", round, answers[0].body)
		for i, a := range answers {
			if agents[i].ID == winner.ID {
				continue
			}
			require.Equal(t, http.StatusConflict, a.status, "%s", a.body)
			var problem struct {
				Owner struct{ ID, Name string }
			}
			require.NoError(t, json.Unmarshal(a.body, &problem))
			require.Equal(t, winner.ID, problem.Owner.ID)
			require.Equal(t, winner.Name, problem.Owner.Name)
		}
	}
	t.Logf("%d claims; %d of them were asked to come again", rounds*len(agents), busy.Load())
}
