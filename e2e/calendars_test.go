package e2e

import (
	"fmt"

	"github.com/stretchr/testify/require"
)

// closes makes a calendar with pasted holidays and returns its id.
func (s hours) closes() string {
	s.t.Helper()
	s.opens(calendarsAt)
	s.clicks("+ Calendar")
	s.fills("Name", "Support")
	s.zone("Berlin", "Europe/Berlin")
	s.clicks("Monday to Friday, 09:00 to 17:00")
	s.clicks("Paste several")
	s.pastes("Holidays", "2026-12-25 Christmas\nsoon\n01-01 New Year")
	s.sees("Line 2: no date such as 2026-12-25.")
	s.pastes("Holidays", "2026-12-25 Christmas\n01-01 New Year")
	s.confirms("Add 2 holidays")
	s.b.until("they are there", `document.querySelectorAll('.holidays li').length === 2`)

	// Half a time stays as it was typed whatever comes beside it, and is not saved.
	const half = `[aria-label="Opening hours of holiday 2"]`
	s.fillsIn(half, "10:00-12")
	s.sees("Hours such as 10:00-12:00")
	s.clicks("Add a holiday")
	s.b.until("there is another", `document.querySelectorAll('.holidays li').length === 3`)
	s.clicks("Remove holiday 3")
	s.b.until("it has gone", `document.querySelectorAll('.holidays li').length === 2`)
	require.Equal(s.t, "10:00-12", sees[string](s.b, fmt.Sprintf(`document.querySelector(%q).value`, half)))
	s.clicks("Save")
	require.Empty(s.t, s.api.items("/v1/calendars"))
	s.fillsIn(half, "10:00-12:00")
	s.b.until("that is right", "!"+s.has("Hours such as 10:00-12:00"))
	s.b.accessible("a calendar")
	s.b.shoots("calendar")
	s.clicks("Save")
	s.sees("The calendar is made.")
	s.b.until("it has an address", `/calendars\/[0-9a-f-]{36}$/.test(location.pathname)`)
	id := sees[string](s.b, `location.pathname.split('/').at(-1)`)
	made := s.api.get("/v1/calendars/" + id)
	require.Equal(s.t, "Europe/Berlin", made.body["zone"])
	require.Len(s.t, made.body["open"], 5)
	require.Equal(s.t, []any{
		map[string]any{"date": "2026-12-25", "name": "Christmas"}, map[string]any{"date": "--01-01", "name": "New Year", "open": []any{map[string]any{"from": "10:00", "to": "12:00"}}},
	}, made.body["holidays"])
	return id
}

// zone finds a time zone by a part of its name.
func (s hours) zone(part, zone string) {
	s.t.Helper()
	s.fills("Time zone", part)
	option := fmt.Sprintf(`[...document.querySelectorAll('[role=option]')].find(e => e.innerText.trim() === %q)`, zone)
	s.b.until("there is "+zone, option+" != null")
	sees[bool](s.b, option+".click() ?? true")
}

// inUse tries to delete a calendar that a quick reply goes by.
func (s hours) inUse() {
	s.t.Helper()
	s.opens(calendarsAt)
	s.clicks("Support")
	s.sees("Used by")
	s.clicks("Delete")
	s.confirms("Delete")
	s.sees("Quick replies go by it: Closed.")
	require.Len(s.t, s.api.items("/v1/calendars"), 1)
}
