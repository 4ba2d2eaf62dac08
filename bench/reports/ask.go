package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/store"
)

// page is how often and how long a page waited.
type page struct {
	name, query string
	took        []time.Duration
}

// pages are those of the dashboard, under the filters that cost most.
func pages(now time.Time) []page {
	last := func(days int) string {
		return "from=" + now.AddDate(0, 0, 1-days).Format(time.DateOnly) + "&to=" + now.Format(time.DateOnly)
	}
	const kolkata, compared = "&zone=Asia/Kolkata", "&compare=previous"
	return []page{
		{name: "Overview, 28 days, compared", query: "overview?" + last(28) + compared},
		{name: "Overview, 28 days of Kolkata, compared", query: "overview?" + last(28) + kolkata + compared},
		{name: "Overview, 62 days of Kolkata, compared", query: "overview?" + last(62) + kolkata + compared},
		{name: "Overview, a year by weeks, compared", query: "overview?" + last(365) + kolkata + compared},
		{name: "Hours of the week, 90 days", query: "hours?" + last(90)},
		{name: "Hours of the week, a year of Kolkata", query: "hours?" + last(365) + kolkata},
		{name: "By agent, 90 days of Kolkata, compared", query: "agents?" + last(90) + kolkata + compared},
		{name: "By campaign, 90 days of Kolkata, compared", query: "campaigns?" + last(90) + kolkata + compared},
		{name: "By FAQ, 90 days of Kolkata, compared", query: "faqs?" + last(90) + kolkata + compared},
	}
}

// ask asks the API for each page in turns.
func ask(ctx context.Context, st *store.Store, rounds int) ([]page, error) {
	public, err := url.Parse("http://127.0.0.1:8080")
	if err != nil {
		return nil, fmt.Errorf("ask: %w", err)
	}
	registry := prometheus.NewRegistry()
	metrics, err := api.NewMetrics(registry)
	if err != nil {
		return nil, fmt.Errorf("ask: %w", err)
	}
	server, err := api.New(api.Config{PublicURL: public}, api.Services{ //nolint:contextcheck // its requests have their own
		Store: st, Unavailable: store.Unavailable, Metrics: metrics, Gatherer: registry, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return nil, fmt.Errorf("ask: %w", err)
	}
	_, key, err := st.CreateAPIKey(ctx, "bench", []account.Scope{account.ScopeAdmin})
	if err != nil {
		return nil, fmt.Errorf("ask: %w", err)
	}
	listening := httptest.NewServer(server)
	defer listening.Close()
	all := pages(time.Now().UTC())
	for range rounds {
		for i := range all {
			begin := time.Now()
			if err := get(ctx, listening.URL+"/v1/reports/"+all[i].query, key); err != nil {
				return nil, fmt.Errorf("%s: %w", all[i].name, err)
			}
			all[i].took = append(all[i].took, time.Since(begin))
		}
	}
	return all, nil
}

func get(ctx context.Context, address, key string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+key)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", response.Status, body)
	}
	return nil
}

// scan counts the messages of 28 days by the day, as reports do that keep no
// counts.
func scan(ctx context.Context, raw *pgxpool.Pool) ([]time.Duration, error) {
	var took []time.Duration
	for range 3 {
		begin := time.Now()
		if _, err := raw.Exec(ctx, `SELECT date_trunc('day', created_at, 'Asia/Kolkata'), author, count(*) FROM messages
			WHERE created_at > now() - interval '28 days' GROUP BY 1, 2`); err != nil {
			return nil, fmt.Errorf("scan: %w", err)
		}
		took = append(took, time.Since(begin))
	}
	return took, nil
}

func p95(times []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[(len(sorted)*95+99)/100-1]
}
