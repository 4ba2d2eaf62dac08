package api

// defaultLimit is the size of a page where neither the request nor the list
// says otherwise.
const defaultLimit = 50

// orDefault returns the wanted page size, or the list's own.
func orDefault(limit, own int) int {
	if limit > 0 {
		return limit
	}
	return own
}

// page cuts a read of limit+1 items down to a page, and makes the cursor of the
// next one, nil on the last, from the last item of this one.
func page[T any](items []T, limit int, listName string, end func(T) any) ([]T, *string, error) {
	if len(items) <= limit {
		return items, nil, nil
	}
	items = items[:limit]
	next, err := encodeCursor(listName, end(items[limit-1]))
	return items, next, err
}
