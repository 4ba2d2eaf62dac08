package config_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/internal/telemetry"
)

func TestDefaults(t *testing.T) {
	t.Parallel()
	c, err := config.Load(nil, nil)
	require.NoError(t, err)
	require.Equal(t, config.Config{
		DatabaseConns: 20, Addr: "127.0.0.1:8080", TaskQueue: conversation.TaskQueue,
		Window: 24 * time.Hour, Lease: 5 * time.Minute, Debounce: 800 * time.Millisecond, KeepOwner: 30 * time.Minute,
		Embedder: config.EmbedderLocal, ModelDir: ".tools/model", MatchTimeout: 2 * time.Second, SuggestionsEvery: 24 * time.Hour,
		WebhookRetention: 720 * time.Hour,
		MaxFileMB:        100,
		OIDCName:         "Single sign-on", OIDCRolesClaim: "groups",
		LogLevel: slog.LevelInfo, LogFormat: telemetry.LogJSON, StateDir: ".parley", DevFakes: true, DevDemo: true,
	}, c)
	require.Error(t, c.RequireDatabase())
}

func TestEverythingCanBeSet(t *testing.T) {
	t.Parallel()
	c, err := config.Load([]string{
		"PARLEY_DATABASE_URL=postgres://somewhere/parley", "PARLEY_DATABASE_CONNS=50",
		"PARLEY_ADDR=:80", "PARLEY_PUBLIC_URL=https://support.example.com",
		"PARLEY_METRICS_ADDR=0.0.0.0:9090", "PARLEY_TASK_QUEUE=other", "PARLEY_WINDOW=5s", "PARLEY_LEASE=1m",
		"PARLEY_DEBOUNCE=0", "PARLEY_KEEP_OWNER=0s", "PARLEY_INACTIVE_INCLUDES_RESOLVED=true", "PARLEY_EMBEDDER=openai",
		"PARLEY_MODEL_DIR=/models", "PARLEY_OPENAI_BASE_URL=http://127.0.0.1:11434/v1", "PARLEY_OPENAI_API_KEY=sk-1",
		"PARLEY_OPENAI_MODEL=small", "PARLEY_OPENAI_DIMENSIONS=1536", "PARLEY_SUGGESTIONS_EVERY=6h", "PARLEY_WEBHOOK_RETENTION=48h",
		"PARLEY_MATCH_TIMEOUT=20s", "PARLEY_ALLOW_PRIVATE_WEBHOOKS=1", "PARLEY_CODEC_KEYS=a:" + key(1) + ", b:" + key(2),
		"PARLEY_SECRET_KEYS=c:" + key(3), "PARLEY_FILES_URL=s3://bucket?region=eu-1", "PARLEY_MAX_FILE_MB=20",
		"PARLEY_CODEC_ORIGIN=http://127.0.0.1:8233", "PARLEY_BOOTSTRAP_ADMIN_EMAIL=a@example.com",
		"PARLEY_BOOTSTRAP_ADMIN_PASSWORD=long enough", "PARLEY_LOG_LEVEL=debug", "PARLEY_LOG_FORMAT=text",
		"PARLEY_STATE_DIR=/state", "PARLEY_DEV_TEMPORAL_PORT=0", "PARLEY_DEV_TEMPORAL_UI_PORT=8000",
		"PARLEY_TRUSTED_PROXIES=10.0.0.0/8, 2001:db8::/32", "PARLEY_DATA=/data", "PARLEY_TEMPORAL_CLI=/bin/temporal",
	}, nil)
	require.NoError(t, err)
	require.NoError(t, c.RequireDatabase())
	require.EqualValues(t, 50, c.DatabaseConns)
	require.Equal(t, conversation.Rules{
		Window: 5 * time.Second, Lease: time.Minute, InactiveIncludesResolved: true,
	}, c.Rules())
	require.Equal(t, 6*time.Hour, c.SuggestionsEvery)
	require.Equal(t, 48*time.Hour, c.WebhookRetention)
	require.Zero(t, *c.DevTemporalPort)
	require.Equal(t, 8000, *c.DevTemporalUIPort)
	require.Equal(t, "a,b", c.CodecKeys.String())
	require.Equal(t, "c", c.SecretKeys.String())
	require.Equal(t, slog.LevelDebug, c.LogLevel)
	require.True(t, c.AllowPrivateWebhooks)
	require.Equal(t, "[10.0.0.0/8 2001:db8::/32]", fmt.Sprint(c.TrustedProxies))
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	rows := []struct{ name, setting, says string }{
		{"typo", "PARLEY_WINDWO=secret-value", "PARLEY_WINDWO: there is no such setting: did you mean PARLEY_WINDOW?"},
		{"unknown", "PARLEY_COFFEE=secret-value", "PARLEY_COFFEE: there is no such setting"},
		{"no duration", "PARLEY_WINDOW=secret-value", "PARLEY_WINDOW: want a duration"},
		{"number for a duration", "PARLEY_LEASE=300", "PARLEY_LEASE: want a duration"},
		{"no window", "PARLEY_WINDOW=0s", "PARLEY_WINDOW: must be more than 0"},
		{"too few connections", "PARLEY_DATABASE_CONNS=3", "PARLEY_DATABASE_CONNS: want a number from 4 to 262144"},
		{"too many connections", "PARLEY_DATABASE_CONNS=262145", "PARLEY_DATABASE_CONNS: want a number from 4"},
		{"negative lease", "PARLEY_LEASE=-5m", "PARLEY_LEASE: must be more than 0"},
		{"negative debounce", "PARLEY_DEBOUNCE=-1ms", "PARLEY_DEBOUNCE: must not be negative"},
		{"negative keep", "PARLEY_KEEP_OWNER=-1ms", "PARLEY_KEEP_OWNER: must not be negative"},
		{"no match time", "PARLEY_MATCH_TIMEOUT=0s", "PARLEY_MATCH_TIMEOUT: must be more than 0"},
		{"match time beyond the activity's", "PARLEY_MATCH_TIMEOUT=9s", "PARLEY_MATCH_TIMEOUT: must be at most 8s"},
		{"no bool", "PARLEY_INACTIVE_INCLUDES_RESOLVED=secret-value", "PARLEY_INACTIVE_INCLUDES_RESOLVED: want true or false"},
		{"address without port", "PARLEY_ADDR=secret-value", "PARLEY_ADDR: want host:port"},
		{"port too large", "PARLEY_ADDR=127.0.0.1:65536", "PARLEY_ADDR: want host:port"},
		{"metrics address", "PARLEY_METRICS_ADDR=secret-value", "PARLEY_METRICS_ADDR: want host:port"},
		{"public url with path", "PARLEY_PUBLIC_URL=https://example.com/secret-value", "PARLEY_PUBLIC_URL: want http://"},
		{"public url scheme", "PARLEY_PUBLIC_URL=ftp://secret-value", "PARLEY_PUBLIC_URL: want http://"},
		{"proxy without mask", "PARLEY_TRUSTED_PROXIES=10.0.0.1", "PARLEY_TRUSTED_PROXIES: want networks"},
		{"codec origin", "PARLEY_CODEC_ORIGIN=*", "PARLEY_CODEC_ORIGIN: want http://"},
		{"embedder", "PARLEY_EMBEDDER=secret-value", "PARLEY_EMBEDDER: want local or openai"},
		{"openai without url", "PARLEY_EMBEDDER=openai", "PARLEY_OPENAI_BASE_URL: want http://"},
		{"openai without model", "PARLEY_EMBEDDER=openai", "PARLEY_OPENAI_MODEL: required"},
		{"openai without dimensions", "PARLEY_EMBEDDER=openai", "PARLEY_OPENAI_DIMENSIONS: want a number"},
		{"dimensions in words", "PARLEY_OPENAI_DIMENSIONS=secret-value", "PARLEY_OPENAI_DIMENSIONS: want a whole number"},
		{"threshold of another release", "PARLEY_MATCH_THRESHOLD=0.4", "PARLEY_MATCH_THRESHOLD: the threshold calibrates itself, or an admin sets it with PUT /v1/matcher"},
		{"margin of another release", "PARLEY_MATCH_MARGIN=0.1", "PARLEY_MATCH_MARGIN: the margin is part of the calibration"},
		{"files on a machine", "PARLEY_FILES_URL=https://key:pass@bucket", "PARLEY_FILES_URL: want file:///a/folder or s3://bucket"},
		{"files beside the process", "PARLEY_FILES_URL=file://files", "PARLEY_FILES_URL: want an absolute path"},
		{"files of no size", "PARLEY_MAX_FILE_MB=0", "PARLEY_MAX_FILE_MB: want a number from 1 to 2048"},
		{"suggestions without a pause", "PARLEY_SUGGESTIONS_EVERY=59s", "PARLEY_SUGGESTIONS_EVERY: must be 0 or at least 1m0s"},
		{"negative retention", "PARLEY_WEBHOOK_RETENTION=-1h", "PARLEY_WEBHOOK_RETENTION: must not be negative"},
		{"negative suggestions", "PARLEY_SUGGESTIONS_EVERY=-1h", "PARLEY_SUGGESTIONS_EVERY: must be 0 or at least 1m0s"},
		{"short codec key", "PARLEY_CODEC_KEYS=a:c2VjcmV0", "PARLEY_CODEC_KEYS: key 1: want the base64 of 32 bytes"},
		{"codec key without id", "PARLEY_CODEC_KEYS=" + key(1), "PARLEY_CODEC_KEYS: key 1: want id:base64"},
		{"codec id twice", "PARLEY_CODEC_KEYS=a:" + key(1) + ",a:" + key(2), "PARLEY_CODEC_KEYS: key 2: an earlier key"},
		{"short secret key", "PARLEY_SECRET_KEYS=a:c2VjcmV0", "PARLEY_SECRET_KEYS: key 1: want the base64 of 32 bytes"},
		{"admin without password", "PARLEY_BOOTSTRAP_ADMIN_EMAIL=a@b", "PARLEY_BOOTSTRAP_ADMIN_PASSWORD: required"},
		{"password without admin", "PARLEY_BOOTSTRAP_ADMIN_PASSWORD=secret-value", "PARLEY_BOOTSTRAP_ADMIN_EMAIL: required"},
		{"issuer over http", "PARLEY_OIDC_ISSUER=http://id.example.com", "PARLEY_OIDC_ISSUER: want https://"},
		{"issuer without client", "PARLEY_OIDC_ISSUER=https://id.example.com", "PARLEY_OIDC_CLIENT_ID: required"},
		{"issuer without secret", "PARLEY_OIDC_ISSUER=https://id.example.com", "PARLEY_OIDC_CLIENT_SECRET: required"},
		{"client without issuer", "PARLEY_OIDC_CLIENT_SECRET=secret-value", "PARLEY_OIDC_ISSUER: required"},
		{"group without role", "PARLEY_OIDC_ROLES=secret-value", "PARLEY_OIDC_ROLES: want group=role"},
		{"role that is none", "PARLEY_OIDC_ROLES=a=agent; b=root", "PARLEY_OIDC_ROLES: want group=role"},
		{"log level", "PARLEY_LOG_LEVEL=secret-value", "PARLEY_LOG_LEVEL: want debug, info, warn or error"},
		{"log format", "PARLEY_LOG_FORMAT=secret-value", "PARLEY_LOG_FORMAT: want json or text"},
		{"temporal port", "PARLEY_DEV_TEMPORAL_PORT=70000", "PARLEY_DEV_TEMPORAL_PORT: want a port"},
		{"temporal ui port", "PARLEY_DEV_TEMPORAL_UI_PORT=-1", "PARLEY_DEV_TEMPORAL_UI_PORT: want a port"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			_, err := config.Load([]string{row.setting}, nil)
			require.ErrorContains(t, err, row.says)
			require.NotContains(t, err.Error(), "secret-value")
			require.NotContains(t, err.Error(), "secret", "neither as it is nor decoded")
			var keyed *config.KeyError
			require.ErrorAs(t, err, &keyed)
		})
	}
}

