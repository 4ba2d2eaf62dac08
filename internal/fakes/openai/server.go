// Package openai is an endpoint that speaks OpenAI's embeddings API, for tests:
// it checks requests as the real one does, makes vectors in which texts with
// common words are near each other, and misbehaves on request.
package openai

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Server is an endpoint; serve it with httptest or in process. Its methods may
// be called at any time from anywhere.
type Server struct {
	options Options

	mu       sync.Mutex
	next     []Behaviour
	always   Behaviour
	requests []Request
}

// Options are the settings of a Server.
type Options struct {
	// Key is the only bearer token let in, "" to let everybody in.
	Key string
	// Model is the only model there is.
	Model string
	// Dimensions is the length of its vectors.
	Dimensions int
	// Fixed says that requests may not ask for another length.
	Fixed bool
	// Base64 says what becomes of requests for base64.
	Base64 Base64
	// MostTexts is how many texts a request may hold: 2048, as the real endpoint.
	MostTexts int
	// TooManyStatus is the answer to more of them: 400, as the real endpoint's.
	TooManyStatus int
}

// Base64 is what an endpoint makes of "encoding_format":"base64".
type Base64 int

// The real endpoint sends base64; some imitators ignore the wish and some refuse
// the request.
const (
	Base64Sent Base64 = iota
	Base64Ignored
	Base64Refused
)

// Request is one well-formed request that got as far as a Behaviour.
type Request struct {
	Input      []string
	Model      string
	Dimensions int    // 0 if it asked for none
	Format     string // "" if it asked for none
}

// New returns an endpoint that behaves.
func New(o Options) *Server {
	if o.MostTexts == 0 {
		o.MostTexts = 2048
	}
	if o.TooManyStatus == 0 {
		o.TooManyStatus = http.StatusBadRequest
	}
	return &Server{options: o, always: Answer()}
}

// Then queues how the next requests are met, one each. Afterwards the endpoint
// behaves as usual again.
func (s *Server) Then(behaviours ...Behaviour) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = append(s.next, behaviours...)
}

// Always changes how requests are usually met, and forgets what was queued.
func (s *Server) Always(b Behaviour) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next, s.always = nil, b
}

// Requests returns the requests so far, oldest first.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// ServeHTTP answers POST …/embeddings.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/embeddings") {
		refuse(w, http.StatusNotFound, "invalid_request_error", "", "Invalid URL ("+r.Method+" "+r.URL.Path+")")
		return
	}
	if s.options.Key != "" && r.Header.Get("Authorization") != "Bearer "+s.options.Key {
		refuse(w, http.StatusUnauthorized, "invalid_request_error", "invalid_api_key", "Incorrect API key provided.")
		return
	}
	request, ok := s.read(w, r)
	if !ok {
		return
	}
	s.mu.Lock()
	s.requests = append(s.requests, request)
	behave := s.always
	if len(s.next) > 0 {
		behave, s.next = s.next[0], s.next[1:]
	}
	s.mu.Unlock()
	behave(w, r, s.answer(request))
}

// read returns the request, or refuses it as the real endpoint would.
func (s *Server) read(w http.ResponseWriter, r *http.Request) (Request, bool) {
	var body struct {
		Input      json.RawMessage `json:"input"`
		Model      string          `json:"model"`
		Dimensions int             `json:"dimensions"`
		Format     string          `json:"encoding_format"`
		User       string          `json:"user"`
	}
	invalid := func(message string) (Request, bool) {
		refuse(w, http.StatusBadRequest, "invalid_request_error", "", message)
		return Request{}, false
	}
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&body); err != nil {
		return invalid("We could not parse the JSON body of your request.")
	}
	request := Request{Model: body.Model, Dimensions: body.Dimensions, Format: body.Format}
	var one string
	if json.Unmarshal(body.Input, &one) == nil {
		request.Input = []string{one}
	} else if json.Unmarshal(body.Input, &request.Input) != nil {
		return invalid("'$.input' is invalid.")
	}
	switch {
	case len(request.Input) == 0:
		return invalid("'$.input' is invalid.")
	case len(request.Input) > s.options.MostTexts:
		refuse(w, s.options.TooManyStatus, "invalid_request_error", "", "'$.input' is invalid.")
		return Request{}, false
	case !slices.Contains([]string{"", "float", "base64"}, body.Format):
		return invalid("'$.encoding_format' is invalid.")
	case body.Format == "base64" && s.options.Base64 == Base64Refused:
		return invalid("base64 encoding is not currently supported")
	case request.Dimensions != 0 && (s.options.Fixed || request.Dimensions > s.options.Dimensions):
		return invalid("This model does not support specifying dimensions.")
	case body.Model != s.options.Model:
		refuse(w, http.StatusNotFound, "invalid_request_error", "model_not_found", "The model `"+body.Model+"` does not exist.")
		return Request{}, false
	}
	for _, text := range request.Input {
		if text == "" {
			return invalid("'$.input' is invalid.")
		}
	}
	return request, true
}

// refuse sends an error in the API's form. The message quotes nothing secret,
// but a canary, so that tests see whether it travels.
func refuse(w http.ResponseWriter, status int, kind, code, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	body := map[string]any{"message": message + " " + Canary, "type": kind, "param": nil, "code": nil}
	if code != "" {
		body["code"] = code
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"error": body})
}

// Canary is in the message of every refusal, where the real endpoint may quote
// the text or the key.
const Canary = "canary-7f3a"
