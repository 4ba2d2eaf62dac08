package api

import (
	"encoding/base64"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/parleyhq/parley/conversation"
)

func TestCursorsComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.String().Draw(t, "list")
		end := conversation.ListKey{
			At:   time.UnixMicro(rapid.Int64Range(0, 4e15).Draw(t, "at")).UTC(),
			ID:   rapid.String().Draw(t, "id"),
			Rest: rapid.Bool().Draw(t, "rest"),
		}
		cursor, err := encodeCursor(list, end)
		require.NoError(t, err)
		back, err := decodeCursor[conversation.ListKey](list, *cursor)
		require.NoError(t, err)
		require.Equal(t, end, *back)
		_, err = decodeCursor[conversation.ListKey](list+"x", *cursor)
		require.Error(t, err)
	})
}

func TestChangedCursorsAreRefused(t *testing.T) {
	t.Parallel()
	cursor, err := encodeCursor("list", conversation.ListKey{At: time.Unix(1e9, 0), ID: "some id"})
	require.NoError(t, err)
	raw, err := base64.RawURLEncoding.DecodeString(*cursor)
	require.NoError(t, err)
	for i := range raw {
		for bit := range 8 {
			changed := append([]byte{}, raw...)
			changed[i] ^= 1 << bit
			_, err := decodeCursor[conversation.ListKey]("list", base64.RawURLEncoding.EncodeToString(changed))
			require.Error(t, err, "byte %d bit %d", i, bit)
		}
		_, err := decodeCursor[conversation.ListKey]("list", base64.RawURLEncoding.EncodeToString(raw[:i+1]))
		require.Equal(t, i == len(raw)-1, err == nil)
	}
	first, err := decodeCursor[conversation.ListKey]("list", "")
	require.NoError(t, err)
	require.Nil(t, first)
}

func FuzzCursor(f *testing.F) {
	good, err := encodeCursor("list", int64(42))
	require.NoError(f, err)
	for _, seed := range []string{*good, "", "AQ", "AQAAAAAAAAAA", "====", "é"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		end, err := decodeCursor[int64]("list", cursor)
		if err != nil {
			var p *problem
			require.ErrorAs(t, err, &p)
			require.Equal(t, kindMalformed, p.kind)
			return
		}
		if end == nil {
			require.Empty(t, cursor)
			return
		}
		again, err := encodeCursor("list", *end)
		require.NoError(t, err)
		require.Equal(t, cursor, *again)
	})
}
