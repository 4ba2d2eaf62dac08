package api_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/conversation"
)

func TestConversation(t *testing.T) {
	t.Parallel()
	b := setup(t)
	asha, session := b.user(t, "asha", account.Agent)
	ben, _ := b.user(t, "ben", account.Agent)
	inbox := b.inbox(t)
	id := b.conversation(t, inbox.ID, "user-1", "where is my order")
	path := "/v1/conversations/" + id

	// Stored, and not applied yet: there is no ticket so far.
	c := into[api.Conversation](t, b.do(t, "GET", path, nil, session).want(t, 200))
	require.Equal(t, inbox.ID, c.InboxID)
	require.Equal(t, "Name of user-1", c.Contact.Name)
	require.Nil(t, c.Status)
	require.Nil(t, c.Owner)
	require.Zero(t, c.Ticket)
	require.Equal(t, "where is my order", c.LastMessage.Text)
	require.Equal(t, api.DirectionIn, c.LastMessage.Direction)
	require.Equal(t, []string{}, c.Labels)

	expires := time.Now().Add(time.Hour).UTC().Truncate(time.Microsecond)
	b.commit(t, id, func(s *conversation.State) {
		s.Status, s.Ticket, s.OwnerID, s.PreviousOwnerID, s.CampaignID = conversation.Active, 1, asha.ID, ben.ID, "spring"
		s.WindowExpiresAt, s.InactiveAt, s.LeaseUntil = expires, expires.Add(time.Hour), expires
	})
	c = into[api.Conversation](t, b.do(t, "GET", path, nil, session).want(t, 200))
	require.Equal(t, api.TicketStatusActive, *c.Status)
	require.Equal(t, api.Person{ID: asha.ID, Name: "Asha"}, *c.Owner)
	require.Equal(t, api.Person{ID: ben.ID, Name: "Ben"}, *c.PreviousOwner)
	require.Equal(t, "spring", *c.Campaign)
	require.Equal(t, expires, *c.WindowExpiresAt)
	require.Equal(t, expires.Add(time.Hour), *c.InactiveAt)
	require.Equal(t, expires, *c.LeaseUntil)

	c = into[api.Conversation](t, b.do(t, "PUT", path+"/labels", `{"labels":["vip"," refund "]}`, session).want(t, 200))
	require.Equal(t, []string{"vip", "refund"}, c.Labels)
	for body, field := range map[string]string{`{"labels":["a","a"]}`: "labels", `{"labels":["a"," "]}`: "labels[1]", `{"labels":[1]}`: "labels[0]", `{}`: "labels"} {
		require.Equal(t, field, b.do(t, "PUT", path+"/labels", body, session).problem(t, 422, "invalid").Errors[0].Field)
	}
	b.do(t, "PUT", "/v1/conversations/"+nobody+"/labels", `{"labels":[]}`, session).problem(t, 404, "not-found")
}

// What a conversation says about replying is what a reply meets.
func TestCanReply(t *testing.T) {
	t.Parallel()
	strict := func(_ *api.Config, s *api.Services) {
		s.Channels = map[conversation.Channel]api.Channel{conversation.ChannelWebhook: strictChannel{}}
	}
	now := time.Now()
	for name, test := range map[string]struct {
		options []option
		owner   string
		lease   time.Time
		ticket  int
		left    time.Duration
		blocked api.ReplyBlock
		kind    string
	}{
		"nobody's":              {ticket: 1, left: time.Hour},
		"mine":                  {ticket: 1, left: time.Hour, owner: "asha"},
		"another's":             {ticket: 1, left: time.Hour, owner: "ben", blocked: "not_owner", kind: "not-owner"},
		"another's claim":       {ticket: 1, left: time.Hour, owner: "ben", lease: now.Add(time.Hour), blocked: "not_owner", kind: "not-owner"},
		"another's, lapsed":     {ticket: 1, left: time.Hour, owner: "ben", lease: now.Add(-time.Second)},
		"window over":           {ticket: 1, left: -time.Second},
		"window over, strict":   {options: []option{strict}, ticket: 1, left: -time.Second, blocked: "window_closed", kind: "window-closed"},
		"window open, strict":   {options: []option{strict}, ticket: 1, left: time.Hour},
		"not applied yet":       {},
		"another's, and closed": {options: []option{strict}, ticket: 1, left: -time.Second, owner: "ben", blocked: "not_owner", kind: "not-owner"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, test.options...)
			asha, session := b.user(t, "asha", account.Agent)
			ben, _ := b.user(t, "ben", account.Agent)
			owners := map[string]string{"asha": asha.ID, "ben": ben.ID}
			id := b.conversation(t, b.inbox(t).ID, "user-1", "hello")
			b.commit(t, id, func(s *conversation.State) {
				if s.Ticket = test.ticket; s.Ticket > 0 {
					s.Status, s.OwnerID, s.LeaseUntil = conversation.Pending, owners[test.owner], test.lease
					s.WindowExpiresAt = time.Now().Add(test.left)
				}
			})
			c := into[api.Conversation](t, b.do(t, "GET", "/v1/conversations/"+id, nil, session).want(t, 200))
			require.Equal(t, c, into[api.ConversationList](t, b.do(t, "GET", "/v1/conversations", nil, session).want(t, 200)).Items[0])
			a := b.do(t, "POST", "/v1/conversations/"+id+"/messages", `{"text":"hi"}`, session)
			if test.kind == "" {
				require.True(t, c.CanReply)
				require.Nil(t, c.ReplyBlocked)
				a.want(t, 202)
				return
			}
			require.False(t, c.CanReply)
			require.Equal(t, test.blocked, *c.ReplyBlocked)
			a.problem(t, map[string]int{"not-owner": 409, "window-closed": 422}[test.kind], test.kind)
		})
	}
}

