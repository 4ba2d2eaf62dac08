package codec_test

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/codec"
)

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	converting, err := codec.DataConverter(keys(t, "a"))
	require.NoError(t, err)
	said := conversation.InboundSignal{ID: "m1", Text: "my card was charged twice", From: &conversation.Sender{ID: "+49", Name: "Ana"}}
	payload, err := converting.ToPayload(said)
	require.NoError(t, err)

	raw, err := proto.Marshal(payload)
	require.NoError(t, err)
	for _, word := range []string{"charged", "Ana", "+49", "m1", "json"} {
		require.NotContains(t, string(raw), word)
	}
	var heard conversation.InboundSignal
	require.NoError(t, converting.FromPayload(payload, &heard))
	require.Equal(t, said, heard)
}

func TestAnythingRoundTrips(t *testing.T) {
	t.Parallel()
	c := newCodec(t, "a")
	rapid.Check(t, func(t *rapid.T) {
		p := &commonpb.Payload{
			Metadata: rapid.MapOf(rapid.String(), rapid.SliceOf(rapid.Byte())).Draw(t, "metadata"),
			Data:     rapid.SliceOf(rapid.Byte()).Draw(t, "data"),
		}
		encoded, err := c.Encode([]*commonpb.Payload{p})
		require.NoError(t, err)
		decoded, err := c.Decode(encoded)
		require.NoError(t, err)
		require.True(t, proto.Equal(p, decoded[0]))
	})
}

func TestEncryptingTwiceGivesTwoCiphertexts(t *testing.T) {
	t.Parallel()
	c := newCodec(t, "a")
	first, second := encode(t, c, "same"), encode(t, c, "same")
	require.NotEqual(t, first.Data, second.Data)
}

func TestRotation(t *testing.T) {
	t.Parallel()
	old, both, renewed := newCodec(t, "old"), newCodec(t, "new", "old"), newCodec(t, "new")
	before := encode(t, old, "before")
	require.Equal(t, "before", decode(t, both, before))

	after := encode(t, both, "after")
	require.Equal(t, "after", decode(t, renewed, after), "the first key encrypts")

	_, err := renewed.Decode([]*commonpb.Payload{before})
	require.EqualError(t, err, `decrypt payload: no key with id "old" is configured`)
	_, err = old.Decode([]*commonpb.Payload{after})
	require.ErrorContains(t, err, `no key with id "new"`)
}

func TestWithoutKeys(t *testing.T) {
	t.Parallel()
	none := newCodec(t)
	require.Equal(t, "plain", decode(t, none, encode(t, none, "plain")))
	_, err := none.Decode([]*commonpb.Payload{encode(t, newCodec(t, "a"), "secret")})
	require.ErrorContains(t, err, `no key with id "a"`, "an encrypted payload is never passed on as it is")
}

func TestPayloadsOfBeforeAreStillRead(t *testing.T) {
	t.Parallel()
	plain, err := converter.GetDefaultDataConverter().ToPayload("from before")
	require.NoError(t, err)
	require.Equal(t, "from before", decode(t, newCodec(t, "a"), plain))
}

func TestEveryFlippedByteIsNoticed(t *testing.T) {
	t.Parallel()
	c := newCodec(t, "a")
	good := encode(t, c, "pay 100 to Ana")
	for i := range good.Data {
		bad := proto.CloneOf(good)
		bad.Data[i] ^= 1
		_, err := c.Decode([]*commonpb.Payload{bad})
		require.ErrorContains(t, err, "it was altered", "byte %d", i)
	}
	for cut := range good.Data {
		bad := proto.CloneOf(good)
		bad.Data = bad.Data[:cut]
		_, err := c.Decode([]*commonpb.Payload{bad})
		require.Error(t, err, "cut to %d bytes", cut)
	}
}

