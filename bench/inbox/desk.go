package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// desk is a headless Chromium with somebody in front of it who is signed in.
type desk struct {
	ctx context.Context //nolint:containedctx // a tab is a context to chromedp
	url string
	// waits is how long each kind of act waited, in the order in which they came.
	waits []wait
	// pictures is the folder of pictures, "" for none.
	pictures string
}

// wait is an act, and how long it took each time.
type wait struct {
	act  string
	took []time.Duration
}

// patience is far beyond what anything may take.
const patience = 30 * time.Second

// sitDown starts Chromium with an empty profile and signs in. leave ends it.
func sitDown(ctx context.Context, url, pictures string) (d *desk, leave func(), err error) {
	program, err := exec.LookPath("chromium")
	if err != nil {
		return nil, nil, fmt.Errorf("no Chromium (scripts/setup.sh browser): %w", err)
	}
	profile, err := os.MkdirTemp("", "parley-bench-chromium-")
	if err != nil {
		return nil, nil, fmt.Errorf("create a folder: %w", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.UserDataDir(profile), chromedp.Flag("disable-gpu", true),
		// The wheel scrolls at once, so that what is waited for is the page and no animation.
		chromedp.Flag("disable-smooth-scrolling", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	allocator, stop := chromedp.NewExecAllocator(ctx, options...)
	tab, closeTab := chromedp.NewContext(allocator)
	leave = func() {
		closeTab()
		stop()
		_ = os.RemoveAll(profile)
	}
	d = &desk{ctx: tab, url: url, pictures: pictures}
	if err := d.signIn(); err != nil { //nolint:contextcheck // the tab is its context
		leave()
		return nil, nil, fmt.Errorf("sign in: %w", err)
	}
	return d, leave, nil
}

func (d *desk) signIn() error {
	return errors.Join(
		d.do(chromedp.EmulateViewport(1440, 900)),
		d.forgets(),
		d.goes("/login", `document.querySelector('input[type=password]') != null`),
		d.focus(`document.querySelector('input:not([type=password])')`), d.do(chromedp.KeyEvent(email)),
		d.focus(`document.querySelector('input[type=password]')`), d.do(chromedp.KeyEvent(password+"\r")),
		d.until(`document.querySelector('.rail') != null`),
	)
}

func (d *desk) do(steps ...chromedp.Action[chromedp.Void]) error { return chromedp.Do(d.ctx, steps...) }

// forgets lets each page that is loaded know nothing of those before it: how far a list
// was scrolled is kept for whoever comes back, whose first rows are beyond what one sees.
func (d *desk) forgets() error {
	type script struct {
		Source string `json:"source"`
	}
	type added struct {
		Identifier string `json:"identifier"`
	}
	_, err := chromedp.Call(d.ctx, cdp.Command[script, added]{Method: "Page.addScriptToEvaluateOnNewDocument"},
		script{"try { sessionStorage.clear() } catch { /* a page without */ }"})
	return err
}

// goes loads a page by its address, and waits for a condition of it.
func (d *desk) goes(path, condition string) error {
	if err := d.do(chromedp.Navigate(d.url + path)); err != nil {
		return err
	}
	return d.until(condition)
}

func (d *desk) focus(element string) error {
	return d.do(chromedp.Evaluate[chromedp.Void](element + `.focus()`))
}

// until waits for a condition of the page.
func (d *desk) until(condition string) error {
	ctx, cancel := context.WithTimeoutCause(d.ctx, patience, errors.New("waited in vain for "+condition))
	defer cancel()
	for {
		if there, err := chromedp.Run(ctx, chromedp.Evaluate[bool](condition)); err == nil && there {
			return nil
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// clicks presses the mouse in the middle of an element.
func (d *desk) clicks(element string) error {
	at, err := chromedp.Run(d.ctx, chromedp.Evaluate[[]float64](
		fmt.Sprintf(`(({x, y, width, height}) => [x + width / 2, y + height / 2])(%s.getBoundingClientRect())`, element)))
	if err != nil {
		return fmt.Errorf("find %s: %w", element, err)
	}
	return d.do(chromedp.MouseClickXY(at[0], at[1]))
}

// wheel turns the mouse's wheel over the list.
func (d *desk) wheel(pixels float64) error {
	// The parameters of the package leave out what is 0, which Chromium misses.
	type turn struct {
		Type   input.DispatchMouseEventType `json:"type"`
		X      float64                      `json:"x"`
		Y      float64                      `json:"y"`
		DeltaX float64                      `json:"deltaX"`
		DeltaY float64                      `json:"deltaY"`
	}
	_, err := chromedp.Call(d.ctx, cdp.Command[turn, cdp.Empty]{Method: "Input.dispatchMouseEvent"},
		turn{Type: input.DispatchMouseEventTypeMouseWheel, X: 300, Y: 500, DeltaY: pixels})
	return err
}

// shoots keeps a picture.
func (d *desk) shoots(name string) error {
	if d.pictures == "" {
		return nil
	}
	picture, err := chromedp.Run(d.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return fmt.Errorf("take a picture: %w", err)
	}
	return os.WriteFile(filepath.Join(d.pictures, name+".png"), picture, 0o644)
}
