package e2e

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// browser is a headless Chromium with one tab, and somebody in front of it.
type browser struct {
	t   *testing.T
	ctx context.Context
}

// openBrowser starts one with an empty profile. It skips the test where there is
// no Chromium.
func openBrowser(t *testing.T) browser {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium: run scripts/setup.sh browser")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("no-first-run", true))
	allocator, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(allocator)
	t.Cleanup(closeTab)
	return browser{t, ctx}
}

func (b browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b.ctx, steps...))
}

// goes opens an address.
func (b browser) goes(url string) {
	b.t.Helper()
	b.do(chromedp.Navigate(url))
}

// types presses keys, one after the other, wherever the focus is.
func (b browser) types(keys string) {
	b.t.Helper()
	for text := range strings.SplitAfterSeq(keys, "\r") {
		words, enter := strings.CutSuffix(text, "\r")
		b.do(chromedp.KeyEvent(words))
		if enter {
			b.enter()
		}
	}
}

// enter presses Enter as a keyboard does: what comes of it is for the page to
// prevent.
func (b browser) enter() {
	b.t.Helper()
	b.presses("Enter", "\r")
}

// presses a key as a keyboard does: it writes nothing where the page prevents it.
func (b browser) presses(name, text string) {
	b.t.Helper()
	key := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: name, Text: text}
	if name == "Enter" {
		key.Code, key.WindowsVirtualKeyCode = "Enter", 13
	}
	_, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, key)
	require.NoError(b.t, err)
	key.Type, key.Text = input.DispatchKeyEventTypeKeyUp, ""
	_, err = chromedp.Call(b.ctx, input.DispatchKeyEvent, key)
	require.NoError(b.t, err)
}

// sees evaluates an expression of the page.
func sees[T any](b browser, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	require.NoError(b.t, err, expression)
	return v
}

// until waits for an expression of the page to hold.
func (b browser) until(what, expression string) {
	b.t.Helper()
	defer func() {
		if b.t.Failed() {
			b.shoots("failure")
		}
	}()
	require.Eventually(b.t, func() bool {
		ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](expression))
		return err == nil && ok
	}, patience, 50e6, what)
}

// size makes the window as large as a desk's or a telephone's.
func (b browser) size(width, height int64) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, height))
}

// theme sets the theme of the system.
func (b browser) theme(name string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	})
	require.NoError(b.t, err)
}

// offline takes the network away, or gives it back.
func (b browser) offline(offline bool) {
	b.t.Helper()
	type conditions struct {
		Offline            bool    `json:"offline"`
		Latency            float64 `json:"latency"`
		DownloadThroughput float64 `json:"downloadThroughput"`
		UploadThroughput   float64 `json:"uploadThroughput"`
	}
	command := cdp.Command[conditions, cdp.Empty]{Method: "Network.emulateNetworkConditions"}
	_, err := chromedp.Call(b.ctx, command, conditions{offline, 0, -1, -1})
	require.NoError(b.t, err)
}

// shoots keeps a picture among the test's artefacts (go test -artifacts).
func (b browser) shoots(name string) {
	b.t.Helper()
	b.shootsInto(b.t.ArtifactDir(), name)
}

// shootsInto keeps a picture in a folder.
func (b browser) shootsInto(folder, name string) {
	b.t.Helper()
	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	require.NoError(b.t, err)
	require.NoError(b.t, os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o644))
}

// accessible holds the page to the rules of axe-core: WCAG 2.2 AA and good
// practice.
func (b browser) accessible(what string) {
	b.t.Helper()
	axe, err := os.ReadFile("../web/widget/node_modules/axe-core/axe.min.js")
	if err != nil {
		b.t.Log("no axe-core: run scripts/widget.sh")
		return
	}
	_, err = chromedp.Run(b.ctx, chromedp.Evaluate[chromedp.Void](string(axe)+";undefined"))
	require.NoError(b.t, err)
	found := sees[string](b, `axe.run(document, {resultTypes: ['violations']}).then(r => JSON.stringify(
		r.violations.map(v => [v.id, v.nodes.map(n => n.html + ' ' + n.failureSummary)])))`)
	var violations []any
	require.NoError(b.t, json.Unmarshal([]byte(found), &violations))
	require.Empty(b.t, violations, what)
}

func reload() chromedp.Action[chromedp.Void] { return chromedp.Reload() }

func click(x, y float64) chromedp.Action[chromedp.Void] { return chromedp.MouseClickXY(x, y) }

// mouse does one thing with the left button.
func (b browser) mouse(what input.DispatchMouseEventType, x, y float64) {
	b.t.Helper()
	event := input.DispatchMouseEventParams{Type: what, X: x, Y: y, Button: input.MouseButtonLeft, ClickCount: 1}
	if what == input.DispatchMouseEventTypeMouseMoved {
		event.Buttons, event.ClickCount = 1, 0
	}
	_, err := chromedp.Call(b.ctx, input.DispatchMouseEvent, event)
	require.NoError(b.t, err)
}
