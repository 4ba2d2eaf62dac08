package graph

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// whatsapp is WhatsApp's half of the server.
type whatsapp struct {
	numbers   map[string]Number
	people    map[string]User
	wrote     map[[2]string]time.Time // number and person: when they wrote last
	pairs     map[[2]string]*bucket
	rates     map[string]*bucket
	sent      []Sent
	read      []string
	media     map[string]*medium
	templates []WhatsAppTemplate
	count     int
}

func (w *whatsapp) init() {
	w.numbers, w.people, w.media = map[string]Number{}, map[string]User{}, map[string]*medium{}
	w.wrote, w.pairs, w.rates = map[[2]string]time.Time{}, map[[2]string]*bucket{}, map[string]*bucket{}
}

// Number is a WhatsApp number of a business.
type Number struct {
	// ID is the phone number id, BusinessID that of the business account.
	ID         string
	BusinessID string
	Display    string
	Name       string
	// PerSecond is how many messages it may send in a second, 0 for 80.
	PerSecond int
}

// User is a person on WhatsApp. Who has no Phone shows none.
type User struct {
	Phone    string
	UserID   string
	ParentID string
	Name     string
	Username string
}

// Sent is a message that the API took.
type Sent struct {
	ID       string
	Number   string
	To       User
	Body     map[string]any
	Callback string // biz_opaque_callback_data
}

// AddNumber makes the server know a number.
func (s *Server) AddNumber(n Number) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n.PerSecond == 0 {
		n.PerSecond = 80
	}
	s.whatsapp.numbers[n.ID] = n
}

// AddUser makes the server know a person, by number and by id. A number may be
// written in another way when they are written to: with the ninth digit of
// Brazil, or without.
func (s *Server) AddUser(u User, spellings ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, key := range append(spellings, u.Phone, u.UserID, u.ParentID) {
		if key != "" {
			s.whatsapp.people[key] = u
		}
	}
}

// Sent returns what the API took so far.
func (s *Server) Sent() []Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.whatsapp.sent)
}

// Read returns the ids of messages that were marked as read.
func (s *Server) Read() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.whatsapp.read)
}

// serveWhatsApp answers a call that is about WhatsApp.
func (c *call) serveWhatsApp() bool {
	c.mu.Lock()
	number, isNumber := c.whatsapp.numbers[c.path[0]]
	file, isFile := c.whatsapp.media[c.path[0]]
	isBusiness := slices.ContainsFunc(mapValues(c.whatsapp.numbers), func(n Number) bool { return n.BusinessID == c.path[0] })
	c.mu.Unlock()
	edge := c.r.Method + " " + strings.Join(c.path[1:], "/")
	switch {
	case isNumber && edge == "POST messages":
		c.whatsAppMessages(number)
	case isNumber && edge == "POST media":
		c.upload()
	case isNumber && edge == "GET ":
		c.answer(http.StatusOK, map[string]any{
			"id": number.ID, "display_phone_number": number.Display, "verified_name": number.Name,
			"quality_rating": "GREEN", "messaging_limit_tier": "TIER_1K",
		})
	case isFile && edge == "GET ":
		c.describe(file)
	case isBusiness && edge == "GET message_templates":
		c.listTemplates(c.path[0])
	case isBusiness && edge == "POST subscribed_apps":
		c.subscribe()
	default:
		return false
	}
	return true
}

func mapValues(numbers map[string]Number) []Number {
	list := make([]Number, 0, len(numbers))
	for _, n := range numbers {
		list = append(list, n)
	}
	return list
}

// subscribe sets the callback, which Meta verifies at once.
func (c *call) subscribe() {
	callback, token := c.text("override_callback_uri"), c.text("verify_token")
	if callback == "" || token != c.options.VerifyToken {
		c.fail(http.StatusBadRequest, Failure{Code: 100, Message: "Invalid parameter"})
		return
	}
	// The address has to be https; the callback of a test is none.
	plain := "http" + strings.TrimPrefix(callback, "https")
	if err := c.Subscribe(c.r.Context(), plain); err != nil {
		c.fail(http.StatusBadRequest, Failure{Code: 2200, Message: "Callback verification failed"})
		return
	}
	c.answer(http.StatusOK, map[string]any{"success": true})
}

// id makes a message's id. It must be called with the lock held.
func (w *whatsapp) id() string {
	w.count++
	return fmt.Sprintf("wamid.FAKE%08d==", w.count)
}

// change reports a change of a number's business account.
func (s *Server) change(n Number, field string, value map[string]any) {
	value["messaging_product"] = "whatsapp"
	value["metadata"] = map[string]any{"display_phone_number": n.Display, "phone_number_id": n.ID}
	s.report("whatsapp_business_account", n.BusinessID, "changes", map[string]any{"field": field, "value": value})
}

// contactOf is an item of "contacts".
func contactOf(u User) map[string]any {
	profile := map[string]any{"name": u.Name}
	put(profile, "username", u.Username)
	contact := map[string]any{"profile": profile}
	put(contact, "wa_id", u.Phone)
	put(contact, "user_id", u.UserID)
	put(contact, "parent_user_id", u.ParentID)
	return contact
}

// put leaves out what is empty, as Meta does.
func put(object map[string]any, key, value string) {
	if value != "" {
		object[key] = value
	}
}
