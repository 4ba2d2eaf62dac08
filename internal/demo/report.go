package demo

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/mattn/go-runewidth"
)

// Report prints outcomes as a table and adds them up.
type Report struct {
	out io.Writer

	answeredRight, answeredWrong, silentRight, silentWrong int

	lost  int
	first error
	took  []time.Duration
}

// NewReport prints the head of the table and returns the report.
func NewReport(out io.Writer) *Report {
	r := &Report{out: out}
	r.row("", "message", "answered with", "expected", "why", "ticket", "time")
	return r
}

// Add prints an outcome and counts it.
func (r *Report) Add(p Played) {
	shown := strings.Join(p.Message.Burst(), " ⏎ ")
	if p.Err != nil {
		r.lost++
		if r.first == nil {
			r.first = p.Err
		}
		r.row("!", shown, "LOST", p.Message.Expect, p.Err.Error(), "", "")
		return
	}
	r.took = append(r.took, p.Took)
	mark := "✗"
	if p.Right() {
		mark = "✓"
	}
	silent := p.Answer == ExpectNone
	switch {
	case silent && p.Right():
		r.silentRight++
	case silent:
		r.silentWrong++
	case p.Right():
		r.answeredRight++
	default:
		r.answeredWrong++
	}
	answer := p.Answer
	if silent {
		answer = "–"
	}
	why := fmt.Sprintf("%s, score %.3f (threshold %.3f)", strings.ReplaceAll(p.Reason, "_", " "), p.Score, p.Threshold)
	r.row(mark, shown, answer, p.Message.Expect, why, p.Status, fmt.Sprintf("%.2f s", p.Took.Seconds()))
}

// row prints cells of fixed width, counted as a terminal does.
func (r *Report) row(mark, message, answer, expected, why, status, took string) {
	cell := func(s string, width int) string {
		s = strings.Map(func(c rune) rune {
			if c < ' ' {
				return ' '
			}
			return c
		}, s)
		return runewidth.FillRight(runewidth.Truncate(s, width, "…"), width)
	}
	fmt.Fprintf(r.out, "%s %s  %s  %s  %s  %s  %s\n", cell(mark, 1), cell(message, 52), cell(answer, 24),
		cell(expected, 24), cell(why, 46), cell(status, 8), took)
}

// Finish prints the totals. It returns an error if a message was lost.
func (r *Report) Finish(wall time.Duration) error {
	n := len(r.took)
	right := r.answeredRight + r.silentRight
	fmt.Fprintf(r.out, "\n%d customers in %.1f s\n", n+r.lost, wall.Seconds())
	if n > 0 {
		fmt.Fprintf(r.out, "  as expected     %4d  %5.1f %%\n", right, percent(right, n))
		fmt.Fprintf(r.out, "  answered right  %4d  %5.1f %%\n", r.answeredRight, percent(r.answeredRight, n))
		fmt.Fprintf(r.out, "  answered wrong  %4d  %5.1f %%\n", r.answeredWrong, percent(r.answeredWrong, n))
		fmt.Fprintf(r.out, "  rightly silent  %4d  %5.1f %%\n", r.silentRight, percent(r.silentRight, n))
		fmt.Fprintf(r.out, "  wrongly silent  %4d  %5.1f %%\n", r.silentWrong, percent(r.silentWrong, n))
		slices.Sort(r.took)
		fmt.Fprintf(r.out, "  from the last line's arrival to the decision: median %.2f s, p95 %.2f s\n",
			quantile(r.took, 50).Seconds(), quantile(r.took, 95).Seconds())
	}
	if r.lost > 0 {
		return fmt.Errorf("%d of %d messages were lost, the first one: %w", r.lost, n+r.lost, r.first)
	}
	if n == 0 {
		return errors.New("nothing was played")
	}
	return nil
}

func percent(part, whole int) float64 { return 100 * float64(part) / float64(whole) }

// quantile returns the smallest value that at least percent of the sorted values
// do not exceed.
func quantile(sorted []time.Duration, percent int) time.Duration {
	return sorted[max((len(sorted)*percent+99)/100, 1)-1]
}
