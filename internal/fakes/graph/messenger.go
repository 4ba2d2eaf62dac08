package graph

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// messenger is Messenger's half of the server. The server's lock guards all of it.
type messenger struct {
	pages []*Page
	files map[string]*file
	count int
}

func (m *messenger) init() { m.files = map[string]*file{} }

// id makes an id. It must be called with the lock held.
func (m *messenger) id(prefix string) string {
	m.count++
	return fmt.Sprintf("%s%08d", prefix, m.count)
}

// PageOptions describe a Facebook page.
type PageOptions struct {
	ID, Name string
	// AppID is that of the Meta app that uses the API.
	AppID string
	// WithoutHumanAgent says that Meta has not granted the app that feature.
	WithoutHumanAgent bool
}

// Page is a Facebook page, and what people do there.
type Page struct {
	PageOptions
	server     *Server
	people     map[string]*person
	sent       []PageMessage
	actions    []string
	subscribed []string
}

// Person is somebody on Messenger.
type Person struct {
	// ID is the page-scoped id.
	ID, First, Last string
	// Closed says that the profile is not shown to the page; Away, that nothing can
	// be delivered.
	Closed, Away bool
}

type person struct {
	Person
	// wrote is when they did the last thing that opens the window.
	wrote time.Time
}

// PageMessage is a message that the API took.
type PageMessage struct {
	ID   string
	To   string
	Body map[string]any
}

// AddPage makes the server know a page.
func (s *Server) AddPage(o PageOptions) *Page {
	p := &Page{PageOptions: o, server: s, people: map[string]*person{}}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messenger.pages = append(s.messenger.pages, p)
	return p
}

// AddPerson makes the page know somebody, or know them anew.
func (p *Page) AddPerson(who Person) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	known := p.know(who.ID)
	known.Person = who
}

// know returns somebody. It must be called with the lock held.
func (p *Page) know(id string) *person {
	if p.people[id] == nil {
		p.people[id] = &person{Person: Person{ID: id}}
	}
	return p.people[id]
}

// Sent returns what the API took so far in the page's name.
func (p *Page) Sent() []PageMessage {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	return slices.Clone(p.sent)
}

// Actions returns what was shown to people, as "typing_on:<id>".
func (p *Page) Actions() []string {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	return slices.Clone(p.actions)
}

// Subscribed returns the fields that the page reports to the app.
func (p *Page) Subscribed() []string {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	return slices.Clone(p.subscribed)
}

// serveMessenger answers a call that is about Messenger.
func (c *call) serveMessenger() bool {
	var page *Page
	var who *person
	isApp := false
	c.mu.Lock()
	for _, p := range c.messenger.pages {
		// All pages of this server have one token: it is the first one's.
		if p.ID == c.path[0] || page == nil && c.path[0] == "me" {
			page = p
		}
		if who == nil {
			who = p.people[c.path[0]]
		}
		isApp = isApp || p.AppID == c.path[0]
	}
	c.mu.Unlock()
	edge := c.r.Method + " " + strings.Join(c.path[1:], "/")
	var serve func()
	switch {
	case isApp && edge == "POST subscriptions":
		serve = c.subscribeApp
	case page != nil && edge == "POST messages":
		serve = func() { c.pageMessages(page) }
	case page != nil && edge == "POST message_attachments":
		serve = c.attach
	case page != nil && edge == "POST subscribed_apps":
		serve = func() { c.subscribePage(page) }
	case page != nil && edge == "GET subscribed_apps":
		serve = func() { c.listApps(page) }
	case page != nil && edge == "GET ":
		serve = func() { c.answer(http.StatusOK, map[string]any{"id": page.ID, "name": page.Name}) }
	case who != nil && edge == "GET ":
		serve = func() { c.profile(who.Person) }
	default:
		return false
	}
	if !c.proven() {
		c.fail(http.StatusBadRequest, Failure{Code: 100, Message: "Invalid appsecret_proof provided in the API argument"})
		return true
	}
	serve()
	return true
}

// proven says whether the caller knows the app secret: the app itself, or a page
// with a proof.
func (c *call) proven() bool {
	return c.isApp(bearer(c.r)) || c.r.URL.Query().Get("appsecret_proof") == digest(c.options.AppSecret, []byte(c.options.Token))
}

// isApp says whether a token is that of the app itself: its id and its secret.
func (s *Server) isApp(token string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.messenger.pages {
		if token == p.AppID+"|"+s.options.AppSecret {
			return true
		}
	}
	return false
}

// profile serves GET /{person}.
func (c *call) profile(who Person) {
	if who.Closed {
		c.fail(http.StatusForbidden, Failure{Code: 230, Message: "User profile is not accessible"})
		return
	}
	c.answer(http.StatusOK, map[string]any{"id": who.ID, "first_name": who.First, "last_name": who.Last})
}

// subscribeApp sets the callback of all pages of an app, which Meta verifies at
// once.
func (c *call) subscribeApp() {
	callback, token := c.text("callback_url"), c.text("verify_token")
	if !c.isApp(bearer(c.r)) {
		c.fail(http.StatusBadRequest, Failure{Code: 15, Message: "This method must be called with an app access_token"})
		return
	}
	if c.text("object") != "page" || !strings.HasPrefix(callback, "https://") || token != c.options.VerifyToken || c.text("fields") == "" {
		c.fail(http.StatusBadRequest, Failure{Code: 100, Message: "Invalid parameter"})
		return
	}
	// The address has to be https; the callback of a test is none.
	if err := c.Subscribe(c.r.Context(), "http"+strings.TrimPrefix(callback, "https")); err != nil {
		c.fail(http.StatusBadRequest, Failure{Code: 2200, Message: "Callback verification failed"})
		return
	}
	c.answer(http.StatusOK, map[string]any{"success": true})
}

func (c *call) subscribePage(p *Page) {
	fields := strings.Split(c.text("subscribed_fields"), ",")
	c.mu.Lock()
	p.subscribed = fields
	c.mu.Unlock()
	c.answer(http.StatusOK, map[string]any{"success": true})
}

func (c *call) listApps(p *Page) {
	apps := []any{}
	if fields := p.Subscribed(); len(fields) > 0 {
		apps = append(apps, map[string]any{"id": p.AppID, "name": "Parley", "subscribed_fields": fields})
	}
	c.answer(http.StatusOK, map[string]any{"data": apps})
}