func TestShortAdminPasswordIsRefused(t *testing.T) {
	t.Parallel()
	_, err := config.Load([]string{"PARLEY_BOOTSTRAP_ADMIN_EMAIL=a@b", "PARLEY_BOOTSTRAP_ADMIN_PASSWORD=1234567"}, nil)
	require.EqualError(t, err, "PARLEY_BOOTSTRAP_ADMIN_PASSWORD: want at least 8 characters")
}

func TestAllMistakesAreToldAtOnce(t *testing.T) {
	t.Parallel()
	_, err := config.Load([]string{"PARLEY_WINDOW=x", "PARLEY_LEASE=y", "PARLEY_WINDWO=z"}, nil)
	for _, name := range []string{"PARLEY_WINDOW:", "PARLEY_LEASE:", "PARLEY_WINDWO:"} {
		require.ErrorContains(t, err, name)
	}
}

func TestWhatIsNotOursIsLeftAlone(t *testing.T) {
	t.Parallel()
	c, err := config.Load([]string{
		"PATH=/bin", "WINDOW=x", "TEMPORAL_ADDRESS=elsewhere:7233", "malformed",
		// An empty variable is an absent one: compose files pass them on.
		"PARLEY_WINDOW=", "PARLEY_DEV_TEMPORAL_PORT=",
		// What Kubernetes adds for services named parley and parley-api.
		"PARLEY_SERVICE_HOST=10.0.0.1", "PARLEY_SERVICE_PORT=80", "PARLEY_SERVICE_PORT_HTTP=80", "PARLEY_PORT=tcp://10.0.0.1:80",
		"PARLEY_PORT_80_TCP=tcp://10.0.0.1:80", "PARLEY_PORT_80_TCP_PROTO=tcp", "PARLEY_API_PORT_80_TCP_ADDR=10.0.0.1",
		"PARLEY_API_SERVICE_PORT=80",
	}, nil)
	require.NoError(t, err)
	require.Equal(t, 24*time.Hour, c.Window)
	require.Nil(t, c.DevTemporalPort)
}

