package graph_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/graph"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const appSecret graph.Secret = "canary-app-secret"

func header(values ...string) http.Header { return http.Header{graph.SignatureHeader: values} }

func TestHandshake(t *testing.T) {
	t.Parallel()
	good := func() url.Values {
		return url.Values{"hub.mode": {"subscribe"}, "hub.verify_token": {"canary-verify"}, "hub.challenge": {"1158201444"}}
	}
	challenge, err := graph.Handshake("canary-verify", good())
	require.NoError(t, err)
	require.Equal(t, "1158201444", challenge)

	html := good()
	html.Set("hub.challenge", "<script>alert(1)</script>")
	challenge, err = graph.Handshake("canary-verify", html)
	require.NoError(t, err)
	require.Equal(t, "<script>alert(1)</script>", challenge, "it goes back as plain text")

	for name, change := range map[string]func(url.Values){
		"wrong token":     func(q url.Values) { q.Set("hub.verify_token", "canary-verifx") },
		"token's start":   func(q url.Values) { q.Set("hub.verify_token", "canary") },
		"empty token":     func(q url.Values) { q.Set("hub.verify_token", "") },
		"no token":        func(q url.Values) { q.Del("hub.verify_token") },
		"two tokens":      func(q url.Values) { q.Add("hub.verify_token", "canary-verify") },
		"no mode":         func(q url.Values) { q.Del("hub.mode") },
		"another mode":    func(q url.Values) { q.Set("hub.mode", "unsubscribe") },
		"no challenge":    func(q url.Values) { q.Del("hub.challenge") },
		"empty challenge": func(q url.Values) { q.Set("hub.challenge", "") },
		"long challenge":  func(q url.Values) { q.Set("hub.challenge", strings.Repeat("1", 2000)) },
	} {
		q := good()
		change(q)
		_, err := graph.Handshake("canary-verify", q)
		require.ErrorIs(t, err, channels.ErrHandshake, name)
		require.NotContains(t, err.Error(), "canary")
	}
	q := good()
	q.Set("hub.verify_token", "")
	_, err = graph.Handshake("", q)
	require.ErrorIs(t, err, channels.ErrAccountIncomplete, "an inbox without a token verifies nobody")
}

func TestVerify(t *testing.T) {
	t.Parallel()
	body := []byte(`{"object":"page","text":"\u00e4\/"}`)
	right := graph.Sign(appSecret, body)
	require.NoError(t, graph.Verify(appSecret, header(right), body))

	bad := map[string]http.Header{
		"absent":         {},
		"empty":          header(""),
		"another secret": header(graph.Sign("another", body)),
		"empty secret":   header(graph.Sign("", body)),
		"sha1":           {"X-Hub-Signature": {"sha1=cc691ea8be37ab458ea3419d9ec70a35ed2567f8"}},
		"sha1 here":      header("sha1=cc691ea8be37ab458ea3419d9ec70a35ed2567f8"),
		"no prefix":      header(strings.TrimPrefix(right, "sha256=")),
		"upper case":     header("sha256=" + strings.ToUpper(strings.TrimPrefix(right, "sha256="))),
		"twice":          header(right, right),
		"listed":         header(right + "," + right),
		"trailing space": header(right + " "),
		"encoded again":  header(graph.Sign(appSecret, []byte(`{"object":"page","text":"ä/"}`))),
	}
	for n := len("sha256=") + 1; n < len(right); n++ {
		bad[fmt.Sprintf("cut to %d", n)] = header(right[:n])
	}
	for name, h := range bad {
		err := graph.Verify(appSecret, h, body)
		require.ErrorIs(t, err, channels.ErrSignature, name)
		require.NotContains(t, err.Error(), "canary")
	}
	require.ErrorIs(t, graph.Verify("", header(graph.Sign("", body)), body), channels.ErrAccountIncomplete)
}

// TestOneByteChanged: a change at any offset of a body of 2 KB is noticed.
func TestOneByteChanged(t *testing.T) {
	t.Parallel()
	body := bytes.Repeat([]byte(`{"text":"abcd"}`), 140)
	require.Greater(t, len(body), 2048)
	h := header(graph.Sign(appSecret, body))
	for i := range body {
		body[i] ^= 1 << (i % 8)
		require.ErrorIs(t, graph.Verify(appSecret, h, body), channels.ErrSignature, "offset %d", i)
		body[i] ^= 1 << (i % 8)
	}
	require.NoError(t, graph.Verify(appSecret, h, body))
	require.ErrorIs(t, graph.Verify(appSecret, h, body[1:]), channels.ErrSignature)
	require.ErrorIs(t, graph.Verify(appSecret, h, append(body, '\n')), channels.ErrSignature)
}

// TestSharedVectors: what others sign is taken.
func TestSharedVectors(t *testing.T) {
	t.Parallel()
	data := os.Getenv("PARLEY_DATA")
	if data == "" {
		t.Skip("PARLEY_DATA is not set: the shared signature vectors are not here")
	}
	read := func(name string) []byte {
		content, err := os.ReadFile(filepath.Join(data, "channels", name))
		require.NoError(t, err)
		return content
	}
	var vectors struct {
		Meta struct {
			AppSecret string   `json:"app_secret"`
			BodyFile  string   `json:"body_file"`
			Expected  string   `json:"expected"`
			Negative  []string `json:"negative"`
		} `json:"meta"`
	}
	require.NoError(t, json.Unmarshal(read("webhook/derived_signature_vectors.json"), &vectors))
	v := vectors.Meta
	body := read(v.BodyFile)
	require.NoError(t, graph.Verify(graph.Secret(v.AppSecret), header(v.Expected), body))
	for _, n := range v.Negative {
		require.ErrorIs(t, graph.Verify(graph.Secret(v.AppSecret), header(n), body), channels.ErrSignature)
	}
}

// TestSecretsAreNotShown, however they are printed.
func TestSecretsAreNotShown(t *testing.T) {
	t.Parallel()
	account := struct{ Token graph.Secret }{"canary-token"}
	encoded, err := json.Marshal(account)
	require.NoError(t, err)
	for _, shown := range []string{
		fmt.Sprint(account), fmt.Sprintf("%+v", account), fmt.Sprintf("%#v", account), fmt.Sprintf("%q", account),
		account.Token.LogValue().String(), string(encoded),
	} {
		require.NotContains(t, shown, "canary")
	}
}
