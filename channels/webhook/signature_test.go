package webhook

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/internal/fakes/webhookapp"
)

// TestKnownSignature is a vector made with the standard's own libraries.
func TestKnownSignature(t *testing.T) {
	t.Parallel()
	const secret, id, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", `{"test": 2432232314}`
	header, err := sign([]string{secret}, id, time.Unix(1614265330, 0), []byte(body))
	require.NoError(t, err)
	require.Equal(t, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", header.Get("webhook-signature"))
	require.Equal(t, "1614265330", header.Get("webhook-timestamp"))
	require.Equal(t, id, header.Get("webhook-id"))
	require.NoError(t, verify([]string{secret}, header, []byte(body), time.Unix(1614265330, 0)))
}

func TestSharedSignatureVectors(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("PARLEY_DATA")
	if folder == "" {
		t.Skip("PARLEY_DATA names no data folder")
	}
	raw, err := os.ReadFile(filepath.Join(folder, "channels", "webhook", "derived_signature_vectors.json"))
	require.NoError(t, err)
	var vectors struct {
		Standard struct {
			Secret    string `json:"secret"`
			ID        string `json:"webhook-id"`
			Timestamp string `json:"webhook-timestamp"`
			Body      string `json:"body"`
			Signature string `json:"webhook-signature"`
		} `json:"standard_webhooks"`
	}
	require.NoError(t, json.Unmarshal(raw, &vectors))
	v := vectors.Standard
	seconds, err := strconv.ParseInt(v.Timestamp, 10, 64)
	require.NoError(t, err)

	header, err := sign([]string{v.Secret}, v.ID, time.Unix(seconds, 0), []byte(v.Body))
	require.NoError(t, err)
	require.Equal(t, v.Signature, header.Get("webhook-signature"))
	require.NoError(t, verify([]string{v.Secret}, header, []byte(v.Body), time.Unix(seconds, 0)))
}

// TestSignatureVariants: only the signature itself will do.
func TestSignatureVariants(t *testing.T) {
	t.Parallel()
	c, inbox := receiver()
	good := signed(t, inbox.Secrets[0], noon, body).Get("webhook-signature")
	sum, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(good, "v1,"))
	require.NoError(t, err)
	var compact any
	require.NoError(t, json.Unmarshal([]byte(body), &compact))
	reencoded, err := json.Marshal(compact)
	require.NoError(t, err)
	require.NotEqual(t, body, string(reencoded))

	receive := func(signature ...string) error {
		header := signed(t, inbox.Secrets[0], noon, body)
		header["Webhook-Signature"] = signature
		_, err := c.Decode(inbox, header, []byte(body))
		return err
	}
	require.NoError(t, receive(good))
	require.NoError(t, receive("v1,AAAA "+good+" v1a,BBBB"), "any of a list")

	refused := map[string][]string{
		"absent": nil, "empty": {""}, "a space": {" "}, "trailing space": {good + " "}, "leading space": {" " + good},
		"two headers": {good, good}, "wrong": {"v1," + base64.StdEncoding.EncodeToString(make([]byte, 32))},
		"no version": {strings.TrimPrefix(good, "v1,")}, "another version": {"v2" + good[2:]}, "asymmetric version": {"v1a" + good[2:]},
		"upper case": {strings.ToUpper(good)}, "of re-encoded JSON": {signed(t, inbox.Secrets[0], noon, string(reencoded)).Get("webhook-signature")},
		"hex": {"v1," + hex.EncodeToString(sum)}, "sha1": {"sha1=" + hex.EncodeToString(sum[:20])},
		"sha256": {"sha256=" + hex.EncodeToString(sum)}, "URL base64": {"v1," + base64.URLEncoding.EncodeToString(append([]byte{0xff, 0xfe}, sum...))},
		"unpadded": {strings.TrimRight(good, "=")}, "longer": {good + "A"},
		"of another secret": {signed(t, newSecret(), noon, body).Get("webhook-signature")},
	}
	for i := range len(good) {
		refused["truncated to "+strconv.Itoa(i)] = []string{good[:i]}
	}
	for name, signature := range refused {
		require.ErrorIs(t, receive(signature...), channels.ErrSignature, name)
	}
}

