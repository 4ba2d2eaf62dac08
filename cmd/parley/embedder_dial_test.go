package main

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/matcher/embedding"
)

func TestNoEmbedderIsAMetadataService(t *testing.T) {
	t.Parallel()
	for _, ip := range []string{
		"169.254.169.254", "169.254.0.1", "::ffff:169.254.169.254", "fe80::1", "fe80::1%eth0", "febf::1", "fd00:ec2::254",
		"168.63.129.16", "::ffff:168.63.129.16",
	} {
		require.ErrorIs(t, refuseMetadata("tcp", net.JoinHostPort(ip, "80"), nil), metadataError{}, ip)
	}
	for _, ip := range []string{"127.0.0.1", "::1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "fd00::1", "1.1.1.1", "168.63.129.17"} {
		require.NoError(t, refuseMetadata("tcp", net.JoinHostPort(ip, "80"), nil), ip)
	}
}

func TestAnEmbedderAtAMetadataServiceIsExplained(t *testing.T) {
	t.Parallel()
	opener := newEmbedders(config.Config{}, nil)
	e, err := opener.Open(faq.Embedder{ID: "e", Kind: faq.EmbedderOpenAI, BaseURL: "http://[::ffff:169.254.169.254]/v1", Model: "m", Dimensions: 2})
	require.NoError(t, err)
	_, err = e.Embed(t.Context(), []string{"hello"})
	field, why := embedding.Explain(err)
	require.Equal(t, embedding.FieldBaseURL, field)
	require.Contains(t, why, "metadata service")
}
