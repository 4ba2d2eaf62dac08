package messenger_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/corpus"
)

// entry wraps lists of a page's entry into a webhook.
func entry(lists string) []byte {
	return fmt.Appendf(nil, `{"object":"page","entry":[{"id":"9","time":1772366400000,%s}]}`, lists)
}

// from is one thing that Ann did at noon.
func from(fields string) []byte {
	return entry(`"messaging":[{"sender":{"id":"1"},"recipient":{"id":"9"},"timestamp":1772366400000,` + fields + `}]`)
}

// said is one message of Ann's.
func said(fields string) []byte { return from(`"message":{"mid":"m_A",` + fields + `}`) }

// echoed is one message in the page's name.
func echoed(fields string) []byte {
	return entry(`"messaging":[{"sender":{"id":"9"},"recipient":{"id":1},"timestamp":1772366400000,` +
		`"message":{"mid":"m_E","is_echo":true,` + fields + `}}]`)
}

const (
	annWrote = ` at=2026-03-01T12:00:00Z from="fb_psid:1" account="9"`
	annDid   = ` from="fb_psid:1" at=2026-03-01T12:00:00Z account="9"`
	toAnn    = ` at=2026-03-01T12:00:00Z to="fb_psid:1"`
	at9      = ` at=2026-03-01T12:00:00Z account="9"`
	file     = `"payload":{"url":"https://x.example/1"}`
)

