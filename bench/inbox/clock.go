package main

import (
	"fmt"
	"time"

	"github.com/chromedp/chromedp"
)

// clock resolves to the milliseconds from a key going down, a button coming up or the
// wheel turning until the frame is painted in which a condition holds: the frame after
// it has begun.
const clock = `(done) => new Promise((resolve, reject) => {
	let begun
	const kinds = ['keydown', 'pointerup', 'wheel']
	const note = (e) => { begun ??= e.timeStamp }
	kinds.forEach((kind) => addEventListener(kind, note, {capture: true, passive: true}))
	const end = (how, what) => {
		kinds.forEach((kind) => removeEventListener(kind, note, {capture: true}))
		clearTimeout(late)
		how(what)
	}
	const late = setTimeout(() => end(reject, new Error('nothing came of it')), %d)
	const look = () => begun !== undefined && done() ? requestAnimationFrame(() => end(resolve, performance.now() - begun)) : requestAnimationFrame(look)
	look()
})`

// wait does something and keeps how long its end was waited for.
func (d *desk) wait(act, end string, do func() error) error {
	watch := fmt.Sprintf("window.benchWaited = (%s)(() => %s); undefined", fmt.Sprintf(clock, patience.Milliseconds()), end)
	if err := d.do(chromedp.Evaluate[chromedp.Void](watch)); err != nil {
		return fmt.Errorf("%s: watch: %w", act, err)
	}
	if err := do(); err != nil {
		return fmt.Errorf("%s: %w", act, err)
	}
	took, err := chromedp.Run(d.ctx, chromedp.Evaluate[float64]("window.benchWaited", chromedp.EvalAwaitPromise))
	if err != nil {
		return fmt.Errorf("%s: %w", act, err)
	}
	d.keep(act, time.Duration(took*float64(time.Millisecond)))
	return nil
}

func (d *desk) keep(act string, took time.Duration) {
	for i := range d.waits {
		if d.waits[i].act == act {
			d.waits[i].took = append(d.waits[i].took, took)
			return
		}
	}
	d.waits = append(d.waits, wait{act, []time.Duration{took}})
}
