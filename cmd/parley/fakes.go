package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"hash/fnv"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/devfile"
	"github.com/parleyhq/parley/internal/fakes/graph"
	"github.com/parleyhq/parley/internal/fakes/telegram"
	"github.com/parleyhq/parley/store"
)

// fakes are stand-ins of WhatsApp, Messenger and Telegram, for those who have no
// account there. What they remember ends with the process.
type fakes struct {
	appSecret, verifyToken, token string
	botToken, botSecret           string

	graph *graph.Server
	// messenger is another server of the same kind: each has one address to send
	// webhooks to, and they are of two inboxes.
	messenger *graph.Server
	page      *graph.Page
	telegram  *telegram.Server
	// people is where people are made to write.
	people *httptest.Server
	end    context.CancelFunc
	ended  chan struct{}
}

// The accounts of the stand-ins.
const (
	fakeNumber   = "106540352242922"
	fakeBusiness = "102290129340398"
	fakePage     = "102183049817263"
	fakeApp      = "270430912345678"
	fakeBot      = "4839574812"
)

// startFakes starts the servers. They send webhooks once they know where to.
func startFakes(ctx context.Context) *fakes {
	f := &fakes{
		appSecret: rand.Text(), verifyToken: rand.Text(), token: rand.Text(),
		botToken: fakeBot + ":" + rand.Text(), botSecret: rand.Text(), ended: make(chan struct{}),
	}
	// Each start has ids of its own: those from before are known to the database.
	first := time.Since(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)) / time.Second
	f.graph = graph.New(graph.Options{AppSecret: f.appSecret, VerifyToken: f.verifyToken, Token: f.token, First: int(first)})
	f.graph.AddNumber(graph.Number{ID: fakeNumber, BusinessID: fakeBusiness, Display: "15550783881", Name: devInboxName})
	for _, template := range graph.RecipeTemplates(fakeBusiness) {
		f.graph.AddTemplate(template)
	}
	f.messenger = graph.New(graph.Options{AppSecret: f.appSecret, VerifyToken: f.verifyToken, Token: f.token, First: int(first)})
	f.page = f.messenger.AddPage(graph.PageOptions{ID: fakePage, Name: devInboxName, AppID: fakeApp})
	f.telegram = telegram.New(telegram.Options{
		Token: f.botToken, Username: "saffron_go_bot", Name: devInboxName, First: int64(first),
	})
	f.people = httptest.NewServer(f)
	// They end after the API: what it still sends has somewhere to go.
	ctx, f.end = context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	for _, run := range []func(context.Context){f.graph.Run, f.messenger.Run, f.telegram.Run} {
		running.Go(func() { run(ctx) })
	}
	go func() {
		defer close(f.ended)
		running.Wait()
	}()
	return f
}

func (f *fakes) stop() {
	f.end()
	f.people.Close()
	f.graph.Close()
	f.messenger.Close()
	f.telegram.Close()
	<-f.ended
}

// ServeHTTP has somebody write: POST /whatsapp, /messenger or /telegram with a form of name
// and text. The same name is the same person.
func (f *fakes) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	const longest = 64 << 10
	r.Body = http.MaxBytesReader(w, r.Body, longest)
	name, text := strings.TrimSpace(r.PostFormValue("name")), r.PostFormValue("text")
	switch {
	case r.Method != http.MethodPost:
		http.Error(w, "POST name and text as a form", http.StatusMethodNotAllowed)
	case name == "" || text == "":
		http.Error(w, "name and text are needed", http.StatusBadRequest)
	case r.URL.Path == "/whatsapp":
		f.whatsappWrites(name, text)
		w.WriteHeader(http.StatusAccepted)
	case r.URL.Path == "/messenger":
		f.messengerWrites(name, text)
		w.WriteHeader(http.StatusAccepted)
	case r.URL.Path == "/telegram":
		f.telegramWrites(name, text)
		w.WriteHeader(http.StatusAccepted)
	default:
		http.NotFound(w, r)
	}
}

