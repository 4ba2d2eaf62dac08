// Package config is Parley's configuration: one typed struct, read from the
// environment and checked at start. Temporal's connection is not part of it:
// that has variables of its own (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, …).
package config

import (
	"log/slog"
	"time"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/codec"
	"github.com/parleyhq/parley/internal/telemetry"
)

// Prefix begins the name of every variable.
const Prefix = "PARLEY_"

// Embedder says what turns texts into vectors.
type Embedder string

// The embedders: the model that ships with Parley, in process, and any endpoint
// that speaks OpenAI's API.
const (
	EmbedderLocal  Embedder = "local"
	EmbedderOpenAI Embedder = "openai"
)

// Config is everything that can be configured. Every process of a deployment
// gets the same; a process reads what it needs. The tags are the documentation
// that [Keys] returns.
type Config struct {
	DatabaseURL   Secret `env:"DATABASE_URL" help:"Postgres with pgvector, as a URL or key=value string. Required by all but parley dev, which brings its own."`
	DatabaseConns int32  `env:"DATABASE_CONNS" envDefault:"20" help:"How many connections to it a process holds at most, at least 4. Searches leave two fifths of them to everything else."`

	Addr           string   `env:"ADDR" envDefault:"127.0.0.1:8080" help:"Where the API listens. Port 0 takes any free one."`
	PublicURL      string   `env:"PUBLIC_URL" help:"The address people reach the API under, if that is not ADDR, such as https://support.example.com. With https, session cookies are sent over TLS only."`
	TrustedProxies Networks `env:"TRUSTED_PROXIES" want:"networks such as 10.0.0.0/8, separated by commas" help:"Networks of proxies before the API whose X-Forwarded-For is believed, such as 10.0.0.0/8, separated by commas. Empty: nobody's."`
	MetricsAddr    string   `env:"METRICS_ADDR" help:"Where a worker serves /metrics and /healthz. Empty: nowhere. (The API serves them on ADDR.)"`

	TaskQueue string `env:"TASK_QUEUE" envDefault:"conversations" help:"Temporal task queue of workflows and activities."`

	Window                   time.Duration `env:"WINDOW" envDefault:"24h" help:"How long after a user's message the ticket falls asleep, and channels with a send window close it."`
	Lease                    time.Duration `env:"LEASE" envDefault:"5m" help:"How long a claim holds without a message."`
	Debounce                 time.Duration `env:"DEBOUNCE" envDefault:"800ms" help:"How long a burst of messages must be quiet before it is answered automatically."`
	KeepOwner                time.Duration `env:"KEEP_OWNER" envDefault:"30m" help:"How recently an owner must have written to keep a conversation whose user replies to a campaign."`
	InactiveIncludesResolved bool          `env:"INACTIVE_INCLUDES_RESOLVED" envDefault:"false" help:"Whether Resolved tickets fall Inactive too when the window ends."`

	Embedder         Embedder      `env:"EMBEDDER" envDefault:"local" help:"What turns texts into vectors: local (in process) or openai (any OpenAI-compatible endpoint). A change takes over once every question is embedded anew; admins can make one through the API too."`
	ModelDir         string        `env:"MODEL_DIR" envDefault:".tools/model" help:"Folder with the weights of the local embedder."`
	OpenAIBaseURL    string        `env:"OPENAI_BASE_URL" help:"Base URL of the endpoint, up to and including its version, such as http://127.0.0.1:11434/v1. Required with EMBEDDER=openai."`
	OpenAIAPIKey     Secret        `env:"OPENAI_API_KEY" help:"Key for the endpoint, if it wants one."`
	OpenAIModel      string        `env:"OPENAI_MODEL" help:"Embedding model of the endpoint. Required with EMBEDDER=openai."`
	OpenAIDimensions int           `env:"OPENAI_DIMENSIONS" help:"Length of its vectors. Required with EMBEDDER=openai."`
	MatchTimeout     time.Duration `env:"MATCH_TIMEOUT" envDefault:"2s" help:"How long one match may take; after it the message waits for a person."`

	SuggestionsEvery time.Duration `env:"SUGGESTIONS_EVERY" envDefault:"24h" help:"How often FAQs are proposed for messages that nothing answered; daily at 03:00 UTC if 24h. 0: only when somebody asks."`

	WebhookRetention time.Duration `env:"WEBHOOK_RETENTION" envDefault:"720h" help:"How long what providers post is kept as it came, to be looked at or decoded again. What was in it stays. 0: until the next tidying, within the hour."`

	AllowPrivateWebhooks bool `env:"ALLOW_PRIVATE_WEBHOOKS" envDefault:"false" help:"Whether webhooks may be delivered to loopback and private addresses. parley dev allows them unless told otherwise."`

	FilesURL  string `env:"FILES_URL" help:"Where the files of messages lie: file:///a/folder, or s3://bucket?region=…&prefix=…/ with AWS's usual credentials. API and workers must see the same. Empty: the folder files in STATE_DIR."`
	MaxFileMB int    `env:"MAX_FILE_MB" envDefault:"100" help:"How many MB one file may have, at most 2048. Channels may take less."`

	SecretKeys codec.Keys `env:"SECRET_KEYS" help:"Keys that seal the secrets of inboxes, and the key of an embedding endpoint, in the database, as id:base64 of 32 bytes, separated by commas. The first seals, all open. Without them no inbox can have credentials, so none of WhatsApp, Messenger and Telegram. parley dev makes one of its own."`

	CodecKeys   codec.Keys `env:"CODEC_KEYS" help:"Keys that encrypt what services put into Temporal, as id:base64 of 32 bytes, separated by commas. The first encrypts, all decrypt. Empty: no encryption."`
	CodecOrigin string     `env:"CODEC_ORIGIN" help:"Origin of the Temporal UI that may ask the API to decrypt payloads for a logged-in admin, such as https://temporal.example.com."`

	BootstrapAdminEmail    string `env:"BOOTSTRAP_ADMIN_EMAIL" help:"E-mail address of the admin that parley migrate creates while there is no user."`
	BootstrapAdminPassword Secret `env:"BOOTSTRAP_ADMIN_PASSWORD" help:"Password of that admin, at least 8 characters."`

	OIDCIssuer       string     `env:"OIDC_ISSUER" help:"Address of an identity provider that speaks OpenID Connect, exactly as its tokens have it. With it people can log in through the provider; see docs/accounts.md. Empty: passwords only."`
	OIDCClientID     string     `env:"OIDC_CLIENT_ID" help:"What the provider calls this deployment. Required with OIDC_ISSUER."`
	OIDCClientSecret Secret     `env:"OIDC_CLIENT_SECRET" help:"The secret it gave. Required with OIDC_ISSUER."`
	OIDCName         string     `env:"OIDC_NAME" envDefault:"Single sign-on" help:"What its button on the login page says."`
	OIDCRolesClaim   string     `env:"OIDC_ROLES_CLAIM" envDefault:"groups" help:"Claim of the ID token that lists somebody's groups; dots lead into objects."`
	OIDCRoles        GroupRoles `env:"OIDC_ROLES" want:"group=role; group=role with the roles admin, agent, creator, approver and member" help:"Roles that groups give, as group=role; group=role. They are set with each login. Empty: groups give none, and only who was invited gets in."`

	LogLevel  slog.Level          `env:"LOG_LEVEL" envDefault:"info" want:"debug, info, warn or error" help:"debug, info, warn or error."`
	LogFormat telemetry.LogFormat `env:"LOG_FORMAT" envDefault:"json" want:"json or text" help:"json or text."`

	StateDir          string `env:"STATE_DIR" envDefault:".parley" help:"Where parley dev keeps its database, logs and dev.json."`
	DevFakes          bool   `env:"DEV_FAKES" envDefault:"true" help:"Whether parley dev starts stand-ins of WhatsApp, Messenger and Telegram on loopback, with an inbox each, so that they can be tried without an account."`
	DevDemo           bool   `env:"DEV_DEMO" envDefault:"true" help:"Whether parley dev begins with the demo brand: its inboxes and stand-ins of providers, agents, FAQs and a conversation. Without it there is an admin and nothing else, as in a new installation."`
	DevTemporalPort   *int   `env:"DEV_TEMPORAL_PORT" help:"Port of parley dev's Temporal server, 0 for any free one. Empty: 7233 if it is free, else any."`
	DevTemporalUIPort *int   `env:"DEV_TEMPORAL_UI_PORT" help:"Port of its web UI, likewise. Empty: 8233 if it is free, else any."`
}

// Rules returns the settings that the conversations live by. Where the embedder
// runs is not among them: that is what serves at the time.
func (c Config) Rules() conversation.Rules {
	return conversation.Rules{
		Window: c.Window, Lease: c.Lease, Debounce: c.Debounce, KeepOwner: c.KeepOwner,
		InactiveIncludesResolved: c.InactiveIncludesResolved,
	}
}
