package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"time"
)

// healthTimeout is within what container engines grant a check.
const healthTimeout = 4 * time.Second

// health asks a URL and fails unless it answers 200: the health check of images
// that hold no other program.
func (m *Main) health(ctx context.Context, args []string) error {
	if len(args) != 1 {
		return usageError("say which URL to ask, such as http://127.0.0.1:8080/readyz")
	}
	if args[0] == "-h" || args[0] == "-help" {
		return flag.ErrHelp
	}
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	return probe(ctx, args[0])
}

// probe returns an error unless the URL answers 200.
func probe(ctx context.Context, url string) (err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody) //nolint:gosec // G704: the operator names it
	if err != nil {
		return fmt.Errorf("ask: %w", err)
	}
	response, err := http.DefaultClient.Do(request) //nolint:gosec // G704: the operator names it
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, response.Status)
	}
	return nil
}
