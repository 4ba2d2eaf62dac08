// Package payload reads the JSON of providers leniently.
package payload

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Object is a JSON object that is read leniently: what is missing, null or of
// another type than asked for reads as the zero value, so that no odd field
// costs an event. Strings come out as valid UTF-8 without NUL.
type Object map[string]json.RawMessage

// Parse reads an object, false if data is none.
func Parse(data []byte) (Object, bool) {
	var o Object
	if json.Unmarshal(data, &o) != nil || o == nil {
		return nil, false
	}
	return o, true
}

// Has says whether the field is there and not null.
func (o Object) Has(key string) bool {
	raw := bytes.TrimSpace(o[key])
	return len(raw) > 0 && !bytes.Equal(raw, []byte("null"))
}

// Text returns a string, or a number as it is written: providers send ids as
// both.
func (o Object) Text(key string) string {
	raw := bytes.TrimSpace(o[key])
	if len(raw) == 0 {
		return ""
	}
	if c := raw[0]; c == '-' || (c >= '0' && c <= '9') {
		return string(raw)
	}
	var s string
	if raw[0] != '"' || json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return Clean(s)
}

// Int returns a whole number, given as number or string; 0 for one that is too
// large, so that two ids never become the same.
func (o Object) Int(key string) int64 {
	n, err := strconv.ParseInt(o.Text(key), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// Float returns a number, given as number or string.
func (o Object) Float(key string) float64 {
	f, err := strconv.ParseFloat(o.Text(key), 64)
	if err != nil || f != f || f > 1e308 || f < -1e308 {
		return 0
	}
	return f
}

// Bool returns a boolean.
func (o Object) Bool(key string) bool { return string(bytes.TrimSpace(o[key])) == "true" }

// Object returns the object of a field, which may be read even if it is none.
func (o Object) Object(key string) Object {
	inner, _ := Parse(o[key])
	return inner
}

// Objects returns the objects in a list; what is no object among them comes as
// nil, so that none is passed over unseen.
func (o Object) Objects(key string) []Object {
	items := o.list(key)
	objects := make([]Object, len(items))
	for i, item := range items {
		objects[i], _ = Parse(item)
	}
	return objects
}

// Lists returns the lists in a list, with their objects as Objects has them.
func (o Object) Lists(key string) [][]Object {
	items := o.list(key)
	lists := make([][]Object, len(items))
	for i, item := range items {
		lists[i] = (Object{"": item}).Objects("")
	}
	return lists
}

// Texts returns the strings of a list.
func (o Object) Texts(key string) []string {
	var texts []string
	for _, item := range o.list(key) {
		if s := (Object{"": item}).Text(""); s != "" {
			texts = append(texts, s)
		}
	}
	return texts
}

// Raw returns a field as compact JSON, "" if it is missing or null.
func (o Object) Raw(key string) string {
	if !o.Has(key) {
		return ""
	}
	var compact bytes.Buffer
	if json.Compact(&compact, o[key]) != nil {
		return ""
	}
	return Clean(compact.String())
}

// Seconds returns a time given as seconds since 1970, in a number or a string.
// What cannot be the time of a webhook is the zero time.
func (o Object) Seconds(key string) time.Time { return believable(o.Int(key) * 1000) }

// Milliseconds returns a time given as milliseconds since 1970.
func (o Object) Milliseconds(key string) time.Time { return believable(o.Int(key)) }

// list returns the items of a list, none if the field is something else.
func (o Object) list(key string) []json.RawMessage {
	var items []json.RawMessage
	if json.Unmarshal(o[key], &items) != nil {
		return nil
	}
	return items
}

// believable is the time of so many milliseconds since 1970. Before 2009 none of
// the providers was there; after 2100 is a slip of the unit.
func believable(ms int64) time.Time {
	t := time.UnixMilli(ms).UTC()
	if t.Year() < 2009 || t.Year() > 2100 {
		return time.Time{}
	}
	return t
}

// Clean makes a string fit to be stored: valid UTF-8 without NUL.
func Clean(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	return strings.ReplaceAll(s, "\x00", "")
}

// Shorten cuts a provider's words to what people will read.
func Shorten(words string) string {
	const longest = 300
	runes := []rune(words)
	if len(runes) <= longest {
		return words
	}
	return string(runes[:longest-1]) + "…"
}
