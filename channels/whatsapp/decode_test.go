package whatsapp_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/channels/whatsapp"
	"github.com/parleyhq/parley/internal/corpus"
)

// change wraps a value's fields into a webhook.
func change(field, fields string) []byte {
	return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"102","time":1772366400,"changes":[{"field":%q,"value":{`+
		`"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550000001","phone_number_id":"106"},%s}}]}]}`, field, fields)
}

// from is one message of Ann's with these fields.
func from(fields string) []byte {
	return change("messages", `"contacts":[{"profile":{"name":"Ann","username":"ann.w"},"wa_id":"4917012345","user_id":"DE.1"}],`+
		`"messages":[{"from":"4917012345","from_user_id":"DE.1","id":"wamid.A","timestamp":"1772366400",`+fields+`}]`)
}

func status(fields string) []byte {
	return change("messages", `"statuses":[{"id":"wamid.O","timestamp":"1772366400","recipient_id":"4917012345",`+fields+`}]`)
}

const (
	annWrote = ` at=2026-03-01T12:00:00Z from="wa_user:DE.1,wa_phone:4917012345" name="Ann" username="ann.w" account="106"`
	annDid   = ` from="wa_user:DE.1,wa_phone:4917012345" name="Ann" username="ann.w" at=2026-03-01T12:00:00Z account="106"`
	at106    = ` at=2026-03-01T12:00:00Z account="106"`
)

func TestDecode(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		body []byte
		want []string
	}{
		"text":               {from(`"type":"text","text":{"body":"hi\u0000 \u00e4"}`), []string{`message text id="wamid.A" text="hi ä"` + annWrote}},
		"text without field": {change("", `"messages":[{"from":"1","id":"w","type":"text","text":{"body":"x"}}]`), []string{`message text id="w" text="x" from="wa_phone:1" account="106"`}},
		"empty text":         {from(`"type":"text","text":{"body":""}`), []string{`message unsupported id="wamid.A" unsupported="a message of the type “text”"` + annWrote}},
		"image":              {from(`"type":"image","image":{"id":"7","mime_type":"image/png","caption":"see"}`), []string{`message image id="wamid.A" text="see" file="image 7 image/png  0  "` + annWrote}},
		"image by address":   {from(`"type":"image","image":{"url":"https://x.example/1"}`), []string{`message image id="wamid.A" file="image    0  https://x.example/1"` + annWrote}},
		"image of nothing":   {from(`"type":"image","image":{"mime_type":"image/png"}`), []string{`message unsupported id="wamid.A" unsupported="a message of the type “image”"` + annWrote}},
		"document":           {from(`"type":"document","document":{"id":"7","filename":"a.pdf","mime_type":"application/pdf","file_size":"12"}`), []string{`message document id="wamid.A" file="document 7 application/pdf a.pdf 12  "` + annWrote}},
		"voice":              {from(`"type":"audio","audio":{"id":"7","voice":true}`), []string{`message voice id="wamid.A" file="voice 7   0  "` + annWrote}},
		"audio":              {from(`"type":"audio","audio":{"id":7}`), []string{`message audio id="wamid.A" file="audio 7   0  "` + annWrote}},
		"sticker":            {from(`"type":"sticker","sticker":{"id":"7","animated":true}`), []string{`message sticker id="wamid.A" file="sticker 7   0  "` + annWrote}},
		"location":           {from(`"type":"location","location":{"latitude":1.5,"longitude":"-2","name":"Home"}`), []string{`message location id="wamid.A" location="1.5,-2,Home,,"` + annWrote}},
		"cards": {
			from(`"type":"contacts","contacts":[{"name":{"first_name":"Bo","last_name":"Ek"},"phones":[{"wa_id":"46"}],"emails":[{"email":"b@x.example"}]},{}]`),
			[]string{`message contacts id="wamid.A" card="Bo Ek[46] [b@x.example]"` + annWrote},
		},
		"quick reply":      {from(`"type":"button","button":{"text":"Yes","payload":"y"},"context":{"id":"wamid.T"}`), []string{`message button id="wamid.A" text="Yes" payload="y" reply_to="wamid.T"` + annWrote}},
		"button":           {from(`"type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"y","title":"Yes"}}`), []string{`message button id="wamid.A" text="Yes" payload="y"` + annWrote}},
		"list":             {from(`"type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"y","title":"Yes","description":"Sure"}}`), []string{`message button id="wamid.A" text="Yes" payload="y"` + annWrote}},
		"form":             {from(`"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"body":"Sent","response_json":"{\"a\":1}"}}`), []string{`message form id="wamid.A" text="Sent" payload="{\"a\":1}"` + annWrote}},
		"form, no string":  {from(`"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"response_json":{"a": 1}}}`), []string{`message form id="wamid.A" payload="{\"a\":1}"` + annWrote}},
		"call permission":  {from(`"type":"interactive","interactive":{"type":"call_permission_reply","call_permission_reply":{"response":"accept"}}`), []string{`message button id="wamid.A" text="accept" payload="{\"response\":\"accept\"}"` + annWrote}},
		"new interactive":  {from(`"type":"interactive","interactive":{"type":"dial_reply","dial_reply":{"id":"y"}}`), []string{`message unsupported id="wamid.A" unsupported="a message of the type “interactive”"` + annWrote}},
		"order":            {from(`"type":"order","order":{"text":"please","product_items":[]}`), []string{`message order id="wamid.A" text="please" payload="{\"text\":\"please\",\"product_items\":[]}"` + annWrote}},
		"first opened":     {from(`"type":"request_welcome"`), []string{`message start id="wamid.A"` + annWrote}},
		"forwarded":        {from(`"type":"text","text":{"body":"x"},"context":{"frequently_forwarded":true}`), []string{`message text id="wamid.A" text="x" forwarded` + annWrote}},
		"advertisement":    {from(`"type":"text","text":{"body":"x"},"referral":{"source_type":"ad","source_id":"9","headline":"H","ctwa_clid":"C"}`), []string{`message text id="wamid.A" text="x" referral="ad|9||H|||C"` + annWrote}},
		"unsupported":      {from(`"type":"unsupported","unsupported":{"type":"poll"}`), []string{`message unsupported id="wamid.A" unsupported="a message of the type “poll”"` + annWrote}},
		"unsupported, why": {from(`"type":"unsupported","errors":[{"code":131051,"title":"Not known"}]`), []string{`message unsupported id="wamid.A" unsupported="Not known"` + annWrote}},

		"reaction":               {from(`"type":"reaction","reaction":{"message_id":"wamid.T","emoji":"👍"}`), []string{`reaction key="wamid.A" target="wamid.T" emoji="👍"` + annDid}},
		"reaction taken off":     {from(`"type":"reaction","reaction":{"message_id":"wamid.T"}`), []string{`reaction key="wamid.A" target="wamid.T" emoji=""` + annDid}},
		"reaction to air":        {from(`"type":"reaction","reaction":{"emoji":"👍"}`), []string{`unhandled kind="reaction of no message"` + at106}},
		"edit":                   {from(`"type":"edit","edit":{"original_message_id":"wamid.T","message":{"type":"text","text":{"body":"new"}}}`), []string{`edit key="wamid.A" target="wamid.T" text="new"` + annDid}},
		"edit of a caption":      {from(`"type":"edit","edit":{"original_message_id":"wamid.T","message":{"type":"image","image":{"id":"7","caption":"new"}}}`), []string{`edit key="wamid.A" target="wamid.T" text="new" file="image 7   0  "` + annDid}},
		"edit without a caption": {from(`"type":"edit","edit":{"original_message_id":"wamid.T","message":{"type":"image","image":{"id":"7"}}}`), []string{`edit key="wamid.A" target="wamid.T" keep_text="true" file="image 7   0  "` + annDid}},
		"edit to the new":        {from(`"type":"edit","edit":{"original_message_id":"wamid.T","message":{"type":"hologram"}}`), []string{`unhandled kind="edit:hologram"` + at106}},
		"revoke":                 {from(`"type":"revoke","revoke":{"original_message_id":"wamid.T"}`), []string{`deletion key="wamid.A" target="wamid.T"` + at106}},

		"new number": {
			change("messages", `"messages":[{"from":"4917012345","id":"wamid.S","timestamp":"1772366400","type":"system","system":{"type":"user_changed_number","wa_id":"4917099999","user_id":"DE.2","previous_user_id":"DE.1"}}]`),
			[]string{`change key="wamid.S" from="wa_user:DE.1,wa_phone:4917012345" to="wa_user:DE.2,wa_phone:4917099999"` + at106},
		},
		"new user id": {
			change("messages", `"messages":[{"from_user_id":"DE.1","id":"wamid.S","timestamp":"1772366400","type":"system","system":{"type":"user_changed_user_id","user_id":"DE.2","parent_user_id":"DE.ENT.2","previous_user_id":"DE.1"}}]`),
			[]string{`change key="wamid.S" from="wa_user:DE.1" to="wa_user:DE.2,wa_parent_user:DE.ENT.2"` + at106},
		},
		"new number, not told": {
			change("messages", `"messages":[{"from":"4917012345","id":"wamid.S","timestamp":"1772366400","type":"system","system":{"type":"user_changed_number"}}]`),
			[]string{`unhandled kind="system:user_changed_number"` + at106},
		},

		"echo": {
			change("smb_message_echoes", `"contacts":[{"profile":{"name":"Ann"},"wa_id":"4917012345","user_id":"DE.1"}],"message_echoes":[{"from":"15550000001","to":"4917012345","id":"wamid.E","timestamp":"1772366400","type":"text","text":{"body":"by hand"}}]`),
			[]string{`echo text id="wamid.E" text="by hand" at=2026-03-01T12:00:00Z to="wa_user:DE.1,wa_phone:4917012345" name="Ann" account="106"`},
		},
		"echo to nobody":  {change("smb_message_echoes", `"message_echoes":[{"id":"wamid.E","type":"text","text":{"body":"x"}}]`), []string{`unhandled kind="echo without an id or a recipient:text" account="106"`}},
		"echo in a group": {change("smb_message_echoes", `"message_echoes":[{"id":"wamid.E","group_id":"g","type":"text"}]`), []string{`unhandled kind="group:text" account="106"`}},

		"in a group":       {from(`"group_id":"g","type":"text","text":{"body":"x"}`), []string{`unhandled kind="group:text"` + at106}},
		"no sender":        {change("messages", `"messages":[{"id":"w","type":"text","text":{"body":"x"}}]`), []string{`unhandled kind="message without a sender:text" account="106"`}},
		"no id":            {change("messages", `"messages":[{"from":"1","type":"text","text":{"body":"x"}}]`), []string{`unhandled kind="message without an id:text" account="106"`}},
		"an endless id":    {change("messages", `"messages":[{"from":"1","id":"`+strings.Repeat("w", 600)+`","type":"text","text":{"body":"x"}}]`), []string{`unhandled kind="message without an id:text" account="106"`}},
		"no object":        {change("messages", `"messages":[7,{"from":"1","id":"w","type":"text","text":{"body":"x"}},null]`), []string{`unhandled kind="messages" account="106"`, `message text id="w" text="x" from="wa_phone:1" account="106"`, `unhandled kind="messages" account="106"`}},
		"messages no list": {change("messages", `"messages":"x"`), []string{`unhandled kind="messages" account="106"`}},
		"nothing in it":    {change("messages", `"x":1`), []string{`unhandled kind="messages" account="106"`}},
		"a new field":      {change("calls", `"event":"connect"`), []string{`unhandled kind="calls" detail="connect"` + at106}},
		"standby":          {change("standby", `"messages":[{"from":"1","id":"w","type":"text","text":{"body":"to another app"}}]`), []string{`unhandled kind="standby"` + at106}},
		"account banned":   {change("account_update", `"event":"DISABLED_UPDATE"`), []string{`unhandled kind="account_update" detail="DISABLED_UPDATE"` + at106}},
		"error":            {change("messages", `"errors":[{"code":131000,"title":"Oh","error_data":{"details":"went wrong"}}]`), []string{`unhandled kind="error:131000" detail="went wrong"` + at106}},

		"sent":              {status(`"status":"sent","biz_opaque_callback_data":"our-id"`), []string{`receipt sent of="wamid.O" message_id="our-id" to="wa_phone:4917012345"` + at106}},
		"delivered":         {status(`"status":"delivered","recipient_user_id":"DE.1"`), []string{`receipt delivered of="wamid.O" to="wa_user:DE.1,wa_phone:4917012345"` + at106}},
		"read":              {status(`"status":"read"`), []string{`receipt read of="wamid.O" to="wa_phone:4917012345"` + at106}},
		"played":            {status(`"status":"played"`), []string{`receipt read of="wamid.O" to="wa_phone:4917012345"` + at106}},
		"failed, no reason": {status(`"status":"failed"`), []string{`receipt failed of="wamid.O" to="wa_phone:4917012345" at=2026-03-01T12:00:00Z code=0 reason="WhatsApp did not deliver it and gave no reason" account="106"`}},
		"failed, new code":  {status(`"status":"failed","errors":[{"code":"777777","title":"New"}]`), []string{`receipt failed of="wamid.O" to="wa_phone:4917012345" at=2026-03-01T12:00:00Z code=777777 reason="New" account="106"`}},
		"failed, window second": {
			status(`"status":"failed","errors":[{"code":777777,"title":"New"},{"code":131047}]`),
			[]string{`receipt failed of="wamid.O" to="wa_phone:4917012345" at=2026-03-01T12:00:00Z code=131047 reason="more than 24 hours have passed since the person last wrote: only a template can be sent" window_closed account="106"`},
		},
		"failed, opted out": {
			status(`"status":"failed","errors":[{"code":131050}]`),
			[]string{
				`receipt failed of="wamid.O" to="wa_phone:4917012345" at=2026-03-01T12:00:00Z code=131050 reason="this person does not want marketing messages from this business" account="106"`,
				`consent key="wamid.O:opted-out" from="wa_phone:4917012345" no_marketing` + at106,
			},
		},
		"deleted":        {status(`"status":"deleted"`), []string{`unhandled kind="status:deleted"` + at106}},
		"group status":   {status(`"status":"read","recipient_type":"group"`), []string{`unhandled kind="group status:read"` + at106}},
		"status of none": {change("messages", `"statuses":[{"status":"read"}]`), []string{`unhandled kind="status:read" account="106"`}},

		"no marketing":     {change("user_preferences", `"user_preferences":[{"wa_id":"4917012345","user_id":"DE.1","category":"marketing_messages","value":"stop","timestamp":1772366400}]`), []string{`consent key="DE.1:1772366400:stop" from="wa_user:DE.1,wa_phone:4917012345" no_marketing` + at106}},
		"marketing again":  {change("user_preferences", `"user_preferences":[{"wa_id":"4917012345","category":"marketing_messages","value":"resume","timestamp":1772366400}]`), []string{`consent key="4917012345:1772366400:resume" from="wa_phone:4917012345"` + at106}},
		"other preference": {change("user_preferences", `"user_preferences":[{"wa_id":"4917012345","category":"colours","value":"stop"}]`), []string{`unhandled kind="preference:colours:stop" account="106"`}},

		"template paused":  {change("message_template_status_update", `"event":"PAUSED","message_template_id":9007199254740993,"message_template_name":"hello","message_template_language":"en","reason":"NONE"`), []string{`template id="9007199254740993" name="hello" language="en" status="paused"` + at106}},
		"template moved":   {change("template_category_update", `"new_category":"MARKETING","message_template_name":"hello"`), []string{`template name="hello" category="marketing"` + at106}},
		"template unnamed": {change("template_category_update", `"new_category":"MARKETING"`), []string{`unhandled kind="template" account="106"`}},

		"another product": {[]byte(`{"object":"page","entry":[]}`), []string{`unhandled kind="object:page"`}},
		"not JSON":        {[]byte(`hello`), []string{`unhandled kind="not an object"`}},
		"empty":           {nil, []string{`unhandled kind="not an object"`}},
		"no changes":      {[]byte(`{"object":"whatsapp_business_account","entry":[{"id":"102"}]}`), []string{`unhandled kind="entry without changes" account="102"`}},
		"no entries":      {[]byte(`{"object":"whatsapp_business_account"}`), []string{}},
	} {
		got := []string{}
		for _, e := range decode(t, row.body) {
			got = append(got, corpus.Line(e))
		}
		require.Equal(t, row.want, got, name)
	}
}

