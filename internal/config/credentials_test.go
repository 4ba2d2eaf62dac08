package config

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestABaseURLHoldsNoCredentials(t *testing.T) {
	t.Parallel()
	c := Config{Embedder: EmbedderOpenAI, OpenAIBaseURL: "https://host/v1", OpenAIModel: "m", OpenAIDimensions: 2}
	require.NoError(t, c.validateMatching())
	for _, base := range []string{"https://user:pw@host/v1", "https://user@host/v1"} {
		c.OpenAIBaseURL = base
		err := c.validateMatching()
		require.ErrorContains(t, err, "no user and password")
		require.NotContains(t, err.Error(), "pw@")
	}
}