// A conversation in which nobody has written, whatever left it there,
// has nobody to answer.
func TestNobodyHasWritten(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, session := b.user(t, "asha", account.Agent)
	id := b.conversation(t, b.inbox(t).ID, "user-1", "hello")
	b.exec(t, "DELETE FROM messages")
	b.exec(t, "UPDATE conversations SET last_seq = 0, last_text = '', last_direction = ''")
	path := "/v1/conversations/" + id
	c := into[api.Conversation](t, b.do(t, "GET", path, nil, session).want(t, 200))
	require.Equal(t, api.ReplyBlockNoTicket, *c.ReplyBlocked)
	b.do(t, "POST", path+"/messages", `{"text":"hi"}`, session).problem(t, 409, "no-ticket")
}

func TestConversationLists(t *testing.T) {
	t.Parallel()
	b := setup(t)
	asha, session := b.user(t, "asha", account.Agent)
	_, other := b.user(t, "ben", account.Agent)
	inbox := b.inbox(t)
	var ids []string
	for i := range 20 {
		ids = append(ids, b.conversation(t, inbox.ID, fmt.Sprintf("user-%02d", i), fmt.Sprintf("message %02d", i)))
	}
	for i, id := range ids {
		b.commit(t, id, func(s *conversation.State) {
			s.Ticket, s.Status = 1, conversation.Inactive
			switch {
			case i == 0:
				s.Status, s.OwnerID = conversation.Active, asha.ID
			case i < 3:
				s.Status, s.CampaignID = conversation.New, "spring"
			}
		})
	}
	list := func(query string, credentials header) api.ConversationList {
		return into[api.ConversationList](t, b.do(t, "GET", "/v1/conversations"+query, nil, credentials).want(t, 200))
	}
	require.Len(t, list("", session).Items, 20)
	require.Equal(t, ids[19], list("", session).Items[0].ID)
	require.Len(t, list("?view=mine", session).Items, 1)
	require.Empty(t, list("?view=mine", other).Items)
	require.Len(t, list("?status=new", session).Items, 2)
	require.Len(t, list("?campaign=spring&status=new", session).Items, 2)
	require.Len(t, list("?inbox_id="+inbox.ID, session).Items, 20)
	require.Empty(t, list("?inbox_id="+nobody, session).Items)
	require.Len(t, list("?q="+url.QueryEscape("MESSAGE 07"), session).Items, 1)
	require.Empty(t, list("?q="+url.QueryEscape("%"), session).Items)

	inactive := list("?view=inactive", session)
	require.Len(t, inactive.Items, 15)
	require.NotNil(t, inactive.NextCursor)
	rest := list("?view=inactive&cursor="+*inactive.NextCursor, session)
	require.Len(t, rest.Items, 2)
	require.Nil(t, rest.NextCursor)

	for _, sort := range []string{"last_activity", "waiting_longest", "window_closing"} {
		seen := map[string]bool{}
		for query := "?limit=3&sort=" + sort; ; {
			page := list(query, session)
			for _, c := range page.Items {
				require.False(t, seen[c.ID])
				seen[c.ID] = true
			}
			if page.NextCursor == nil {
				break
			}
			query = "?limit=3&sort=" + sort + "&cursor=" + *page.NextCursor
		}
		require.Len(t, seen, 20, sort)
	}
}