// TestHash: webhooks have it in base64, and only one that is whole can be checked.
func TestHash(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=": strings.Repeat("ab", 32),
		strings.Repeat("AB", 32):                       strings.Repeat("ab", 32),
		"q6urq6s=":                                     "",
		"no hash":                                      "",
		"":                                             "",
	} {
		events := decode(t, from(`"type":"image","image":{"id":"7","sha256":"`+given+`"}`))
		require.Len(t, events, 1)
		require.Equal(t, want, events[0].Message.Attachments[0].SHA256, given)
	}
}

// TestBatch: one bad item among a thousand costs only itself.
func TestBatch(t *testing.T) {
	t.Parallel()
	items := make([]string, 1000)
	for i := range items {
		items[i] = fmt.Sprintf(`{"from":"491701%04d","id":"wamid.%d","timestamp":"%d","type":"text","text":{"body":%q}}`,
			i%50, i, 1772366400+i, strings.Repeat("x", 2500))
	}
	items[500] = `{"from":{},"id":[],"timestamp":{},"type":7,"text":"x"}`
	body := change("messages", `"messages":[`+strings.Join(items, ",")+`]`)
	require.Greater(t, len(body), 2_500_000)
	messages, other := 0, 0
	for _, e := range decode(t, body) {
		if e.Message != nil {
			messages++
		} else {
			other++
		}
	}
	require.Equal(t, 999, messages)
	require.Equal(t, 1, other)
}

