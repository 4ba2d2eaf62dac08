package schedule_test

import (
	"testing"
	"time"

	"github.com/parleyhq/parley/schedule"
)

// Christmas Eve after closing: more than three days of being closed ahead.
func BenchmarkAt(b *testing.B) {
	calendars := schedule.Calendars{"office": office()}
	closed := schedule.When{OutsideHoursOf: "office"}
	evening := time.Date(2026, time.December, 24, 20, 0, 0, 0, time.UTC)
	b.Run("with look-ups", func(b *testing.B) {
		for b.Loop() {
			closed.At(evening, calendars)
		}
	})
	times, err := closed.Timetable(calendars)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("timetable", func(b *testing.B) {
		for b.Loop() {
			times.At(evening)
		}
	})
}
