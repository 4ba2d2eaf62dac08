package api

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// WidgetLimits bound what browsers may ask of one process. The zero value means
// the defaults.
type WidgetLimits struct {
	// PerAddress is how many requests a second an IP address may make, and six
	// seconds' worth at once: a whole office may sit behind one.
	PerAddress float64
	// PerVisitor is how many messages a second a visitor may write, and ten at once.
	PerVisitor float64
	// Streams is how many streams of events a visitor may have open.
	Streams int
}

// widgetLimits holds the buckets. Those that are full again are forgotten.
type widgetLimits struct {
	WidgetLimits
	mu      sync.Mutex
	buckets map[string]*rate.Limiter
	streams map[string]int
	swept   time.Time
	now     func() time.Time
}

const (
	addressBurst = 6 // times PerAddress
	visitorBurst = 10
	// sweepEvery is how often full buckets are looked for, mostBuckets how many
	// there may be before new addresses share one.
	sweepEvery  = time.Minute
	mostBuckets = 100_000
)

func newWidgetLimits(l WidgetLimits) *widgetLimits {
	if l.PerAddress == 0 {
		l.PerAddress = 20
	}
	if l.PerVisitor == 0 {
		l.PerVisitor = 1
	}
	if l.Streams == 0 {
		l.Streams = 8
	}
	return &widgetLimits{
		WidgetLimits: l, buckets: make(map[string]*rate.Limiter), streams: make(map[string]int), now: time.Now,
	}
}

func (l *widgetLimits) address(peer string) error {
	return l.take("a "+peer, rate.Limit(l.PerAddress), int(l.PerAddress*addressBurst))
}

// message bounds what a visitor writes, by the name the inbox knows them under.
func (l *widgetLimits) message(who string) error {
	return l.take("m "+who, rate.Limit(l.PerVisitor), visitorBurst)
}

// typing bounds what costs a note to everybody.
func (l *widgetLimits) typing(who string) bool { return l.take("t "+who, 1, 2) == nil }

// stream counts an open stream; the caller gives it back.
func (l *widgetLimits) stream(who string) (giveBack func(), err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.streams[who] >= l.Streams {
		return nil, tooFast(10*time.Second, "This visitor has too many windows open.")
	}
	l.streams[who]++
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.streams[who]--; l.streams[who] == 0 {
			delete(l.streams, who)
		}
	}, nil
}

func (l *widgetLimits) take(key string, each rate.Limit, burst int) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	l.sweep(now)
	if _, known := l.buckets[key]; !known && len(l.buckets) >= mostBuckets {
		key = "the rest"
	}
	bucket := l.buckets[key]
	if bucket == nil {
		bucket = rate.NewLimiter(each, max(burst, 1))
		l.buckets[key] = bucket
	}
	if bucket.AllowN(now, 1) {
		return nil
	}
	return tooFast(time.Duration(float64(time.Second)/float64(each)), "Too many requests: slow down.")
}

func (l *widgetLimits) sweep(now time.Time) {
	if now.Sub(l.swept) < sweepEvery {
		return
	}
	l.swept = now
	for key, bucket := range l.buckets {
		if bucket.TokensAt(now) >= float64(bucket.Burst()) {
			delete(l.buckets, key)
		}
	}
}

func tooFast(wait time.Duration, detail string) error {
	p := refuse(kindTooManyAttempts, detail)
	p.retryAfter = wait
	return p
}