// TestDecode leaves out what ids are made of that Messenger does not give; see
// TestMadeIDs.
func TestDecode(t *testing.T) {
	t.Parallel()
	made := regexp.MustCompile(`(key|id)="(reaction|postback|referral|optin):[^"]*"`)
	for name, row := range map[string]struct {
		body []byte
		want []string
	}{
		"text":                {said(`"text":"hi\u0000 \u00e4"`), []string{`message text id="m_A" text="hi ä"` + annWrote}},
		"ids as numbers":      {entry(`"messaging":[{"sender":{"id":17841452691600098},"recipient":{"id":9},"message":{"mid":"m","text":"x"}}]`), []string{`message text id="m" text="x" at=2026-03-01T12:00:00Z from="fb_psid:17841452691600098" account="9"`}},
		"nothing in it":       {said(`"text":""`), []string{`message unsupported id="m_A" unsupported="an empty message"` + annWrote}},
		"not passed on":       {said(`"is_unsupported":true`), []string{`message unsupported id="m_A" unsupported="a message that M… 57089485"` + annWrote}},
		"image":               {said(`"attachments":[{"type":"image",` + file + `}]`), []string{`message image id="m_A" file="image    0  https://x.example/1"` + annWrote}},
		"image with a text":   {said(`"text":"see","attachments":[{"type":"image",` + file + `}]`), []string{`message image id="m_A" text="see" file="image    0  https://x.example/1"` + annWrote}},
		"several files":       {said(`"attachments":[{"type":"video",` + file + `},{"type":"audio",` + file + `},{"type":"file",` + file + `}]`), []string{`message video id="m_A" file="video    0  https://x.example/1" file="audio    0  https://x.example/1" file="document    0  https://x.example/1"` + annWrote}},
		"sticker":             {said(`"attachments":[{"type":"image","payload":{"url":"https://x.example/1","sticker_id":5}}]`), []string{`message sticker id="m_A" file="sticker    0  https://x.example/1"` + annWrote}},
		"sticker, new":        {said(`"attachments":[{"type":"sticker",` + file + `}]`), []string{`message sticker id="m_A" file="sticker    0  https://x.example/1"` + annWrote}},
		"thumbs up":           {said(`"sticker_id":369239263222822,"attachments":[{"type":"image",` + file + `}]`), []string{`message sticker id="m_A" file="sticker    0  https://x.example/1"` + annWrote}},
		"reel":                {said(`"attachments":[{"type":"ig_reel","payload":{"url":"https://x.example/1","title":"T"}}]`), []string{`message video id="m_A" file="video   T 0  https://x.example/1"` + annWrote}},
		"image of nothing":    {said(`"attachments":[{"type":"image","payload":{}}]`), []string{`message unsupported id="m_A" unsupported="an attachment of the type “image”"` + annWrote}},
		"unknown attachment":  {said(`"text":"x","attachments":[{"type":"hologram",` + file + `}]`), []string{`message text id="m_A" text="x" unsupported="an attachment of the type “hologram”"` + annWrote}},
		"location":            {said(`"attachments":[{"type":"location","title":"Home","payload":{"coordinates":{"lat":1.5,"long":"-2"}}}]`), []string{`message location id="m_A" location="1.5,-2,Home,,"` + annWrote}},
		"location nowhere":    {said(`"attachments":[{"type":"location","payload":{"coordinates":{}}}]`), []string{`message unsupported id="m_A" unsupported="an attachment of the type “location”"` + annWrote}},
		"link":                {said(`"text":"see https://x.example/","attachments":[{"type":"fallback","title":"X","url":"https://x.example/","payload":null}]`), []string{`message text id="m_A" text="see https://x.example/"` + annWrote}},
		"link in payload":     {said(`"attachments":[{"type":"fallback","payload":{"title":"X","url":"https://x.example/"}}]`), []string{`message text id="m_A" text="X https://x.example/"` + annWrote}},
		"link to nothing":     {said(`"attachments":[{"type":"fallback"}]`), []string{`message unsupported id="m_A" unsupported="an attachment of the type “fallback”"` + annWrote}},
		"product":             {said(`"text":"Is it there?","attachments":[{"type":"template","payload":{"product":{"elements":[{"id":"5","title":"Hat","subtitle":"$40"},{"id":"6","title":"Cap"}]}}}]`), []string{`message text id="m_A" text="Is it there?\nHat $40\nCap" referral="product|5||Hat|$40||"` + annWrote}},
		"template of nothing": {said(`"attachments":[{"type":"template","payload":{}}]`), []string{`message unsupported id="m_A" unsupported="an attachment of the type “template”"` + annWrote}},
		"quick reply":         {said(`"text":"Yes","quick_reply":{"payload":"y"}`), []string{`message button id="m_A" text="Yes" payload="y"` + annWrote}},
		"reply":               {said(`"text":"x","reply_to":{"mid":"m_T","is_self_reply":true}`), []string{`message text id="m_A" text="x" reply_to="m_T"` + annWrote}},
		"reply to a story":    {said(`"text":"x","reply_to":{"story":{"id":"s"}}`), []string{`message text id="m_A" text="x"` + annWrote}},
		"advertisement":       {said(`"text":"x","referral":{"ref":"r","ad_id":"7","source":"ADS","ads_context_data":{"ad_title":"Sale"}}`), []string{`message text id="m_A" text="x" referral="ad|7||Sale||r|"` + annWrote}},
		"deleted":             {said(`"is_deleted":true`), []string{`deletion key="m_A:deleted" target="m_A"` + at9}},

		"button":          {from(`"postback":{"mid":"m_P","title":"Menu","payload":"MENU"}`), []string{`message button id="m_P" text="Menu" payload="MENU"` + annWrote}},
		"button, no mid":  {from(`"postback":{"title":"Menu","payload":"MENU"}`), []string{`message button id="postback" text="Menu" payload="MENU"` + annWrote}},
		"get started":     {from(`"postback":{"mid":"m_P","title":"Get started","payload":"GO","referral":{"ref":"r","source":"SHORTLINK","type":"OPEN_THREAD"}}`), []string{`message start id="m_P" text="Get started" payload="GO" referral="shortlink|||||r|"` + annWrote}},
		"came by a link":  {from(`"referral":{"ref":"r","source":"SHORTLINK","type":"OPEN_THREAD"}`), []string{`message start id="referral" referral="shortlink|||||r|"` + annWrote}},
		"came by nothing": {from(`"referral":{"type":"OPEN_THREAD"}`), []string{`unhandled kind="referral"` + at9}},
		"plugin":          {from(`"optin":{"ref":"r"}`), []string{`message start id="optin" referral="plugin|||||r|"` + annWrote}},
		"checkbox":        {from(`"optin":{"ref":"r","user_ref":"u"}`), []string{`unhandled kind="optin"` + at9}},
		"no marketing":    {from(`"optin":{"type":"notification_messages","notification_messages_status":"STOP_NOTIFICATIONS"}`), []string{`consent key="optin" from="fb_psid:1" no_marketing` + at9}},
		"marketing":       {from(`"optin":{"type":"notification_messages","notification_messages_status":"RESUME_NOTIFICATIONS"}`), []string{`consent key="optin" from="fb_psid:1"` + at9}},
		"one-time":        {from(`"optin":{"type":"one_time_notif_req","payload":"x"}`), []string{`unhandled kind="optin"` + at9}},

		"reaction":           {from(`"reaction":{"mid":"m_T","action":"react","emoji":"👍","reaction":"like"}`), []string{`reaction key="reaction" target="m_T" emoji="👍"` + annDid}},
		"reaction by name":   {from(`"reaction":{"mid":"m_T","action":"react","reaction":"love"}`), []string{`reaction key="reaction" target="m_T" emoji="❤"` + annDid}},
		"reaction taken off": {from(`"reaction":{"mid":"m_T","action":"unreact"}`), []string{`reaction key="reaction" target="m_T" emoji=""` + annDid}},
		"reaction unnamed":   {from(`"reaction":{"mid":"m_T","action":"react","reaction":"other"}`), []string{`unhandled kind="reaction"` + at9}},
		"reaction to air":    {from(`"reaction":{"action":"react","emoji":"👍"}`), []string{`unhandled kind="reaction"` + at9}},
		"edit":               {from(`"message_edit":{"mid":"m_T","text":"new","num_edit":2}`), []string{`edit key="m_T:edit:2" target="m_T" text="new"` + annDid}},
		"edit, as string":    {from(`"message_edit":{"mid":"m_T","text":"new","num_edit":"2"}`), []string{`edit key="m_T:edit:2" target="m_T" text="new"` + annDid}},
		"edit to nothing":    {from(`"message_edit":{"mid":"m_T","num_edit":1}`), []string{`unhandled kind="message_edit"` + at9}},
		"edit of the page's": {entry(`"messaging":[{"sender":{"id":"9"},"recipient":{"id":"1"},"message_edit":{"mid":"m_T","text":"new","num_edit":1}}]`), []string{`edit key="m_T:edit:1" target="m_T" text="new"` + at9}},

		"delivery": {from(`"delivery":{"mids":["m_1",2,"m_2"],"watermark":1772366399000}`), []string{
			`receipt delivered of="m_1" to="fb_psid:1"` + at9, `receipt delivered of="2" to="fb_psid:1"` + at9, `receipt delivered of="m_2" to="fb_psid:1"` + at9,
			`receipt delivered to="fb_psid:1" up_to=2026-03-01T11:59:59Z` + at9,
		}},
		"delivery, ids alone":  {from(`"delivery":{"mids":["m_1"]}`), []string{`receipt delivered of="m_1" to="fb_psid:1"` + at9}},
		"delivery, mark alone": {from(`"delivery":{"watermark":1772366399000}`), []string{`receipt delivered to="fb_psid:1" up_to=2026-03-01T11:59:59Z` + at9}},
		"delivery of nothing":  {from(`"delivery":{"mids":[]}`), []string{`unhandled kind="delivery"` + at9}},
		"read":                 {from(`"read":{"watermark":"1772366399000"}`), []string{`receipt read to="fb_psid:1" up_to=2026-03-01T11:59:59Z` + at9}},
		"read in 1970":         {from(`"read":{"watermark":0}`), []string{`unhandled kind="read"` + at9}},

		"our echo":            {echoed(`"app_id":111,"metadata":"our-1","text":"x"`), []string{`echo text id="m_E" text="x"` + toAnn + ` message_id="our-1" by_us account="9"`}},
		"our echo, no app":    {echoed(`"metadata":"our-1","text":"x"`), []string{`echo text id="m_E" text="x"` + toAnn + ` message_id="our-1" account="9"`}},
		"echo of a part":      {echoed(`"app_id":"111","metadata":"our-1/part","text":"x"`), []string{`unhandled kind="echo of a part"` + at9}},
		"echo of the inbox":   {echoed(`"app_id":263902037430900,"text":"by hand"`), []string{`echo text id="m_E" text="by hand"` + toAnn + ` account="9"`}},
		"another app's data":  {echoed(`"app_id":7,"metadata":"our-1","text":"x"`), []string{`echo text id="m_E" text="x"` + toAnn + ` account="9"`}},
		"echo of a template":  {echoed(`"app_id":7,"attachments":[{"type":"template","payload":{"template_type":"button","text":"Choose","buttons":[{"title":"A"},{"title":"B"}]}}]`), []string{`echo text id="m_E" text="Choose\nA\nB"` + toAnn + ` account="9"`}},
		"echo without target": {entry(`"messaging":[{"sender":{"id":"9"},"message":{"mid":"m","is_echo":true,"text":"x"}}]`), []string{`unhandled kind="message without a person"` + at9}},

		"standby message":  {entry(`"standby":[{"sender":{"id":"1"},"recipient":{"id":"9"},"message":{"mid":"m","text":"to another app"}}]`), []string{`unhandled kind="standby:message"` + at9}},
		"standby postback": {entry(`"standby":[{"sender":{"id":"1"},"recipient":{"id":"9"},"postback":{"title":"x"}}]`), []string{`unhandled kind="standby:postback"` + at9}},
		"standby echo":     {entry(`"standby":[{"sender":{"id":"9"},"recipient":{"id":"1"},"message":{"mid":"m","is_echo":true,"app_id":7,"text":"x"}}]`), []string{`unhandled kind="standby:echo"` + at9}},
		"ours in standby":  {entry(`"standby":[{"sender":{"id":"9"},"recipient":{"id":"1"},"message":{"mid":"m","is_echo":true,"app_id":111,"metadata":"our-1","text":"x"}}]`), []string{`echo text id="m" text="x"` + toAnn + ` message_id="our-1" by_us account="9"`}},
		"read in standby":  {entry(`"standby":[{"sender":{"id":"1"},"recipient":{"id":"9"},"read":{"watermark":1772366399000}}]`), []string{`receipt read to="fb_psid:1" up_to=2026-03-01T11:59:59Z` + at9}},

		"control passed": {from(`"pass_thread_control":{"new_owner_app_id":"7"}`), []string{`unhandled kind="pass_thread_control"` + at9}},
		"policy":         {entry(`"messaging":[{"recipient":{"id":"9"},"timestamp":1772366400000,"policy_enforcement":{"action":"warning","reason":"spam"}}]`), []string{`unhandled kind="policy_enforcement" detail="warning: spam"` + at9}},
		"a new event":    {from(`"hologram":{"x":1}`), []string{`unhandled kind="hologram"` + at9}},
		"a change":       {entry(`"changes":[{"field":"messages","value":{"sender":{"id":"1"},"recipient":{"id":"9"},"timestamp":"1772366400000","message":{"mid":"m_A","text":"x"}}}]`), []string{`message text id="m_A" text="x"` + annWrote}},
		"a post":         {entry(`"changes":[{"field":"feed","value":{"item":"post"}}]`), []string{`unhandled kind="changes:feed"` + at9}},
		"no mid":         {from(`"message":{"text":"x"}`), []string{`unhandled kind="message without an id"` + at9}},
		"an endless mid": {from(`"message":{"mid":"` + strings.Repeat("m", 600) + `","text":"x"}`), []string{`unhandled kind="message without an id"` + at9}},
		"no sender":      {entry(`"messaging":[{"recipient":{"id":"9"},"message":{"mid":"m","text":"x"}}]`), []string{`unhandled kind="message without a person"` + at9}},
		"no object":      {entry(`"messaging":[null,7,{"sender":{"id":"1"},"message":{"mid":"m_A","text":"x"}}]`), []string{`unhandled kind="messaging"` + at9, `unhandled kind="messaging"` + at9, `message text id="m_A" text="x"` + annWrote}},
		"no list":        {entry(`"messaging":"x"`), []string{`unhandled kind="entry without events"` + at9}},
		"no entries":     {[]byte(`{"object":"page"}`), []string{}},
		"Instagram":      {[]byte(`{"object":"instagram","entry":[{"id":"9"}]}`), []string{`unhandled kind="object:instagram"`}},
		"not JSON":       {[]byte(`hello`), []string{`unhandled kind="not an object"`}},
		"empty":          {nil, []string{`unhandled kind="not an object"`}},

		"page by recipient": {[]byte(`{"object":"page","entry":[{"messaging":[{"sender":{"id":"1"},"recipient":{"id":"9"},"message":{"mid":"m","text":"x"}}]}]}`), []string{`message text id="m" text="x" from="fb_psid:1" account="9"`}},
		"page by sender":    {[]byte(`{"object":"page","entry":[{"messaging":[{"sender":{"id":"9"},"recipient":{"id":"1"},"message":{"mid":"m","is_echo":true,"text":"x"}}]}]}`), []string{`echo text id="m" text="x" to="fb_psid:1" account="9"`}},
	} {
		got := []string{}
		for _, e := range decode(t, row.body) {
			got = append(got, made.ReplaceAllString(corpus.Line(e), `$1="$2"`))
		}
		require.Equal(t, row.want, got, name)
	}
}

