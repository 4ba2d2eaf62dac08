package payload_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels/payload"
)

func parse(t *testing.T, text string) payload.Object {
	t.Helper()
	o, ok := payload.Parse([]byte(text))
	require.True(t, ok, text)
	return o
}

func TestObject(t *testing.T) {
	t.Parallel()
	o := parse(t, `{"s":"a\u0000b\ud800","n":9007199254740993,"neg":-5,"null":null,"b":true,"bs":"true","f":"12.5","big":1e999,"long":9223372036854775808,
		"o":{"x":"y"},"l":[{"x":"1"},7,null,{"x":"2"}],"ts":"1749416383","ms":1749416383123,"t":["a",1,{},null],
		"ll":[[{"x":"1"}],7,[null,{"x":"2"}]]}`)
	require.Equal(t, "ab\uFFFD", o.Text("s"))
	require.Equal(t, "9007199254740993", o.Text("n"), "no digit is lost")
	require.EqualValues(t, 9007199254740993, o.Int("n"))
	require.EqualValues(t, -5, o.Int("neg"))
	require.Zero(t, o.Int("long"))
	require.True(t, o.Bool("b"))
	require.False(t, o.Bool("bs"))
	require.InDelta(t, 12.5, o.Float("f"), 0)
	require.Zero(t, o.Float("big"))
	require.False(t, o.Has("null"))
	require.False(t, o.Has("none"))
	require.Equal(t, "y", o.Object("o").Text("x"))
	require.JSONEq(t, `{"x":"y"}`, o.Raw("o"))
	require.Len(t, o.Objects("l"), 4)
	require.Nil(t, o.Objects("l")[1])
	require.Equal(t, "2", o.Objects("l")[3].Text("x"))
	require.Equal(t, []string{"a", "1"}, o.Texts("t"))
	require.Len(t, o.Lists("ll"), 3)
	require.Empty(t, o.Lists("ll")[1])
	require.Equal(t, "2", o.Lists("ll")[2][1].Text("x"))
	require.Equal(t, time.Date(2025, 6, 8, 20, 59, 43, 0, time.UTC), o.Seconds("ts"))
	require.Equal(t, time.Date(2025, 6, 8, 20, 59, 43, 123e6, time.UTC), o.Milliseconds("ms"))

	for _, wrong := range []string{"o", "l", "null", "none", "b"} {
		require.Empty(t, o.Text(wrong), wrong)
	}
	for _, wrong := range []string{"s", "n", "null", "none", "l"} {
		require.Empty(t, o.Object(wrong).Text("x"), wrong)
	}
	require.Empty(t, o.Objects("o"))
	require.Empty(t, o.Raw("null"))
	for _, none := range []string{"", "null", "[]", "7", `"x"`, "{"} {
		_, ok := payload.Parse([]byte(none))
		require.False(t, ok, none)
	}
}

func TestTimesThatCannotBeBelieved(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"0", "-1", `"x"`, "1749416383123", "253402300799", "9223372036854775807", "1.5e9", "null", "{}", `""`} {
		require.True(t, parse(t, `{"at":`+at+`}`).Seconds("at").IsZero(), at)
	}
}

func FuzzObject(f *testing.F) {
	f.Add(`{"a":"x","b":[{"a":1}]}`)
	f.Add("{\"a\":\"\\ud800\\u0000\xff\"}")
	f.Fuzz(func(t *testing.T, text string) {
		o, ok := payload.Parse([]byte(text))
		if !ok {
			return
		}
		for key := range o {
			for _, s := range append(o.Texts(key), o.Text(key), o.Raw(key)) {
				require.True(t, utf8.ValidString(s))
				require.False(t, strings.ContainsRune(s, 0))
			}
			_, _, _, _ = o.Int(key), o.Float(key), o.Seconds(key), o.Milliseconds(key)
			for _, inner := range o.Objects(key) {
				_ = inner.Text(key)
			}
		}
	})
}
