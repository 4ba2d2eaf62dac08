package telegram_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/telegram"
	"github.com/parleyhq/parley/internal/corpus"
)

func update(kind, fields string) []byte {
	return fmt.Appendf(nil, `{"update_id":900000001,%q:{%s}}`, kind, fields)
}

const (
	chat    = `"chat":{"id":4611686018427387001,"type":"private","first_name":"Ann"}`
	user    = `"from":{"id":4611686018427387001,"is_bot":false,"first_name":"Ann","last_name":"Ek","username":"ann_w","language_code":"de"}`
	private = chat + "," + user + `,"date":1772366400,`
)

// from is a message of Ann's with these fields.
func from(fields string) []byte { return update("message", `"message_id":7,`+private+fields) }

const (
	annWrote = ` at=2026-03-01T12:00:00Z from="tg_user:4611686018427387001" name="Ann Ek" username="ann_w" language="de" account="777000111"`
	annDid   = ` from="tg_user:4611686018427387001" name="Ann Ek" username="ann_w" language="de" at=2026-03-01T12:00:00Z account="777000111"`
	id7      = ` id="4611686018427387001:7"`
	ours     = ` at=2026-03-01T12:00:00Z account="777000111"`
)

func TestDecode(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		body []byte
		want string
	}{
		"text":          {from(`"text":"hi\u0000 \u00e4"`), `message text` + id7 + ` text="hi ä"` + annWrote},
		"start":         {from(`"text":"/start"`), `message start` + id7 + annWrote},
		"deep link":     {from(`"text":"/start@desk_bot ref_1"`), `message start` + id7 + ` payload="ref_1" referral="link|||||ref_1|"` + annWrote},
		"not a start":   {from(`"text":"/starting"`), `message text` + id7 + ` text="/starting"` + annWrote},
		"other command": {from(`"text":"/help me"`), `message text` + id7 + ` text="/help me"` + annWrote},
		"photo": {
			from(`"caption":"see","photo":[{"file_id":"b","width":1280,"height":953,"file_size":9},{"file_id":"a","width":90,"height":67},{}]`),
			`message image` + id7 + ` text="see" file="image b image/jpeg  9  "` + annWrote,
		},
		"photo of nothing": {from(`"photo":[]`), `message unsupported` + id7 + ` unsupported="a message of the type “photo”"` + annWrote},
		"document":         {from(`"document":{"file_id":"d","file_name":"a.pdf","mime_type":"application/pdf","file_size":12}`), `message document` + id7 + ` file="document d application/pdf a.pdf 12  "` + annWrote},
		"animation":        {from(`"animation":{"file_id":"g","mime_type":"video/mp4"},"document":{"file_id":"g"}`), `message video` + id7 + ` file="video g video/mp4  0  "` + annWrote},
		"gif":              {from(`"animation":{"file_id":"g","mime_type":"image/gif"}`), `message image` + id7 + ` file="image g image/gif  0  "` + annWrote},
		"audio":            {from(`"audio":{"file_id":"a","mime_type":"audio/mpeg","file_name":"s.mp3"}`), `message audio` + id7 + ` file="audio a audio/mpeg s.mp3 0  "` + annWrote},
		"voice":            {from(`"voice":{"file_id":"v"}`), `message voice` + id7 + ` file="voice v audio/ogg  0  "` + annWrote},
		"video":            {from(`"video":{"file_id":"v"},"caption":"c"`), `message video` + id7 + ` text="c" file="video v video/mp4  0  "` + annWrote},
		"video note":       {from(`"video_note":{"file_id":"v"}`), `message video` + id7 + ` file="video v video/mp4  0  "` + annWrote},
		"sticker":          {from(`"sticker":{"file_id":"s","emoji":"🎉"}`), `message sticker` + id7 + ` text="🎉" file="sticker s image/webp  0  "` + annWrote},
		"moving sticker":   {from(`"sticker":{"file_id":"s","is_animated":true}`), `message sticker` + id7 + ` file="sticker s application/x-tgsticker  0  "` + annWrote},
		"video sticker":    {from(`"sticker":{"file_id":"s","is_video":true}`), `message sticker` + id7 + ` file="sticker s video/webm  0  "` + annWrote},
		"location":         {from(`"location":{"latitude":1.5,"longitude":-2}`), `message location` + id7 + ` location="1.5,-2,,,"` + annWrote},
		"venue":            {from(`"location":{"latitude":1,"longitude":2},"venue":{"location":{"latitude":1,"longitude":2},"title":"Home","address":"Road 1"}`), `message location` + id7 + ` location="1,2,Home,Road 1,"` + annWrote},
		"contact":          {from(`"contact":{"phone_number":"46","first_name":"Bo","last_name":"Ek"}`), `message contacts` + id7 + ` card="Bo Ek[46] []"` + annWrote},
		"die":              {from(`"dice":{"emoji":"🎲","value":4}`), `message text` + id7 + ` text="🎲 4"` + annWrote},
		"poll":             {from(`"poll":{"question":"Which?","options":[{"text":"Red"},{"text":"Blue"}]}`), `message text` + id7 + ` text="Which?\n– Red\n– Blue"` + annWrote},
		"checklist":        {from(`"checklist":{"title":"Buy","tasks":[{"text":"Milk"}]}`), `message text` + id7 + ` text="Buy\n– Milk"` + annWrote},
		"page":             {from(`"rich_message":{"blocks":[{"type":"paragraph","text":"one"},{"text":"two"}]}`), `message text` + id7 + ` text="one\ntwo"` + annWrote},
		"form":             {from(`"web_app_data":{"data":"{\"a\":1}","button_text":"Order"}`), `message form` + id7 + ` text="Order" payload="{\"a\":1}"` + annWrote},
		"story":            {from(`"story":{"id":1}`), `message unsupported` + id7 + ` unsupported="a story"` + annWrote},
		"paid media":       {from(`"paid_media":{},"caption":"look"`), `message unsupported` + id7 + ` text="look" unsupported="photos or videos to be paid for"` + annWrote},
		"new kind":         {from(`"hologram":{"x":1},"effect_id":"1"`), `message unsupported` + id7 + ` unsupported="a message of the type “hologram”"` + annWrote},
		"nothing":          {from(`"text":""`), `message unsupported` + id7 + ` unsupported="a message without content"` + annWrote},
		"reply":            {from(`"text":"x","reply_to_message":{"message_id":5}`), `message text` + id7 + ` text="x" reply_to="4611686018427387001:5"` + annWrote},
		"reply elsewhere":  {from(`"text":"x","external_reply":{"message_id":5},"quote":{"text":"y"}`), `message text` + id7 + ` text="x"` + annWrote},
		"in a topic":       {from(`"text":"x","reply_to_message":{"message_id":5,"forum_topic_created":{}}`), `message text` + id7 + ` text="x"` + annWrote},
		"forwarded":        {from(`"text":"x","forward_origin":{"type":"user"}`), `message text` + id7 + ` text="x" forwarded` + annWrote},
		"no from":          {update("message", `"message_id":7,`+chat+`,"text":"x"`), `message text` + id7 + ` text="x" from="tg_user:4611686018427387001" name="Ann" account="777000111"`},

		"pinned":     {from(`"pinned_message":{"message_id":1}`), `unhandled kind="message:pinned_message"` + ours},
		"group":      {update("message", `"message_id":7,"date":1772366400,"chat":{"id":-5,"type":"group"},"text":"x"`), `unhandled kind="message in a group"` + ours},
		"no type":    {update("message", `"message_id":7,"date":1772366400,"chat":{"id":5},"text":"x"`), `unhandled kind="message in a "` + ours},
		"channel":    {update("channel_post", `"message_id":7,"date":1772366400,"chat":{"id":-5,"type":"channel"},"text":"x"`), `unhandled kind="channel_post"` + ours},
		"business":   {update("business_message", `"message_id":7,`+private+`"text":"x"`), `unhandled kind="business_message"` + ours},
		"of a bot":   {update("message", `"message_id":7,"date":1772366400,`+chat+`,"from":{"id":9,"is_bot":true},"text":"x"`), `unhandled kind="message of a bot"` + ours},
		"no id":      {update("message", private+`"text":"x"`), `unhandled kind="message without an id"` + ours},
		"new update": {update("some_future_update", `"x":1`), `unhandled kind="some_future_update" account="777000111"`},
		"migration": {
			update("message", `"message_id":7,"date":1772366400,"chat":{"id":-5,"type":"group"},"migrate_to_chat_id":-1005`),
			`change key="migration:-5:-1005" from="tg_user:-5" to="tg_user:-1005"` + ours,
		},
		"migration, other side": {
			update("message", `"message_id":7,"date":1772366400,"chat":{"id":-1005,"type":"supergroup"},"migrate_from_chat_id":-5`),
			`change key="migration:-5:-1005" from="tg_user:-5" to="tg_user:-1005"` + ours,
		},

		"edit": {
			update("edited_message", `"message_id":7,`+private+`"edit_date":1772366400,"text":"new"`),
			`edit key="4611686018427387001:7/900000001" target="4611686018427387001:7" text="new"` + annDid,
		},
		"caption edited": {
			update("edited_message", `"message_id":7,`+private+`"edit_date":1772366400,"caption":"new","photo":[{"file_id":"a"}]`),
			`edit key="4611686018427387001:7/900000001" target="4611686018427387001:7" text="new" file="image a image/jpeg  0  "` + annDid,
		},
		"edit without a date": {update("edited_message", `"message_id":7,`+private+`"text":"new"`), `unhandled kind="edit without an id or a date"` + ours},
		"live location":       {update("edited_message", `"message_id":7,`+private+`"edit_date":1772366400,"location":{"latitude":1,"longitude":2}`), `unhandled kind="edit:location"` + ours},

		"button": {
			update("callback_query", `"id":"99",`+user+`,"data":"y","message":{"message_id":5,"date":1,`+chat+`,"reply_markup":{"inline_keyboard":[[{"text":"No","callback_data":"n"}],[{"text":"Yes","callback_data":"y"}]]}}`),
			`message button id="callback:99" text="Yes" payload="y" reply_to="4611686018427387001:5" from="tg_user:4611686018427387001" name="Ann Ek" username="ann_w" language="de" account="777000111"`,
		},
		"button of old": {
			update("callback_query", `"id":"99",`+user+`,"data":"y","message":{"message_id":5,"date":0,`+chat+`}`),
			`message button id="callback:99" payload="y" reply_to="4611686018427387001:5" from="tg_user:4611686018427387001" name="Ann Ek" username="ann_w" language="de" account="777000111"`,
		},
		"button in a group": {
			update("callback_query", `"id":"99",`+user+`,"data":"y","message":{"message_id":5,"chat":{"id":-5,"type":"group"}}`),
			`unhandled kind="callback_query in a group" account="777000111"`,
		},

		"blocked":   {update("my_chat_member", private+`"new_chat_member":{"status":"kicked"}`), `consent key="membership:4611686018427387001/900000001"` + strings.Replace(annDid, " at=", " blocked at=", 1)},
		"unblocked": {update("my_chat_member", private+`"new_chat_member":{"status":"member"}`), `consent key="membership:4611686018427387001/900000001"` + annDid},
		"promoted":  {update("my_chat_member", private+`"new_chat_member":{"status":"administrator"}`), `unhandled kind="my_chat_member:administrator"` + ours},

		"reaction": {
			update("message_reaction", `"message_id":7,`+strings.Replace(private, `"from"`, `"user"`, 1)+`"old_reaction":[{"type":"emoji","emoji":"❤"}],"new_reaction":[{"type":"emoji","emoji":"❤"},{"type":"emoji","emoji":"👍"}]`),
			`reaction key="4611686018427387001:7/900000001" target="4611686018427387001:7" emoji="👍"` + annDid,
		},
		"reaction taken off": {
			update("message_reaction", `"message_id":7,`+strings.Replace(private, `"from"`, `"user"`, 1)+`"new_reaction":[]`),
			`reaction key="4611686018427387001:7/900000001" target="4611686018427387001:7" emoji=""` + annDid,
		},
		"reaction of their own": {
			update("message_reaction", `"message_id":7,`+private+`"new_reaction":[{"type":"custom_emoji","custom_emoji_id":"1"}]`),
			`unhandled kind="message_reaction:custom_emoji"` + ours,
		},
	} {
		events := decode(t, row.body)
		require.Len(t, events, 1, name)
		require.Equal(t, row.want, corpus.Line(events[0]), name)
	}
}

