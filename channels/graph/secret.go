package graph

import "github.com/parleyhq/parley/channels"

// Secret is a token or an app secret, which shows itself only when it is
// converted to a string.
type Secret = channels.Secret
