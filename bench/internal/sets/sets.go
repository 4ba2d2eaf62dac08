// Package sets reads the public evaluation sets of package bench's programs and
// draws the questions of FAQs from them.
package sets

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
)

// Unknown is the FAQ of messages that nothing may answer.
const Unknown = "__none__"

// The splits.
const (
	Train = "train"
	Test  = "test"
)

// Sample is a line of a set: a question of an FAQ, or a message that the FAQ
// answers.
type Sample struct {
	Question string `json:"question"`
	FAQ      string `json:"faq_id"`
	Split    string `json:"split"`
	// Clean is the message as it was before mistakes were made in it; empty where
	// none were.
	Clean string `json:"clean"`
}

// Read returns the samples of one split of a set, in the order of the file.
func Read(folder fs.FS, name, split string) (_ []Sample, err error) {
	file, err := folder.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read set: %w", err)
	}
	defer func() { _ = file.Close() }()
	var samples []Sample
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		var s Sample
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			return nil, fmt.Errorf("read set: %s, line %d: %w", name, n, err)
		}
		if s.Split == split {
			samples = append(samples, s)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read set: %s: %w", name, err)
	}
	if len(samples) == 0 {
		return nil, fmt.Errorf("read set: %s has nothing of split %s", name, split)
	}
	return samples, nil
}

// Names returns the names in a file that is a list of them.
func Names(folder fs.FS, name string) (map[string]bool, error) {
	data, err := fs.ReadFile(folder, name)
	if err != nil {
		return nil, fmt.Errorf("read names: %w", err)
	}
	var names []string
	if err := json.Unmarshal(data, &names); err != nil {
		return nil, fmt.Errorf("read names: %s: %w", name, err)
	}
	set := make(map[string]bool, len(names))
	for _, n := range names {
		set[n] = true
	}
	return set, nil
}

// Split returns the samples whose FAQ is known, and the others.
func Split(samples []Sample, known func(id string) bool) (inside, outside []Sample) {
	for _, s := range samples {
		if known(s.FAQ) {
			inside = append(inside, s)
		} else {
			outside = append(outside, s)
		}
	}
	return inside, outside
}

// Spread returns n of the things, spread evenly; all of them if there are no
// more or n is 0.
func Spread[T any](things []T, n int) []T {
	if n == 0 || len(things) <= n {
		return things
	}
	some := make([]T, n)
	for i := range some {
		some[i] = things[i*len(things)/n]
	}
	return some
}

// Cleaned returns samples as they were before mistakes were made in them.
func Cleaned(samples []Sample) []Sample {
	cleaned := slices.Clone(samples)
	for i := range cleaned {
		cleaned[i].Question, cleaned[i].Clean = cleaned[i].Clean, ""
	}
	return cleaned
}