// TestWhatIsNoUpdate: with the right secret nothing is refused.
func TestWhatIsNoUpdate(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "x", "null", "[]", "{", "{}", `{"update_id":1}`, `{"update_id":1,"message":null}`, `{"message":7}`} {
		events := decode(t, []byte(body))
		require.Len(t, events, 1, body)
		require.NotNil(t, events[0].Unhandled, body)
	}
}

// TestOddFields: a field of any other type, or out of all bounds, costs at most
// itself.
func TestOddFields(t *testing.T) {
	t.Parallel()
	whole := map[string]string{
		"message_id": "7", "date": "1772366400", "chat": `{"id":23,"type":"private"}`, "from": `{"id":23}`, "text": `"beside"`,
		"photo": `[{"file_id":"a"}]`, "reply_to_message": `{"message_id":5}`, "forward_origin": `{}`, "media_group_id": `"1"`,
	}
	odd := []string{
		"null", "true", "0", "-1", "1e999", "9223372036854775808", "253402300799", `"x"`, `""`, `"\u0000\ud800"`, "[]", "[null,7,[]]", "{}", `{"x":{}}`,
	}
	for field := range whole {
		for _, value := range odd {
			var fields []string
			for name, ordinary := range whole {
				if name == field {
					ordinary = value
				}
				fields = append(fields, fmt.Sprintf("%q:%s", name, ordinary))
			}
			events := decode(t, update("message", strings.Join(fields, ",")))
			require.Len(t, events, 1, "%s = %s", field, value)
			if field == "message_id" || field == "chat" {
				continue
			}
			require.NotNil(t, events[0].Message, "%s = %s", field, value)
			if field != "text" {
				require.Equal(t, "beside", events[0].Message.Text, "%s = %s", field, value)
			}
			require.Equal(t, field == "date", events[0].Message.SentAt.IsZero(), "%s = %s", field, value)
		}
	}
}

