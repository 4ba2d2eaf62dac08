package api

import (
	"errors"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
)

// Metrics are what the API counts.
type Metrics struct {
	requests *prometheus.HistogramVec
	rings    *prometheus.CounterVec
	ingested *prometheus.CounterVec
	webhooks *prometheus.CounterVec
}

// NewMetrics registers the API's metrics. It fails if they are registered
// already.
func NewMetrics(registry prometheus.Registerer) (*Metrics, error) {
	m := &Metrics{
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "parley_http_request_seconds",
			Help:    "Duration of HTTP requests by route template, method and status.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"route", "method", "status"}),
		rings: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "parley_doorbell_rings_total",
			Help: "Rings for workflows by outcome: rung, merged with a waiting one, full, failed.",
		}, []string{"outcome"}),
		ingested: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "parley_ingested_messages_total",
			Help: "Messages of end users by outcome: stored, duplicate, conflict.",
		}, []string{"outcome"}),
		webhooks: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "parley_webhooks_refused_total",
			Help: "Webhooks that were not taken in, by channel and reason: signature, too_old, handshake, incomplete, body.",
		}, []string{"channel", "reason"}),
	}
	for _, c := range []prometheus.Collector{m.requests, m.rings, m.ingested, m.webhooks} {
		if err := registry.Register(c); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// request counts one request. Paths that match no route share a label: they are
// the client's to invent.
func (m *Metrics) request(route, method string, status int, took time.Duration) {
	if route == "" {
		route, method = "none", "any"
	}
	m.requests.WithLabelValues(route, method, strconv.Itoa(status)).Observe(took.Seconds())
}

func (m *Metrics) rang(outcome string) { m.rings.WithLabelValues(outcome).Inc() }

// refused counts a webhook that was not taken in.
func (m *Metrics) refused(channel conversation.Channel, err error) {
	reason := "body"
	switch {
	case errors.Is(err, channels.ErrSignature):
		reason = "signature"
	case errors.Is(err, channels.ErrTooOld):
		reason = "too_old"
	case errors.Is(err, channels.ErrHandshake):
		reason = "handshake"
	case errors.Is(err, channels.ErrAccountIncomplete):
		reason = "incomplete"
	}
	m.webhooks.WithLabelValues(string(channel), reason).Inc()
}

func (m *Metrics) accepted(a conversation.Accepted) {
	outcome := "stored"
	switch {
	case a.Conflict:
		outcome = "conflict"
	case a.Duplicate:
		outcome = "duplicate"
	}
	m.ingested.WithLabelValues(outcome).Inc()
}