// A cursor works in its own list only, and whatever else is in the address is
// refused by name.
func TestBadQueries(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, session := b.user(t, "asha", account.Agent)
	_, other := b.user(t, "ben", account.Agent)
	inbox := b.inbox(t)
	for i := range 3 {
		b.conversation(t, inbox.ID, fmt.Sprint("user-", i), "hello")
	}
	first := into[api.ConversationList](t, b.do(t, "GET", "/v1/conversations?limit=1", nil, session).want(t, 200))
	cursor := *first.NextCursor
	b.do(t, "GET", "/v1/conversations?limit=2&cursor="+cursor, nil, session).want(t, 200)

	for query, field := range map[string]string{
		"?limit=0":                              "limit",
		"?limit=-1":                             "limit",
		"?limit=201":                            "limit",
		"?limit=1000000000":                     "limit",
		"?limit=99999999999999999999":           "limit",
		"?limit=1.5":                            "limit",
		"?limit=":                               "limit",
		"?limit=1&limit=2":                      "limit",
		"?view=others":                          "view",
		"?view=":                                "view",
		"?status=open":                          "status",
		"?status=NEW":                           "status",
		"?sort=name":                            "sort",
		"?sort=last_at%3B+DROP":                 "sort",
		"?inbox_id=1":                           "inbox_id",
		"?inbox_id='":                           "inbox_id",
		"?q=":                                   "q",
		"?q=%00":                                "q",
		"?q=%ff":                                "q",
		"?q=" + strings.Repeat("x", 201):        "q",
		"?label=" + strings.Repeat("x", 65):     "label",
		"?owner=me":                             "owner",
		"?cursor=":                              "cursor",
		"?cursor=x":                             "cursor",
		"?cursor=" + cursor + "A":               "cursor",
		"?cursor=" + cursor[:len(cursor)-1]:     "cursor",
		"?cursor=B" + cursor[1:]:                "cursor",
		"?view=inactive&cursor=" + cursor:       "cursor",
		"?status=new&cursor=" + cursor:          "cursor",
		"?sort=window_closing&cursor=" + cursor: "cursor",
		"?cursor=" + strings.Repeat("A", 2000):  "cursor",
	} {
		p := b.do(t, "GET", "/v1/conversations"+query, nil, session).problem(t, 400, "malformed")
		require.Equal(t, field, p.Errors[0].Field, query)
	}
	// What net/url leaves out of a query must not be left out of the answer.
	for _, query := range []string{"?q=%zz", "?q=%", "?limit=1;foo=2", "?%zz=1"} {
		b.do(t, "GET", "/v1/conversations"+query, nil, session).problem(t, 400, "malformed")
	}
	mine := into[api.ConversationList](t, b.do(t, "GET", "/v1/conversations?view=all&sort=last_activity&limit=1&cursor="+cursor, nil, session).want(t, 200))
	require.Len(t, mine.Items, 1)
	b.do(t, "GET", "/v1/faqs?cursor="+cursor, nil, session).problem(t, 400, "malformed")
	b.do(t, "GET", "/v1/conversations/"+first.Items[0].ID+"/messages?cursor="+cursor, nil, other).problem(t, 400, "malformed")
	b.do(t, "GET", "/v1/conversations?q="+url.QueryEscape(`'"%_\$1;--`), nil, session).want(t, 200)
}

func TestHistory(t *testing.T) {
	t.Parallel()
	b := setup(t)
	asha, session := b.user(t, "asha", account.Agent)
	inbox := b.inbox(t)
	id := b.conversation(t, inbox.ID, "user-1", "message 0")
	for i := range 6 {
		b.conversation(t, inbox.ID, "user-1", fmt.Sprint("message ", i+1))
	}
	path := "/v1/conversations/" + id
	note := into[api.Message](t, b.do(t, "POST", path+"/notes", `{"text":"second complaint"}`, session).want(t, 201))
	require.True(t, note.Private)
	require.Nil(t, note.Seq)
	require.Equal(t, api.Person{ID: asha.ID, Name: "Asha"}, *note.Agent)
	require.Equal(t, api.MessageStateNote, note.State)

	var texts []string
	pages := 0
	for query := "?limit=3"; ; pages++ {
		page := into[api.MessageList](t, b.do(t, "GET", path+"/messages"+query, nil, session).want(t, 200))
		for _, m := range page.Items {
			texts = append(texts, m.Text)
		}
		if page.NextCursor == nil {
			break
		}
		query = "?limit=3&cursor=" + *page.NextCursor
	}
	require.Equal(t, 2, pages)
	require.Equal(t, []string{
		"second complaint", "message 6", "message 5", "message 4", "message 3", "message 2", "message 1", "message 0",
	}, texts)

	tickets := into[api.TicketList](t, b.do(t, "GET", path+"/tickets", nil, session).want(t, 200))
	require.Empty(t, tickets.Items)
}