// TestBigIDs: no digit of an id is lost, beyond 2^53 either; what no id can be is
// none.
func TestBigIDs(t *testing.T) {
	t.Parallel()
	events := decode(t, update("message", `"message_id":9007199254740993,"chat":{"id":9223372036854775807,"type":"private"},"text":"x"`))
	require.Equal(t, "9223372036854775807:9007199254740993", events[0].Message.ExternalID)
	require.Equal(t, "9223372036854775807", events[0].Message.From.Identities[0].Value)
	for _, id := range []string{"9223372036854775808", "1e3", "1.5", "-3", `"x"`} {
		events := decode(t, update("message", `"message_id":1,"chat":{"id":`+id+`,"type":"private"},"text":"x"`))
		require.NotNil(t, events[0].Unhandled, id)
	}
}

// TestSecret: there is no signature over the body, so the secret is all there is.
func TestSecret(t *testing.T) {
	t.Parallel()
	c, err := telegram.New(telegram.Options{})
	require.NoError(t, err)
	body := from(`"text":"x"`)
	secret := string(account().Secret)
	wrong := []http.Header{
		nil,
		{},
		{telegram.SecretHeader: {""}},
		{telegram.SecretHeader: {secret + " "}},
		{telegram.SecretHeader: {strings.ToUpper(secret)}},
		{telegram.SecretHeader: {secret, secret}},
		{telegram.SecretHeader: {secret, "x"}},
		{"X-Hub-Signature-256": {secret}},
	}
	for i := range secret {
		wrong = append(wrong, http.Header{telegram.SecretHeader: {secret[:i]}}, http.Header{telegram.SecretHeader: {secret[:i] + "x" + secret[i+1:]}})
	}
	for _, header := range wrong {
		events, err := c.Decode(account(), header, body)
		require.ErrorIs(t, err, channels.ErrSignature)
		require.Empty(t, events)
		require.NotContains(t, err.Error(), "canary")
	}
	_, err = c.Decode(account(), vouched(), body)
	require.NoError(t, err)
}

