package e2e

import (
	"fmt"
	"net/http"

	"github.com/stretchr/testify/require"
)

// moreVectors are further ways in which text became markup somewhere: other
// elements, attributes and name spaces, cut and nested tags, what sanitisers turn
// into something else, addresses of other kinds, the languages of templates and of
// marked-up text.
func moreVectors() []string {
	return []string{
		`<svg><script>window.ran=1</script></svg>`, `<svg><animate onbegin=window.ran=1 attributeName=x dur=1s>`,
		`<svg><a xlink:href="javascript:window.ran=1"><text x=9 y=9>x</text></a></svg>`,
		`<math><mi xlink:href="javascript:window.ran=1">x</mi></math>`,
		`<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=window.ran=1&gt;">`,
		`<noscript><p title="</noscript><img src=x onerror=window.ran=1>">`,
		`<iframe src="javascript:window.ran=1"></iframe>`, `<iframe srcdoc="<script>parent.ran=1</script>"></iframe>`,
		`<object data="javascript:window.ran=1"></object>`, `<embed src="javascript:window.ran=1">`,
		`<body onload=window.ran=1>`, `<input autofocus onfocus=window.ran=1>`, `<select autofocus onfocus=window.ran=1>`,
		`<textarea autofocus onfocus=window.ran=1>`, `<details open ontoggle=window.ran=1>`, `<video><source onerror=window.ran=1></video>`,
		`<audio src=x onerror=window.ran=1>`, `<marquee onstart=window.ran=1>x</marquee>`, `<form action="javascript:window.ran=1"><button>x</button></form>`,
		`<button formaction="javascript:window.ran=1">x</button>`, `<base href="javascript:/window.ran=1//">`,
		`<link rel=stylesheet href="data:text/css,*{background:url(//x.invalid)}">`, `<style>@import '//x.invalid/a.css';</style>`,
		`<meta http-equiv="refresh" content="0;url=javascript:window.ran=1">`, `<template><img src=x onerror=window.ran=1></template>`,
		`<img src=x onerror=window.ran=1//`, `<img/src=x/onerror=window.ran=1>`, `<IMG SRC=x OnErRoR=window.ran=1>`, `<<script>script>window.ran=1<</script>/script>`,
		`<scr<script>ipt>window.ran=1</scr</script>ipt>`, `&lt;img src=x onerror=window.ran=1&gt;`, `&#60;script&#62;window.ran=1&#60;/script&#62;`,
		`\u003cscript\u003ewindow.ran=1\u003c/script\u003e`, `' onmouseover='window.ran=1`, "` onmouseover=`window.ran=1",
		`data:text/html,<script>opener.ran=1</script>`, `vbscript:window.ran=1`, `JaVaScRiPt:window.ran=1`, ` javascript://x.invalid/%0awindow.ran=1`,
		`https://x.invalid/"onmouseover="window.ran=1`, `[x](javascript:window.ran=1)`, `![x](x"onerror="window.ran=1)`,
		`${window.ran=1}`, `{{window.ran=1}}`, `<%= window.ran=1 %>`, `#{window.ran=1}`, `]]><script>window.ran=1</script>`, `--><script>window.ran=1</script>`,
	}
}

// says all of them in one conversation: each is the text that it was.
func (d dashboardPage) saysAll(h hostile) {
	t := d.b.t
	t.Helper()
	want, c := []any{}, ""
	for i, v := range moreVectors() {
		got := h.shop.post("/v1/inboxes/"+h.f.InboxID+"/messages", map[string]any{
			"id": fmt.Sprint("more-", i), "from": map[string]any{"id": "more", "name": "Mallory"}, "text": v,
		})
		require.Equal(t, http.StatusAccepted, got.status, got.body)
		c, want = got.body["conversation_id"].(string), append(want, v)
	}
	d.opens("/inbox/all/" + c)
	d.b.until("all of them are there", fmt.Sprintf(`document.querySelectorAll('.burst.in .text').length === %d`, len(want)))
	require.Equal(t, want, sees[[]any](d.b, d.all(".burst.in .text", "e.textContent")))
	require.Empty(t, sees[[]any](d.b, `[...document.querySelectorAll('.burst.in .text *')].filter(e => !e.matches('span, bdi, a[href^="https://x.invalid/"]')).map(e => e.outerHTML)`))
	d.runsNothing("all of them")
}