// TestMadeIDs: what Messenger gives no id is told apart by what is in it, and
// known again when it is repeated.
func TestMadeIDs(t *testing.T) {
	t.Parallel()
	key := func(body []byte) string {
		events := decode(t, body)
		require.Len(t, events, 1)
		switch e := events[0]; {
		case e.Message != nil:
			return e.Message.ExternalID
		case e.Reaction != nil:
			return e.Reaction.Key
		default:
			return e.Consent.Key
		}
	}
	at := func(who, when, fields string) []byte {
		return entry(`"messaging":[{"sender":{"id":"` + who + `"},"recipient":{"id":"9"},"timestamp":` + when + `,` + fields + `}]`)
	}
	const press, react, came = `"postback":{"payload":"A","title":"B"}`, `"reaction":{"mid":"m","action":"react","emoji":"x"}`, `"referral":{"ref":"r"}`
	seen := map[string]bool{}
	bodies := [][]byte{
		at("1", "1772366400000", press),
		at("2", "1772366400000", press),
		at("1", "1772366400001", press),
		at("1", "1772366400000", `"postback":{"payload":"AB"}`),
		at("1", "1772366400000", react),
		at("1", "1772366400001", react),
		at("1", "1772366400000", `"reaction":{"mid":"m","action":"unreact"}`),
		at("1", "1772366400000", `"reaction":{"mid":"m","action":"react","emoji":"y"}`),
		at("1", "1772366400000", came),
		at("1", "1772366400001", came),
		at("1", "1772366400000", `"optin":{"ref":"r"}`),
		at("1", "1772366400000", `"optin":{"notification_messages_status":"STOP_NOTIFICATIONS"}`),
		at("1", "1772366400000", `"optin":{"notification_messages_status":"RESUME_NOTIFICATIONS"}`),
	}
	for _, body := range bodies {
		first, again := key(body), key(body)
		require.Equal(t, first, again)
		seen[first] = true
	}
	require.Len(t, seen, len(bodies))
}