// TestIncompleteAccount: an inbox without secrets takes nothing.
func TestIncompleteAccount(t *testing.T) {
	t.Parallel()
	c, err := telegram.New(telegram.Options{})
	require.NoError(t, err)
	token, secret := account().Token, account().Secret
	for _, a := range []telegram.Account{
		{},
		{Token: token},
		{Secret: secret},
		{Token: "canary", Secret: secret},
		{Token: "1:", Secret: secret},
		{Token: ":canary", Secret: secret},
		{Token: "1:canary/../x", Secret: secret},
		{Token: "1:canary?x", Secret: secret},
		{Token: "x:canary", Secret: secret},
		{Token: token, Secret: "canary secret"},
		{Token: token, Secret: channels.Secret(strings.Repeat("c", 257))},
	} {
		_, err := c.Decode(a, http.Header{telegram.SecretHeader: {string(a.Secret)}}, from(`"text":"x"`))
		require.ErrorIs(t, err, channels.ErrAccountIncomplete)
		require.NotContains(t, err.Error(), "canary")
		_, err = c.Send(t.Context(), a, telegram.Outgoing{To: annsID(), Text: "x"})
		require.ErrorIs(t, err, channels.ErrAccountIncomplete)
	}
	require.NotContains(t, fmt.Sprintf("%v %+v %#v", account(), account(), account()), "canary")
}