func TestACommandsOwnDefaultsYieldToTheEnvironment(t *testing.T) {
	t.Parallel()
	c, err := config.Load([]string{"PARLEY_LOG_FORMAT=json"}, map[string]string{"LOG_FORMAT": "text", "WINDOW": "1h"})
	require.NoError(t, err)
	require.Equal(t, telemetry.LogJSON, c.LogFormat)
	require.Equal(t, time.Hour, c.Window)
}

func TestSecretsDoNotShow(t *testing.T) {
	t.Parallel()
	c, err := config.Load([]string{
		"PARLEY_DATABASE_URL=postgres://u:hidden@h/d", "PARLEY_OPENAI_API_KEY=hidden", "PARLEY_CODEC_KEYS=id:" + key(7),
		"PARLEY_BOOTSTRAP_ADMIN_EMAIL=a@b", "PARLEY_BOOTSTRAP_ADMIN_PASSWORD=hidden and long",
	}, nil)
	require.NoError(t, err)
	var logged strings.Builder
	telemetry.NewLogger(&logged, slog.LevelInfo, telemetry.LogText).Info("configuration", "config", c, "url", c.DatabaseURL)
	marshalled, err := json.Marshal(c)
	require.NoError(t, err)
	for _, shown := range []string{
		fmt.Sprint(c), fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", c), c.DatabaseURL.String(), logged.String(),
		string(marshalled), fmt.Sprintf("%v %x", c.CodecKeys, c.CodecKeys),
	} {
		require.NotContains(t, shown, "hidden")
		require.NotContains(t, shown, "0x7, 0x7")
		require.NotContains(t, shown, "7 7 7")
		require.NotContains(t, shown, "7,7,7")
		require.NotContains(t, shown, "070707")
	}
}

