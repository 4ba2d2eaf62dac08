package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devfile"
)

// Two agents over one conversation: they see each other, name each other in notes,
// mend what did not arrive, and say what the autoresponder got wrong.
func TestChat(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a whole Parley and two browsers")
	}
	t.Parallel()
	b, second := openBrowser(t), openBrowser(t)
	f := startDev(t, stateFolder(t)).ready()
	one, two := openDashboard(b, f), openDashboard(second, f)
	defer one.testifies("one")
	defer two.testifies("two")
	one.signsIn(f.Agents[0])
	two.signsIn(f.Agents[1])
	ines, shop := login(t, f, f.Agents[0]), service(t, f)
	c := shop.writes(f.InboxID, "chat-asha", "chat-1", "my parcel is broken and I want my money back")

	// Each sees that the other one looks.
	one.opens("/inbox/all/" + c)
	two.opens("/inbox/all/" + c)
	one.sees("Ravi Menon is looking")
	two.sees("Ines Duarte is looking")
	two.opens("/inbox/all")
	b.until("he has left", "!"+one.has("Ravi Menon is looking"))

	// A note that is half written outlives a look elsewhere.
	one.presses("n")
	one.writes("half a thought")
	one.opens("/inbox/all")
	one.opens("/inbox/all/" + c)
	b.until("it is open", `document.querySelector('.composer textarea') != null`)
	one.presses("n")
	b.until("the note is as it was", `document.querySelector('.composer textarea')?.value === 'half a thought'`)
	one.clears()

	// A note names a colleague, who finds it, and has read it once it was opened.
	one.presses("n")
	one.writes("@rav")
	b.until("he is offered", `document.querySelector('#mention [role=option]') != null`)
	b.enter()
	one.writes("what do you think?\r")
	one.sees("@Ravi Menon what do you think?")
	second.until("the rail counts it", two.all(".rail-item", "e.innerText")+`.some(t => /Mentions\s*1/.test(t))`)
	two.leaves()
	second.types("g@")
	two.sees("@Ravi Menon what do you think?")
	second.until("it is unread", `document.querySelector('.mention-dot') != null && document.querySelector('.mention.me') != null`)
	second.accessible("mentions")
	second.shoots("mentions")
	two.clicksIn(".mentions a")
	second.until("the rail counts none", "!"+two.all(".rail-item", "e.innerText")+`.some(t => /Mentions\s*1/.test(t)) && document.querySelector('.bubble') != null`)
	two.opens("/mentions")
	two.sees("@Ravi Menon what do you think?")
	second.until("it is read", `document.querySelector('.mention-dot') == null`)

	one.suggestions(c)
	one.files(t, c)
	one.fates(t, ines, c)
	one.corrects(shop)
	one.reacts(t, ines)
	one.quiet()
	two.quiet()
}

// suggestions are what the FAQs would say; a key puts the best one into the reply.
func (d dashboardPage) suggestions(conversation string) {
	d.b.t.Helper()
	d.opens("/inbox/all/" + conversation)
	d.sees("Suggested answers")
	d.b.until("there is one", `document.querySelector('.suggested li') != null`)
	d.b.shoots("suggested")
	d.presses("i")
	d.b.until("it is in the reply", `document.querySelector('.composer textarea').value === document.querySelectorAll('.suggested li p')[1].innerText`)
	d.clears()

	admin := login(d.b.t, d.f, devfile.Login{Email: d.f.AdminEmail, Password: d.f.AdminPassword})
	got := admin.post("/v1/canned-responses", map[string]any{"shortcut": "refund", "text": "Your refund arrives within three working days."})
	require.Equal(d.b.t, http.StatusCreated, got.status, got.body)
	d.writes("/refu")
	d.b.until("it is offered", `document.querySelector('#canned [role=option]') != null`)
	d.b.enter()
	d.b.until("it is in the reply", `document.querySelector('.composer textarea').value === 'Your refund arrives within three working days.'`)
	d.clears()
}

// files are dropped and pasted, seen before they are sent, and shown large.
func (d dashboardPage) files(t *testing.T, conversation string) {
	t.Helper()
	brings := func(kind, field, name string) {
		sees[bool](d.b, fmt.Sprintf(`(async () => {
			const canvas = Object.assign(document.createElement('canvas'), {width: 40, height: 30})
			const picture = await new Promise(done => canvas.toBlob(done, 'image/png'))
			const data = new DataTransfer()
			data.items.add(new File([picture], %q, {type: 'image/png'}))
			const event = new %s(%q, {bubbles: true, cancelable: true, %s: data})
			document.querySelector('.composer').dispatchEvent(event)
			return event.defaultPrevented
		})()`, name, map[string]string{"drop": "DragEvent", "paste": "ClipboardEvent"}[kind], kind, field))
	}
	brings("drop", "dataTransfer", "broken.png")
	brings("paste", "clipboardData", "pasted.png")
	d.b.until("both are previewed and stored", `document.querySelectorAll('.uploads img').length === 2 && document.querySelector('.uploads progress') == null`)
	d.b.shoots("uploads")
	d.clicks("Remove pasted.png")

	// A file that could not be stored is not left behind without a word.
	sees[bool](d.b, `(() => {
		const data = new DataTransfer()
		data.items.add(new File([], 'nothing.txt'))
		return !document.querySelector('.composer').dispatchEvent(new DragEvent('drop', {bubbles: true, cancelable: true, dataTransfer: data}))
	})()`)
	d.sees("nothing.txt could not be uploaded")
	d.writes("Like ")
	d.sees("A file is missing")
	d.b.until("it cannot be sent", `document.querySelector('.composer button[type=submit]').disabled`)
	d.clicks("Remove nothing.txt")
	d.clears()
	d.writes("Like this one?\r")
	d.b.until("the picture is there", `document.querySelector('.bubble.agent .picture img')?.complete`)
	sees[bool](d.b, `document.querySelector('.bubble.agent .picture').click() ?? true`)
	d.sees("Save the file")
	d.b.shoots("lightbox")
	d.clicks("Close")
	d.b.until("it is closed", "!"+d.has("Save the file"))
}