// TestReplay: an update that comes a thousand times says the same each time, by
// the same ids; edits of one message, by the update's.
func TestReplay(t *testing.T) {
	t.Parallel()
	body := from(`"text":"x"`)
	once := decode(t, body)
	for range 1000 {
		require.Equal(t, once, decode(t, body))
	}
	edit := update("edited_message", `"message_id":7,`+private+`"edit_date":1772366400,"text":"new"`)
	later := []byte(strings.Replace(string(edit), "900000001", "17", 1))
	require.Equal(t, decode(t, edit), decode(t, bytes.Clone(edit)))
	require.NotEqual(t, decode(t, edit)[0].Edit.Key, decode(t, later)[0].Edit.Key, "two edits within a second")
	require.Equal(t, decode(t, edit)[0].Edit.Target, decode(t, later)[0].Edit.Target)
}

func FuzzDecode(f *testing.F) {
	f.Add(string(from(`"text":"x"`)))
	f.Add(string(from(`"photo":[{"file_id":"a","width":1}],"media_group_id":"1"`)))
	f.Add(string(update("callback_query", `"id":"99",`+user+`,"data":"y"`)))
	f.Add(string(update("message_reaction", `"message_id":7,`+private+`"new_reaction":[{"emoji":"x"}]`)))
	f.Add(string(update("edited_message", `"message_id":7,`+private+`"edit_date":1,"caption":"x","venue":{}`)))
	c, err := telegram.New(telegram.Options{})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, text string) {
		events, err := c.Decode(account(), vouched(), []byte(text))
		require.NoError(t, err)
		require.NotEmpty(t, events)
		for _, e := range events {
			encoded := fmt.Sprintf("%+v", []any{
				e.Account, e.Message, e.Reaction, e.Edit, e.Change, e.Consent, e.Unhandled,
			}) + corpus.Line(e)
			require.True(t, utf8.ValidString(encoded))
			require.False(t, strings.ContainsRune(encoded, 0))
			if e.Message != nil {
				require.NotEmpty(t, e.Message.ExternalID)
				require.NotEmpty(t, e.Message.From.Identities)
				_, err := json.Marshal(e.Message)
				require.NoError(t, err)
			}
		}
	})
}
