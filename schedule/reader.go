package schedule

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// reader takes JSON apart and gathers what is wrong with it as field errors.
// Members must be known, spelt exactly and there once; null is like absence.
type reader struct{ errs []error }

func (r *reader) add(field, reason string) {
	r.errs = append(r.errs, &FieldError{Field: field, Reason: reason})
}

func (r *reader) err() error { return errors.Join(r.errs...) }

// object returns the members of the object that raw is.
func (r *reader) object(field string, raw json.RawMessage, known ...string) map[string]json.RawMessage {
	members := make(map[string]json.RawMessage, len(known))
	dec := json.NewDecoder(bytes.NewReader(raw))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		r.add(field, "must be an object")
		return members
	}
	for dec.More() {
		// Raw has been checked to be JSON, so neither call can fail.
		name, _ := dec.Token()
		key, _ := name.(string)
		var value json.RawMessage
		_ = dec.Decode(&value)
		_, repeated := members[key]
		switch {
		case !slices.Contains(known, key):
			r.add(path(field, key), "is unknown")
		case repeated:
			r.add(path(field, key), "is there twice")
		default:
			members[key] = value
		}
	}
	for key, value := range members {
		if string(value) == "null" {
			delete(members, key)
		}
	}
	return members
}

// list reads the list that raw is, element by element; no raw is no element.
func list[T any](r *reader, field string, raw json.RawMessage, element func(field string, raw json.RawMessage) T) []T {
	if raw == nil {
		return nil
	}
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		r.add(field, "must be a list")
		return nil
	}
	var all []T
	for i, item := range items {
		all = append(all, element(fmt.Sprintf("%s[%d]", field, i), item))
	}
	return all
}

// text returns the text that raw is; no raw is the empty text.
func (r *reader) text(field string, raw json.RawMessage) (s string) {
	if raw != nil && json.Unmarshal(raw, &s) != nil {
		r.add(field, "must be a text")
	}
	return s
}

// flag returns the truth value that raw is; no raw is false.
func (r *reader) flag(field string, raw json.RawMessage) (b bool) {
	if raw != nil && json.Unmarshal(raw, &b) != nil {
		r.add(field, "must be true or false")
	}
	return b
}

// parsed returns the text that raw is as parse understands it.
func parsed[T any](r *reader, field string, raw json.RawMessage, parse func(string) (T, error)) (t T) {
	var s string
	if raw == nil {
		r.add(field, "is missing")
		return t
	}
	if json.Unmarshal(raw, &s) != nil {
		r.add(field, "must be a text")
		return t
	}
	t, err := parse(s)
	if err != nil {
		r.add(field, err.Error())
	}
	return t
}

func path(field, member string) string {
	if field == "" {
		return member
	}
	return field + "." + member
}
