// Package demo carries what a first start of Parley has to show: the FAQs of
// Saffron Go, an invented brand that delivers food and books flights, messages
// as its customers would type them, and one scripted conversation.
package demo

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// ExpectNone is the [Message.Expect] of a message that no FAQ answers: the
// autoresponder should stay silent and leave it to an agent.
const ExpectNone = "none"

// Who speaks in a [Turn].
const (
	FromContact = "contact"
	FromAgent   = "agent"
)

//go:embed data/faqs.json data/messages.jsonl data/conversation.json data/customers.json
var files embed.FS

// FAQ is one entry of the demo set. Key names it in [Message.Expect] and is
// unique; Type is greeting, general, closing or filler; Question is the main
// question and not repeated in RelatedQuestions.
type FAQ struct {
	Key              string   `json:"key"`
	Type             string   `json:"type"`
	Question         string   `json:"question"`
	RelatedQuestions []string `json:"related_questions"`
	Answer           string   `json:"answer"`
	Labels           []string `json:"labels"`
}

// Questions returns the main question followed by the related ones.
func (f FAQ) Questions() []string {
	return append([]string{f.Question}, f.RelatedQuestions...)
}

// Message is what one customer sends: either Text, or Lines typed as a burst
// of several messages in quick succession, never both. Expect is the key of
// the FAQ that answers it, or [ExpectNone]. Note says what makes a line
// special and is empty for most; it starts with "language: " where the text
// is not English.
type Message struct {
	Text   string   `json:"text,omitempty"`
	Lines  []string `json:"lines,omitempty"`
	Expect string   `json:"expect"`
	Note   string   `json:"note,omitempty"`
}

// Burst returns the texts in the order they are sent: Lines, or Text alone.
func (m Message) Burst() []string {
	if len(m.Lines) > 0 {
		return m.Lines
	}
	return []string{m.Text}
}

// Conversation is the script shown at first start. Automatic replies are not
// part of it: the first turn asks what an FAQ answers, so the running system
// adds them itself.
type Conversation struct {
	Contact string `json:"contact"` // the contact's name
	Turns   []Turn `json:"turns"`
}

// Turn is one message of a [Conversation], From [FromContact] or [FromAgent].
type Turn struct {
	From string `json:"from"`
	Text string `json:"text"`
}

// FAQs returns the demo FAQ set.
func FAQs() ([]FAQ, error) {
	return load[[]FAQ]("data/faqs.json")
}

// Messages returns the customer messages in the order they are played.
func Messages() ([]Message, error) {
	raw, err := files.ReadFile("data/messages.jsonl")
	if err != nil {
		return nil, fmt.Errorf("demo messages: %w", err)
	}
	return parseMessages(raw)
}

// Script returns the conversation shown at first start.
func Script() (Conversation, error) {
	return load[Conversation]("data/conversation.json")
}

func parseMessages(raw []byte) ([]Message, error) {
	var messages []Message
	number := 0
	for line := range bytes.Lines(raw) {
		number++
		m, err := decode[Message](line)
		if err == nil {
			err = m.validate()
		}
		if err != nil {
			return nil, fmt.Errorf("demo messages, line %d: %w", number, err)
		}
		messages = append(messages, m)
	}
	return messages, nil
}

func (m Message) validate() error {
	switch {
	case (m.Text == "") == (len(m.Lines) == 0):
		return errors.New("want either text or lines")
	case m.Expect == "":
		return errors.New("expect is missing")
	}
	return nil
}

func load[T any](name string) (T, error) {
	raw, err := files.ReadFile(name)
	if err != nil {
		var zero T
		return zero, fmt.Errorf("demo data: %w", err)
	}
	v, err := decode[T](raw)
	if err != nil {
		return v, fmt.Errorf("demo data, %s: %w", name, err)
	}
	return v, nil
}

// decode refuses unknown fields and trailing text, so that a slip made while
// editing the data is an error and not a field that silently stays empty.
func decode[T any](raw []byte) (T, error) {
	var v T
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil {
		return v, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return v, errors.New("text after the value")
	}
	return v, nil
}