func TestTheFormatIsTheOneOfTheSamples(t *testing.T) {
	t.Parallel()
	given := keys(t, "a")
	block, err := aes.NewCipher(given[0].Secret[:])
	require.NoError(t, err)
	sealer, err := cipher.NewGCM(block)
	require.NoError(t, err)
	plain, err := converter.GetDefaultDataConverter().ToPayload("from a service")
	require.NoError(t, err)
	raw, err := proto.Marshal(plain)
	require.NoError(t, err)
	nonce := []byte("twelve bytes")
	theirs := &commonpb.Payload{
		Metadata: map[string][]byte{"encoding": []byte("binary/encrypted"), "encryption-key-id": []byte("a")},
		Data:     sealer.Seal(nonce, nonce, raw, nil),
	}
	require.Equal(t, "from a service", decode(t, newCodec(t, "a"), theirs))

	ours := encode(t, newCodec(t, "a"), "from Parley")
	require.Equal(t, theirs.Metadata, ours.Metadata)
	opened, err := sealer.Open(nil, ours.Data[:12], ours.Data[12:], nil)
	require.NoError(t, err)
	var payload commonpb.Payload
	require.NoError(t, proto.Unmarshal(opened, &payload))
	require.Equal(t, `"from Parley"`, string(payload.Data))
}

func TestKeysAreParsed(t *testing.T) {
	t.Parallel()
	secret := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", 32)))
	rows := []struct{ text, says string }{
		{"a:" + secret, ""},
		{"2026-01:" + secret + " , old_1.x:" + secret, ""},
		{"", "key 1: want id:base64"},
		{"a:" + secret + ",", "key 2: want id:base64"},
		{":" + secret, "key 1: want an id"},
		{"a b:" + secret, "key 1: want an id"},
		{"a:" + secret[1:], "key 1: want the base64 of 32 bytes"},
		{"a:" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", 16))), "key 1: want the base64 of 32 bytes"},
		{"a:" + secret + ",a:" + secret, "key 2: an earlier key has this id"},
	}
	for _, row := range rows {
		var k codec.Keys
		err := k.UnmarshalText([]byte(row.text))
		if row.says == "" {
			require.NoError(t, err, row.text)
			continue
		}
		require.ErrorContains(t, err, row.says, row.text)
		require.NotContains(t, err.Error(), secret[1:10])
	}
}

func FuzzKeys(f *testing.F) {
	f.Add("a:" + base64.StdEncoding.EncodeToString(make([]byte, 32)))
	f.Add("a:b,c:")
	f.Fuzz(func(t *testing.T, text string) {
		var k codec.Keys
		if k.UnmarshalText([]byte(text)) != nil {
			require.Empty(t, k)
			return
		}
		c, err := codec.New(k)
		require.NoError(t, err)
		require.Equal(t, "text", decode(t, c, encode(t, c, "text")))
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("binary/encrypted"), []byte("a"), []byte("0123456789abcdef0123456789abcdef"))
	f.Add([]byte("json/plain"), []byte(""), []byte(`"x"`))
	f.Fuzz(func(t *testing.T, encoding, id, data []byte) {
		_, err := newCodec(t, "a").Decode([]*commonpb.Payload{nil, {
			Metadata: map[string][]byte{"encoding": encoding, "encryption-key-id": id}, Data: data,
		}})
		if string(encoding) == "binary/encrypted" {
			require.Error(t, err)
		} else {
			require.NoError(t, err)
		}
	})
}

// keys returns a key for each id, made from the id.
func keys(t *testing.T, ids ...string) codec.Keys {
	t.Helper()
	var parts []string
	for _, id := range ids {
		secret := fmt.Sprintf("%-32s", id)
		parts = append(parts, id+":"+base64.StdEncoding.EncodeToString([]byte(secret)))
	}
	if len(parts) == 0 {
		return nil
	}
	var k codec.Keys
	require.NoError(t, k.UnmarshalText([]byte(strings.Join(parts, ","))))
	return k
}

func newCodec(t *testing.T, ids ...string) *codec.Codec {
	t.Helper()
	c, err := codec.New(keys(t, ids...))
	require.NoError(t, err)
	return c
}

func encode(t *testing.T, c *codec.Codec, text string) *commonpb.Payload {
	t.Helper()
	plain, err := converter.GetDefaultDataConverter().ToPayload(text)
	require.NoError(t, err)
	encoded, err := c.Encode([]*commonpb.Payload{plain})
	require.NoError(t, err)
	return encoded[0]
}

func decode(t *testing.T, c *codec.Codec, p *commonpb.Payload) string {
	t.Helper()
	decoded, err := c.Decode([]*commonpb.Payload{p})
	require.NoError(t, err)
	var text string
	require.NoError(t, converter.GetDefaultDataConverter().FromPayload(decoded[0], &text))
	return text
}