func (f *fakes) whatsappWrites(name, text string) {
	user := graph.User{Phone: fmt.Sprintf("49151%08d", number(name)%1e8), Name: name}
	f.graph.AddUser(user)
	f.graph.Write(fakeNumber, user, text)
}

func (f *fakes) messengerWrites(name, text string) {
	first, last, _ := strings.Cut(name, " ")
	id := fmt.Sprintf("61%014d", number(name))
	f.page.AddPerson(graph.Person{ID: id, First: first, Last: last})
	f.page.Write(id, text)
}

func (f *fakes) telegramWrites(name, text string) {
	f.telegram.Write(telegram.User{ID: int64(number(name)), FirstName: name, Language: "en"}, text)
}

// number is the same for the same name.
func number(name string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name))
	return h.Sum32()
}

// seedFakes makes sure of the inboxes on the stand-ins, whose addresses and
// secrets are new at each start.
func (s *stack) seedFakes(ctx context.Context, known *credentials) (err error) {
	f := s.fakes
	if f == nil {
		return nil
	}
	known.WhatsAppInboxID, err = seedFake(ctx, s.store, conversation.ChannelWhatsApp, conversation.InboxSettings{
		Name: devInboxName + " on WhatsApp", Account: fakeNumber, Burst: 1,
		Config:      map[string]string{"business_id": fakeBusiness, "graph_url": f.graph.URL()},
		Credentials: map[string]string{"app_secret": f.appSecret, "verify_token": f.verifyToken, "token": f.token},
	})
	if err != nil {
		return err
	}
	known.MessengerInboxID, err = seedFake(ctx, s.store, conversation.ChannelMessenger, conversation.InboxSettings{
		Name: devInboxName + " on Messenger", Account: fakePage, Burst: 1,
		Config:      map[string]string{"app_id": fakeApp, "graph_url": f.messenger.URL()},
		Credentials: map[string]string{"app_secret": f.appSecret, "verify_token": f.verifyToken, "token": f.token},
	})
	if err != nil {
		return err
	}
	known.TelegramInboxID, err = seedFake(ctx, s.store, conversation.ChannelTelegram, conversation.InboxSettings{
		Name: devInboxName + " on Telegram", Account: fakeBot, Burst: 1,
		Config:      map[string]string{"api_url": f.telegram.URL()},
		Credentials: map[string]string{"token": f.botToken, "secret": f.botSecret},
	})
	if err != nil {
		return err
	}
	if err := f.graph.Subscribe(ctx, s.url()+"/webhooks/"+known.WhatsAppInboxID); err != nil {
		return fmt.Errorf("have the stand-in of WhatsApp send webhooks: %w", err)
	}
	if err := f.messenger.Subscribe(ctx, s.url()+"/webhooks/"+known.MessengerInboxID); err != nil {
		return fmt.Errorf("have the stand-in of Messenger send webhooks: %w", err)
	}
	f.telegram.Subscribe(s.url()+"/webhooks/"+known.TelegramInboxID, f.botSecret)
	return nil
}

func seedFake(ctx context.Context, st *store.Store, channel conversation.Channel, in conversation.InboxSettings) (string, error) {
	there, err := st.InboxesOf(ctx, channel, []string{in.Account})
	if err != nil {
		return "", err
	}
	var inbox conversation.Inbox
	if len(there) == 0 {
		inbox, err = st.CreateInbox(ctx, channel, in)
	} else {
		inbox, err = st.UpdateInbox(ctx, there[0].ID, in)
	}
	return inbox.ID, err
}

// playFakes has somebody write on each channel, once.
func (s *stack) playFakes(_ context.Context, known *credentials) error {
	if s.fakes == nil || known.Wrote {
		return nil
	}
	s.fakes.whatsappWrites("Leila Haddad", "can i pay cash on delivery?")
	s.fakes.messengerWrites("Amara Okafor", "is the mango lassi sweetened?")
	s.fakes.telegramWrites("Tomas Novak", "my order has not arrived")
	known.Wrote = true
	return devfile.Save(s.state.path(credentialsName), known)
}