func TestKeysDescribeEverySetting(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, k := range config.Keys() {
		require.Regexp(t, `^PARLEY_[A-Z_]+$`, k.Name)
		require.NotEmpty(t, k.Help, k.Name)
		require.NotContains(t, k.Help, "\n", k.Name)
		require.False(t, seen[k.Name], k.Name)
		seen[k.Name] = true
	}
	require.True(t, seen["PARLEY_DATA"])
	require.True(t, seen["PARLEY_TEMPORAL_CLI"])
	require.Contains(t, config.Keys(), config.Key{
		Name: "PARLEY_LEASE", Default: "5m", Help: "How long a claim holds without a message.",
	})
}

func key(b byte) string {
	return base64.StdEncoding.EncodeToString([]byte(strings.Repeat(string(b), 32)))
}

func TestGroupsOfAnIdentityProvider(t *testing.T) {
	t.Parallel()
	c, err := config.Load([]string{
		"PARLEY_OIDC_ISSUER=http://127.0.0.1:9000", "PARLEY_OIDC_CLIENT_ID=parley", "PARLEY_OIDC_CLIENT_SECRET=hidden",
		"PARLEY_OIDC_ROLES=cn=staff,dc=x=agent; cn=staff,dc=x=creator;bosses = admin",
	}, nil)
	require.NoError(t, err)
	require.Equal(t, config.GroupRoles{
		"cn=staff,dc=x": {account.Agent, account.Creator}, "bosses": {account.Admin},
	}, c.OIDCRoles)
}
