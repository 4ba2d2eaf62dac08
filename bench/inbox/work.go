package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// pace is how fast somebody types, and how long they look at what they have opened.
const (
	pace  = 120 * time.Millisecond
	pause = 400 * time.Millisecond
)

// full says that the list shows rows; a list that is being read shows none.
const full = `document.querySelectorAll('.list .row').length >= 8`

// work does in turn what agents do with the list. The page is loaded anew before each
// kind, so that nothing is remembered from the round before.
func (d *desk) work(round, searches int) error {
	return errors.Join(d.opensList(), d.filters(), d.sorts(), d.opensConversations(round), d.searches(searches), d.scrolls())
}

// opensList comes from another page.
func (d *desk) opensList() error {
	const link = `document.querySelector('.rail a[href="/inbox/all"]')`
	if err := d.goes("/settings/profile", link+` != null && document.querySelector('main h1') != null`); err != nil {
		return err
	}
	time.Sleep(pause)
	if err := d.wait("open the list", full, func() error { return d.clicks(link) }); err != nil {
		return err
	}
	return d.shoots("list")
}

// filters goes through the statuses by the arrow key.
func (d *desk) filters() error {
	if err := d.goes("/inbox/all", full); err != nil {
		return err
	}
	time.Sleep(pause)
	const status = `[...document.querySelectorAll('.filters select')].find((s) => [...s.options].some((o) => o.value === 'pending'))`
	if err := d.wait("open the filters", status+` != null`, func() error {
		return d.clicks(`document.querySelector('.list-tools button[aria-haspopup=dialog]')`)
	}); err != nil {
		return err
	}
	if err := d.focus(status); err != nil {
		return err
	}
	for _, want := range []string{"new", "active", "pending", "resolved", "inactive"} {
		time.Sleep(pause)
		painted := fmt.Sprintf(`%s && [...document.querySelectorAll('.list .row .status')].every((s) => s.classList.contains('status-%s'))`, full, want)
		if err := d.wait("switch a filter", painted, func() error { return d.do(chromedp.KeyEvent(kb.ArrowDown)) }); err != nil {
			return err
		}
	}
	return d.shoots("filter")
}

// sorts takes the other orders from the menu.
func (d *desk) sorts() error {
	if err := d.goes("/inbox/all", full); err != nil {
		return err
	}
	for _, sort := range []string{"waiting_longest", "window_closing"} {
		at := map[string]int{"waiting_longest": 1, "window_closing": 2}[sort]
		item := fmt.Sprintf(`document.querySelectorAll('[role=menu] [aria-checked]')[%d]`, at)
		if err := d.clicks(`document.querySelector('.list-tools button[aria-haspopup=menu]')`); err != nil {
			return err
		}
		if err := d.until(item + ` != null`); err != nil {
			return err
		}
		time.Sleep(pause)
		if err := d.wait("switch the order", `location.search.includes('`+sort+`') && `+full, func() error { return d.clicks(item) }); err != nil {
			return err
		}
	}
	return nil
}

// opensConversations opens some of the list, others in each round.
func (d *desk) opensConversations(round int) error {
	if err := d.goes([]string{"/inbox/all", "/inbox/all?status=pending", "/inbox/all?status=resolved"}[round%3], full); err != nil {
		return err
	}
	for i := range 5 {
		time.Sleep(pause)
		id, err := chromedp.Run(d.ctx, chromedp.Evaluate[string](fmt.Sprintf(`document.querySelectorAll('.list .row')[%d].dataset.id`, i)))
		if err != nil {
			return fmt.Errorf("find a conversation: %w", err)
		}
		row := fmt.Sprintf(`document.querySelector('.list .row[data-id="%s"]')`, id)
		opened := fmt.Sprintf(`location.pathname.endsWith('%s') && document.querySelector('.history .bubble') != null`, id)
		if err := d.wait("open a conversation", opened, func() error { return d.clicks(row) }); err != nil {
			return err
		}
	}
	return d.shoots("conversation")
}

// searches types words, each many times: the list that is there differs by chance.
func (d *desk) searches(times int) error {
	if err := d.goes("/inbox/all", full); err != nil {
		return err
	}
	// The first word of a name that any keyboard has.
	name, err := chromedp.Run(d.ctx, chromedp.Evaluate[string](
		`[...document.querySelectorAll('.list .row-name')].map((n) => n.textContent.split(' ')[0]).find((n) => /^[a-z]{5,}$/i.test(n))`))
	if err != nil {
		return fmt.Errorf("find a name: %w", err)
	}
	for _, s := range []search{
		{"", name, "names and latest, a name"},
		{"", "order", "names and latest, common"},
		{"?scope=messages", "kasekuchle", "messages, rare"},
		{"?scope=messages", "voucher", "messages, now and then"},
		{"?scope=messages", "order", "messages, common"},
	} {
		for range times {
			if err := d.looksFor(s); err != nil {
				return err
			}
		}
		if err := d.shoots("search " + s.word + s.scope); err != nil {
			return err
		}
	}
	return nil
}

type search struct{ scope, word, what string }

// looksFor types a word into the search. Two things are waited for: after each letter that the page shows
// it and says what it has of it, and after the last one the list that answers it.
func (d *desk) looksFor(s search) error {
	if err := d.goes("/inbox/all"+s.scope, full); err != nil {
		return err
	}
	time.Sleep(pause)
	if err := d.focus(`document.getElementById('search')`); err != nil {
		return err
	}
	const busy = `document.querySelector('.list .scroller').ariaBusy === 'true'`
	for i := range s.word {
		key := func() error { return d.do(chromedp.KeyEvent(s.word[i : i+1])) }
		typed := fmt.Sprintf(`document.getElementById('search').value === '%[1]s' && new URLSearchParams(location.search).get('q') === '%[1]s'`, s.word[:i+1])
		responds := typed + ` && (` + busy + ` || document.querySelector('.list .row, .list .empty') != null)`
		if i < len(s.word)-1 {
			if err := d.wait("type a letter into the search", responds, key); err != nil {
				return err
			}
			time.Sleep(pace)
			continue
		}
		if err := d.wait(answer+s.what, typed+` && !(`+busy+`) && document.querySelector('.list .row') != null`, key); err != nil {
			return err
		}
	}
	return nil
}

// scrolls goes down twenty pages. What is waited for is that the list has moved and
// the lowest row that one sees is painted.
func (d *desk) scrolls() error {
	const (
		turn = 600
		down = 20 * 50 * 64
		list = `document.querySelector('.list .scroller')`
	)
	if err := d.goes("/inbox/all", full); err != nil {
		return err
	}
	if err := d.do(chromedp.Evaluate[chromedp.Void](list + `.scrollTo({top: 0})`)); err != nil {
		return err
	}
	time.Sleep(pause)
	for range down / turn {
		from, err := chromedp.Run(d.ctx, chromedp.Evaluate[float64](list+`.scrollTop`))
		if err != nil {
			return err
		}
		moved := fmt.Sprintf(`((box) => box.scrollTop > %f && ((r) => document.elementFromPoint(r.left + 40, r.bottom - 40)?.closest('.row') != null)(box.getBoundingClientRect()))(%s)`, from, list)
		if err := d.wait("scroll by a screen", moved, func() error { return d.wheel(turn) }); err != nil {
			return err
		}
		time.Sleep(pace)
	}
	return d.shoots("scrolled")
}