// TestAnyFieldMayBeOdd: whatever one field is replaced by, the item is not lost
// and the one beside it is untouched.
func TestAnyFieldMayBeOdd(t *testing.T) {
	t.Parallel()
	const beside = `{"from":"1","id":"wamid.BESIDE","timestamp":"1772366400","type":"text","text":{"body":"beside"}}`
	item := map[string]any{
		"from": "4917012345", "from_user_id": "DE.1", "id": "wamid.A", "timestamp": "1772366400", "type": "image",
		"image": map[string]any{"id": "7", "caption": "c"}, "context": map[string]any{"id": "w"}, "referral": map[string]any{"source_id": "1"},
		"errors": []any{map[string]any{"code": 1}}, "unsupported": map[string]any{"type": "x"},
	}
	odd := []string{"null", "7", "-1", "1e999", `""`, `"x"`, `"253402300800"`, "true", "[]", "{}", "[null]", "[[]]", `{"id":{}}`, `"\ud800\u0000"`}
	for key := range item {
		for _, value := range odd {
			changed := map[string]json.RawMessage{}
			for k, v := range item {
				encoded, err := json.Marshal(v)
				require.NoError(t, err)
				changed[k] = encoded
			}
			changed[key] = json.RawMessage(value)
			encoded, err := json.Marshal(changed)
			require.NoError(t, err)
			events := decode(t, change("messages", `"messages":[`+string(encoded)+","+beside+`],"contacts":[null,7,{"profile":[]}],"statuses":null`))
			require.Len(t, events, 2, "%s = %s", key, value)
			found := 0
			for _, e := range events {
				if e.Message != nil && e.Message.Text == "beside" {
					found++
				}
			}
			require.Equal(t, 1, found, "%s = %s", key, value)
		}
	}
}