// The audit trail names people, and nobody where nobody did it.
func TestEvents(t *testing.T) {
	t.Parallel()
	b := setup(t)
	asha, session := b.user(t, "asha", account.Agent)
	id := b.conversation(t, b.inbox(t).ID, "user-1", "hello")
	snapshot, err := b.store.ReadMailbox(t.Context(), id, nil)
	require.NoError(t, err)
	state := snapshot.State
	state.Ticket, state.Status, state.OwnerID, state.Cursor = 1, conversation.New, asha.ID, 1
	at := time.Now().UTC().Truncate(time.Microsecond)
	_, err = b.store.Commit(t.Context(), conversation.Change{State: state, Records: []conversation.Record{
		{Type: conversation.TicketOpened, At: at, Ticket: 1, Cause: conversation.ByUserMessage, To: conversation.New},
		{Type: conversation.Claimed, At: at, Ticket: 1, ActorID: asha.ID, OwnerID: asha.ID},
		{Type: conversation.StatusChanged, At: at, Ticket: 1, ActorID: nobody, Cause: conversation.ByHand, From: conversation.New, To: conversation.Active},
	}})
	require.NoError(t, err)

	path := "/v1/conversations/" + id + "/events"
	first := into[api.EventList](t, b.do(t, "GET", path+"?limit=2", nil, session).want(t, 200))
	require.Len(t, first.Items, 2)
	require.Equal(t, api.Person{ID: nobody}, *first.Items[0].Actor)
	require.Equal(t, api.TicketStatusNew, *first.Items[0].From)
	require.Equal(t, api.EventTypeClaimed, first.Items[1].Type)
	require.Equal(t, api.Person{ID: asha.ID, Name: "Asha"}, *first.Items[1].Owner)
	rest := into[api.EventList](t, b.do(t, "GET", path+"?limit=2&cursor="+*first.NextCursor, nil, session).want(t, 200))
	require.Len(t, rest.Items, 1)
	require.Nil(t, rest.Items[0].Actor)
	require.Nil(t, rest.NextCursor)

	tickets := into[api.TicketList](t, b.do(t, "GET", "/v1/conversations/"+id+"/tickets", nil, session).want(t, 200))
	require.Len(t, tickets.Items, 1)
	require.Equal(t, api.TicketStatusNew, tickets.Items[0].Status)
	require.Equal(t, "Asha", tickets.Items[0].Owner.Name)
}

// A draft is its writer's alone.
func TestDrafts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, asha := b.user(t, "asha", account.Agent)
	_, ben := b.user(t, "ben", account.Agent)
	path := "/v1/conversations/" + b.conversation(t, b.inbox(t).ID, "user-1", "hello") + "/draft"

	empty := into[api.Draft](t, b.do(t, "GET", path, nil, asha).want(t, 200))
	require.Equal(t, api.Draft{}, empty)
	kept := into[api.Draft](t, b.do(t, "PUT", path, `{"text":"Let me look"}`, asha).want(t, 200))
	require.Equal(t, "Let me look", kept.Text)
	require.Equal(t, kept, into[api.Draft](t, b.do(t, "GET", path, nil, asha).want(t, 200)))
	require.Equal(t, api.Draft{}, into[api.Draft](t, b.do(t, "GET", path, nil, ben).want(t, 200)))
	b.do(t, "DELETE", path, nil, ben).want(t, 204)
	require.Equal(t, kept, into[api.Draft](t, b.do(t, "GET", path, nil, asha).want(t, 200)))
	b.do(t, "DELETE", path, nil, asha).want(t, 204)
	require.Equal(t, api.Draft{}, into[api.Draft](t, b.do(t, "GET", path, nil, asha).want(t, 200)))

	absent := "/v1/conversations/" + nobody + "/draft"
	b.do(t, "PUT", absent, `{"text":"x"}`, asha).problem(t, 404, "not-found")
	b.do(t, "DELETE", absent, nil, asha).problem(t, 404, "not-found")
	b.do(t, "PUT", path, `{"text":"`+strings.Repeat("x", conversation.MaxText+1)+`"}`, asha).problem(t, 422, "invalid")
}
