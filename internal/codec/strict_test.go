package codec_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/converter"

	"github.com/parleyhq/parley/internal/codec"
)

func TestAWorkerInsistsOnItsKeys(t *testing.T) {
	t.Parallel()
	theirs, err := codec.DataConverter(keys(t, "b"))
	require.NoError(t, err)
	ours, err := codec.DataConverter(keys(t, "a"))
	require.NoError(t, err)
	strict := codec.Strict(ours)
	sealed, err := theirs.ToPayloads("hello")
	require.NoError(t, err)

	var text string
	require.Error(t, ours.FromPayloads(sealed, &text), "a client is told")
	require.Panics(t, func() { _ = strict.FromPayloads(sealed, &text) }, "a worker fails its task")
	require.Panics(t, func() { _ = strict.FromPayload(sealed.GetPayloads()[0], &text) })

	own, err := strict.ToPayloads("hello")
	require.NoError(t, err)
	require.NoError(t, strict.FromPayloads(own, &text))
	require.Equal(t, "hello", text)

	// No key makes sense of these: waiting for one would wait for ever.
	wrong, err := converter.GetDefaultDataConverter().ToPayloads(5)
	require.NoError(t, err)
	require.Error(t, strict.FromPayloads(wrong, &text))
}