// fates are told by the agent where nobody knows what became of a message.
func (d dashboardPage) fates(t *testing.T, ines caller, conversation string) {
	t.Helper()
	ines.becomes(conversation, "active", 1)
	db, err := pgx.Connect(t.Context(), d.f.PostgresDSN)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close(t.Context()) })
	_, err = db.Exec(t.Context(), `UPDATE messages SET state = 'unknown', reason = 'the connection failed' WHERE conversation_id = $1 AND author = 'agent' AND NOT private`, conversation)
	require.NoError(t, err)
	d.sees("It is not known whether this was sent. The connection failed.")
	d.b.accessible("unknown")
	d.b.shoots("unknown")
	d.clicks("It did not")
	d.sees("Not sent. An agent found that it did not go out.")
	d.clicks("Send again")
	d.b.until("it goes out", "!"+d.has("Not sent."))
	d.b.until("it is sent", d.all(".bubble.agent [role=img]", "e.getAttribute('aria-label')")+".some(l => /Sent|Delivered|Read/.test(l))")
}

// corrects an automatic answer, and takes that back.
func (d dashboardPage) corrects(shop caller) {
	d.b.t.Helper()
	c := shop.writes(d.f.InboxID, "chat-cod", "chat-cod-1", "hi can i pay cash on delivery")
	d.opens("/inbox/all/" + c)
	d.clicks("View matched")
	d.clicks("This was wrong")
	d.sees("Found wrong by Ines Duarte")
	d.b.accessible("this was wrong")
	d.b.shoots("wrong")
	d.clicks("It was right after all")
	d.b.until("it was right", "!"+d.has("Found wrong by"))
	d.b.types("\x1b")
}

// reacts to what somebody on Telegram wrote, and answers it by name.
func (d dashboardPage) reacts(t *testing.T, ines caller) {
	t.Helper()
	response, err := http.PostForm(d.f.FakePeopleURL+"/telegram", url.Values{"name": {"Noor"}, "text": {"is my scooter ready?"}})
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, 2, response.StatusCode/100)
	d.opens("/inbox/all?inbox_id=" + d.f.TelegramInboxID)
	d.clicks("is my scooter ready?")
	d.clicks("Take")
	d.sees("Held by you")
	d.clicks("React")
	d.clicks("React with 👍")
	d.sees("Reacted with 👍.")
	d.b.until("it is ours", `document.querySelector('.reaction.ours')?.innerText === '👍'`)
	d.clicks("Undo")
	d.b.until("it is gone", `document.querySelector('.reaction.ours') == null`)
	d.presses("+")
	d.clicks("React with 🙏")
	d.b.until("it is ours", `document.querySelector('.reaction.ours')?.innerText === '🙏'`)
	d.presses("q")
	d.b.until("it says what is answered", `document.querySelector('.answering')?.innerText.includes('is my scooter ready?')`)
	d.writes("Tomorrow at nine.\r")
	d.b.until("it is quoted", `document.querySelector('.burst.out blockquote')?.innerText.includes('is my scooter ready?')`)
	d.b.accessible("reactions and quotes")
	d.b.shoots("reactions")
	id := sees[string](d.b, `location.pathname.split('/').at(-1)`)
	ines.becomes(id, "active", 1)
	history := ines.items("/v1/conversations/" + id + "/messages?limit=200")
	require.Equal(t, "Tomorrow at nine.", history[0]["text"])
	require.NotNil(t, history[0]["reply_to_id"])
}

// clicksIn clicks the first element of a selector.
func (d dashboardPage) clicksIn(selector string) {
	d.b.t.Helper()
	d.b.until("there is "+selector, fmt.Sprintf(`document.querySelector(%q) != null`, selector))
	sees[bool](d.b, fmt.Sprintf(`document.querySelector(%q).click() ?? true`, selector))
}

// testifies keeps a picture of where a test has failed, and what the console said.
// It is to be deferred: a test's cleanup finds no browser any more.
func (d dashboardPage) testifies(name string) {
	if !d.b.t.Failed() {
		return
	}
	picture, err := chromedp.Run(d.b.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(d.b.t.ArtifactDir(), "failed-"+name+".png"), picture, 0o644)
	}
	d.said.mu.Lock()
	defer d.said.mu.Unlock()
	d.b.t.Log(name, d.said.all, err)
}