// TestSignature: at every offset of a body of 2 KB a change is noticed, and an
// unsigned body is never read.
func TestSignature(t *testing.T) {
	t.Parallel()
	c, err := whatsapp.New(whatsapp.Options{})
	require.NoError(t, err)
	body := from(`"type":"text","text":{"body":"` + strings.Repeat("Where is my order? ", 95) + `"}`)
	require.Greater(t, len(body), 2048)
	h := signed(body)
	for i := range body {
		body[i] ^= 1 << (i % 8)
		events, err := c.Decode(account(), h, body)
		require.ErrorIs(t, err, channels.ErrSignature, "offset %d", i)
		require.Empty(t, events)
		body[i] ^= 1 << (i % 8)
	}
	for _, h := range []http.Header{nil, {}, {graph.SignatureHeader: {""}}, {"X-Hub-Signature": {"sha1=00"}}} {
		_, err := c.Decode(account(), h, body)
		require.ErrorIs(t, err, channels.ErrSignature)
	}
	_, err = c.Decode(account(), h, body)
	require.NoError(t, err)
}

// TestReplay: a webhook that comes a thousand times says the same each time, by
// the same ids.
func TestReplay(t *testing.T) {
	t.Parallel()
	body := from(`"type":"text","text":{"body":"x"}`)
	once := decode(t, body)
	for range 1000 {
		require.Equal(t, once, decode(t, body))
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(string(from(`"type":"text","text":{"body":"x"}`)))
	f.Add(string(from(`"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"response_json":"{"}}`)))
	f.Add(string(from(`"type":"edit","edit":{"original_message_id":"t","message":{"type":"image","image":{"id":7}}}`)))
	f.Add(string(status(`"status":"failed","errors":[{"code":131047}]`)))
	f.Add(string(change("user_preferences", `"user_preferences":[{"wa_id":"1","category":"marketing_messages","value":"stop","timestamp":1}]`)))
	f.Add(string(change("template_category_update", `"message_template_id":1,"new_category":"X"`)))
	c, err := whatsapp.New(whatsapp.Options{})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, text string) {
		events, err := c.Decode(account(), signed([]byte(text)), []byte(text))
		require.NoError(t, err)
		for _, e := range events {
			encoded := fmt.Sprintf("%+v", []any{
				e.Account, e.Message, e.Receipt, e.Reaction, e.Edit, e.Deletion, e.Change, e.Echo, e.Consent, e.Template, e.Unhandled,
			}) + corpus.Line(e)
			require.True(t, utf8.ValidString(encoded))
			require.False(t, strings.ContainsRune(encoded, 0))
			if e.Message != nil {
				require.NotEmpty(t, e.Message.ExternalID)
				require.NotEmpty(t, e.Message.From.Identities)
			}
		}
	})
}