// TestSignedHeaders: id and timestamp are signed too, and must be given once.
func TestSignedHeaders(t *testing.T) {
	t.Parallel()
	c, inbox := receiver()
	seconds := strconv.FormatInt(noon.Unix(), 10)
	for name, change := range map[string]func(http.Header){
		"another id":            func(h http.Header) { h.Set("webhook-id", "msg_2") },
		"no id":                 func(h http.Header) { h.Del("webhook-id") },
		"two ids":               func(h http.Header) { h.Add("webhook-id", "msg_1") },
		"another second":        func(h http.Header) { h.Set("webhook-timestamp", strconv.FormatInt(noon.Unix()+1, 10)) },
		"no timestamp":          func(h http.Header) { h.Del("webhook-timestamp") },
		"two timestamps":        func(h http.Header) { h.Add("webhook-timestamp", seconds) },
		"a signed timestamp":    func(h http.Header) { h.Set("webhook-timestamp", "+"+seconds) },
		"a negative timestamp":  func(h http.Header) { h.Set("webhook-timestamp", "-"+seconds) },
		"a date":                func(h http.Header) { h.Set("webhook-timestamp", noon.Format(time.RFC3339)) },
		"a timestamp too large": func(h http.Header) { h.Set("webhook-timestamp", "99999999999999999999") },
	} {
		header := signed(t, inbox.Secrets[0], noon, body)
		change(header)
		_, err := c.Decode(inbox, header, []byte(body))
		require.ErrorIs(t, err, channels.ErrSignature, name)
	}
}

// TestSecrets: one of several will do; what is none takes nothing, even if the
// sender signs with the same nothing.
func TestSecrets(t *testing.T) {
	t.Parallel()
	c, inbox := receiver()
	current, former := newSecret(), newSecret()
	inbox.Secrets = []string{current, former}
	for _, secret := range inbox.Secrets {
		_, err := c.Decode(inbox, signed(t, secret, noon, body), []byte(body))
		require.NoError(t, err)
	}
	inbox.Secrets = []string{current}
	_, err := c.Decode(inbox, signed(t, former, noon, body), []byte(body))
	require.ErrorIs(t, err, channels.ErrSignature, "dropped")

	short := secretPrefix + base64.StdEncoding.EncodeToString(make([]byte, minSecret-1))
	for _, secret := range []string{"", secretPrefix, short, "whsec_====", strings.TrimPrefix(current, secretPrefix), "not base64"} {
		inbox.Secrets = []string{secret}
		header, err := webhookapp.Sign(secret, "msg_1", noon, []byte(body))
		if err != nil {
			header = signed(t, current, noon, body)
		}
		_, err = c.Decode(inbox, header, []byte(body))
		require.ErrorIs(t, err, channels.ErrSignature, "%q", secret)

		_, err = sign(inbox.Secrets, "msg_1", noon, []byte(body))
		var rejected *channels.RejectedError
		require.ErrorAs(t, err, &rejected, "nothing leaves unsigned")
	}
	inbox.Secrets = nil
	_, err = c.Decode(inbox, signed(t, current, noon, body), []byte(body))
	require.ErrorIs(t, err, channels.ErrSignature)
}

// TestOneByteChanged: a change at any offset of a body of 2 KB is noticed.
func TestOneByteChanged(t *testing.T) {
	t.Parallel()
	c, inbox := receiver()
	long := strings.Replace(body, "Where", strings.Repeat("Where ", (2048-len(body))/6)+"Where", 1)
	require.Greater(t, len(long), 2000)
	header := signed(t, inbox.Secrets[0], noon, long)
	_, err := c.Decode(inbox, header, []byte(long))
	require.NoError(t, err)

	changed := []byte(long)
	for i := range changed {
		changed[i] ^= 1 << (i % 8)
		_, err := c.Decode(inbox, header, changed)
		require.ErrorIs(t, err, channels.ErrSignature, "offset %d", i)
		changed[i] = long[i]
	}
	for _, other := range []string{"", long[:len(long)-1], long + "\n", " " + long} {
		_, err := c.Decode(inbox, header, []byte(other))
		require.ErrorIs(t, err, channels.ErrSignature)
	}
}

// TestReplay: within five minutes a replay says the same once more, which the
// mailbox knows; later it is refused. A retry has a fresh timestamp.
func TestReplay(t *testing.T) {
	t.Parallel()
	now := noon
	_, inbox := receiver()
	c := New(Options{Now: func() time.Time { return now }})
	header := signed(t, inbox.Secrets[0], noon, body)
	first, err := c.Decode(inbox, header, []byte(body))
	require.NoError(t, err)
	for range 1000 {
		again, err := c.Decode(inbox, header, []byte(body))
		require.NoError(t, err)
		require.Equal(t, first, again)
	}
	for _, row := range []struct {
		after time.Duration
		want  error
	}{
		{-tolerance - time.Second, channels.ErrTooOld},
		{-tolerance, nil},
		{tolerance, nil},
		{tolerance + time.Second, channels.ErrTooOld},
		{24 * time.Hour, channels.ErrTooOld},
		{8 * 24 * time.Hour, channels.ErrTooOld},
	} {
		now = noon.Add(row.after)
		_, err := c.Decode(inbox, header, []byte(body))
		require.ErrorIs(t, err, row.want, row.after)
		retried, err := c.Decode(inbox, signed(t, inbox.Secrets[0], now, body), []byte(body))
		require.NoError(t, err)
		require.Equal(t, first, retried)
	}
}
