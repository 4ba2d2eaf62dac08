package embedding_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/matcher/embedding"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	rows := []struct {
		name    string
		vectors [][]float32
		says    string
	}{
		{"good", [][]float32{{1, 0}, {0.5, -0.5}}, ""},
		{"tiny but not zero", [][]float32{{1e-18, 0}, {0, 1}}, ""},
		{"huge", [][]float32{{math.MaxFloat32, math.MaxFloat32}, {0, 1}}, ""},
		{"none", nil, "0 vectors for 2 texts"},
		{"one short", [][]float32{{1, 0}}, "1 vectors for 2 texts"},
		{"one too many", [][]float32{{1, 0}, {1, 0}, {1, 0}}, "3 vectors for 2 texts"},
		{"short vector", [][]float32{{1, 0}, {1}}, "vector 2 of 2 has 1 dimensions, not 2"},
		{"long vector", [][]float32{{1, 0, 0}, {1, 0}}, "vector 1 of 2 has 3 dimensions, not 2"},
		{"null vector", [][]float32{nil, {1, 0}}, "vector 1 of 2 has 0 dimensions, not 2"},
		{"NaN", [][]float32{{1, 0}, {1, nan}}, "vector 2 of 2 is not finite"},
		{"infinite", [][]float32{{inf, 0}, {1, 0}}, "vector 1 of 2 is not finite"},
		{"minus infinite", [][]float32{{-inf, inf}, {1, 0}}, "vector 1 of 2 is not finite"},
		{"zero", [][]float32{{1, 0}, {0, 0}}, "vector 2 of 2 has length zero"},
		{"negative zero", [][]float32{{1, 0}, {float32(math.Copysign(0, -1)), 0}}, "vector 2 of 2 has length zero"},
		{"zero once squared", [][]float32{{1, 0}, {1e-30, 0}}, "vector 2 of 2 has length zero"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			err := embedding.Check(row.vectors, 2, 2)
			if row.says == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, embedding.ErrBadVector)
			require.ErrorContains(t, err, row.says)
		})
	}
}

func TestCheckedRefusesWhatTheEmbedderGotWrong(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	texts := []string{"one text"}

	_, err := embedding.Checked(fixed{vectors: [][]float32{{0, 0}}}).Embed(ctx, texts)
	require.ErrorIs(t, err, embedding.ErrBadVector)
	require.ErrorContains(t, err, "fixed-2")

	down := errors.New("down")
	_, err = embedding.Checked(fixed{err: down}).Embed(ctx, texts)
	require.ErrorIs(t, err, down)

	good := [][]float32{{0, 1}}
	e := embedding.Checked(embedding.Checked(fixed{vectors: good}))
	vectors, err := e.Embed(ctx, texts)
	require.NoError(t, err)
	require.Equal(t, good, vectors)
	require.Equal(t, "fixed-2", e.Model())
	require.Equal(t, 2, e.Dimensions())
}

type fixed struct {
	vectors [][]float32
	err     error
}

func (f fixed) Embed(context.Context, []string) ([][]float32, error) { return f.vectors, f.err }
func (fixed) Model() string                                          { return "fixed-2" }
func (fixed) Dimensions() int                                        { return 2 }
