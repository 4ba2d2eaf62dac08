package demo

import (
	"context"
	"fmt"
	"strings"
)

// Set is an FAQ set as it stands in a running Parley.
type Set struct {
	// Keys are the FAQs' keys by their ids there.
	Keys map[string]string
	// Created is how many of them Import had to create.
	Created int
	// Asleep are the keys of FAQs that are there and do not answer: drafts and
	// archived ones.
	Asleep []string
}

// Import makes sure that the FAQs are there, and active if they were not there
// before. What is there is known by its main question and left as it is: the
// developer may have edited it. After each FAQ it tells progress how many are
// done.
func Import(ctx context.Context, admin *Client, faqs []FAQ, progress func(done int)) (Set, error) {
	present, err := admin.faqs(ctx)
	if err != nil {
		return Set{}, fmt.Errorf("list FAQs: %w", err)
	}
	byQuestion := map[string]faqView{}
	for _, f := range present {
		byQuestion[oneLine(f.Question)] = f
	}
	set := Set{Keys: map[string]string{}}
	for i, f := range faqs {
		there, found := byQuestion[oneLine(f.Question)]
		if !found {
			if there, err = admin.createFAQ(ctx, f); err != nil {
				return Set{}, fmt.Errorf("create FAQ %s: %w", f.Key, err)
			}
			set.Created++
		}
		if there.Status != "active" {
			set.Asleep = append(set.Asleep, f.Key)
		}
		set.Keys[there.ID] = f.Key
		progress(i + 1)
	}
	return set, nil
}

// oneLine makes texts comparable that differ in white space only.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
