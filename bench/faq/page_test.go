package main

import (
	"bytes"
	"math"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/bench/internal/accuracy"
	"github.com/parleyhq/parley/bench/internal/deployment"
	"github.com/parleyhq/parley/bench/internal/peers"
)

func examplePage() page {
	clinc := func(seed int, top1 float64) trial {
		return trial{Corpus: "CLINC150", K: 10, Seed: seed, FAQs: 150, Questions: 1500, Results: map[string]result{
			balanced: {
				Figures: accuracy.Figures{Top1: top1, Right: 85, Wrong: 3, Unknown: 19, AUROC: 94, Far90: 14},
				Typos:   []float64{88, 86, 84},
			},
			peers.Cosine: {Figures: accuracy.Figures{Top1: 78.7, AUROC: 92.4, Far90: 22}},
		}}
	}
	return page{
		Machine: "2 CPUs",
		At: map[string]time.Time{
			partAccuracy: time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC),
			partSpeed:    time.Date(2026, 11, 22, 21, 0, 0, 0, time.UTC),
			partImport:   time.Date(2026, 11, 22, 21, 30, 0, 0, time.UTC),
		},
		Trials: []trial{
			clinc(0, 88), clinc(1, 90),
			{Corpus: "BANKING77", K: 0, Questions: 9999, Results: map[string]result{
				balanced: {Figures: accuracy.Figures{Top1: 88, AUROC: math.NaN()}},
			}},
		},
		Speeds: []speed{{
			FAQs: 77, Questions: smallest, Match: []time.Duration{2 * time.Millisecond, 30 * time.Millisecond},
			Peers: map[string][]time.Duration{peers.NodeNLP: {time.Millisecond}},
		}},
		Uploads: []upload{{
			Rows: 20_000, Took: 10 * time.Second, Worker: memory{100 << 20, 150 << 20},
			Training: deployment.Training{TookMS: 1500},
		}},
	}
}

func TestThePageSaysWhatWasReached(t *testing.T) {
	t.Parallel()
	var text bytes.Buffer
	p := examplePage()
	p.markdown(&text)
	for _, line := range []string{
		"2 CPUs. Measured accuracy 22 November 2026, 20:00 UTC; speed 22 November 2026, 21:00 UTC; import",
		"| CLINC150, k = 10: top-1 | ≥ 84 % | ≥ 89 | **89.0** | ambition met |",
		"| CLINC150, k = 10: AUROC | ≥ 93.5 % | ≥ 96 | **94.0** | met |",
		"| CLINC150, k = 10: in-scope messages answered, self-calibrated | ≥ 89 % | ≥ 95 | **88.0** | **missed** |",
		"| CLINC150, k = 10: unknown messages answered, self-calibrated | ≤ 18 % | ≤ 10 | **19.0** | **missed** |",
		"| CLINC150: two typos cost | ≤ 5 points | ≤ 3 | **4.0** | met |",
		"| 750 questions: embed and match, median | ≤ 10 ms | – | **2.0** | met |",
		"| 750 questions: embed and match, p99 | ≤ 25 ms | – | **30.0** | **missed** |",
		"| 10 | 1500 | Parley, balanced | 89.0 (88.0–90.0) | 85.0 (85.0–85.0) |",
		"| 10 | 1500 | max cosine | 78.7 (78.7–78.7) | – | – | – | 92.4 (92.4–92.4) |",
		"| all | 9999 | Parley, balanced | 88.0 | 0.0 | 0.0 | 0.0 | – | 0.0 |",
		"| CLINC150 | Parley, balanced | 88.0 (88.0–88.0) | 86.0 (86.0–86.0) | 84.0 (84.0–84.0) | 2.0 (2.0–2.0) | 4.0 (4.0–4.0) |",
		"| node-nlp | 1.0 | 1.0 |",
		"| 20000 | 10.0 | 2000 | – | – | 100 | 150 | 1.5 |",
	} {
		require.Contains(t, text.String(), line)
	}
	require.NotContains(t, text.String(), "BANKING77, k = 10", "what was not measured is not claimed")
	require.NotContains(t, text.String(), "NaN")
	require.NotContains(t, text.String(), "quick run")
}

func TestMeasurementsAreKept(t *testing.T) {
	t.Parallel()
	o := options{keep: filepath.Join(t.TempDir(), "kept")}
	empty, err := o.kept()
	require.NoError(t, err)
	require.Empty(t, empty.Trials)
	p := examplePage()
	p.Machine = empty.Machine
	require.NoError(t, o.save(p))
	again, err := o.kept()
	require.NoError(t, err)
	var before, after bytes.Buffer
	p.markdown(&before)
	again.markdown(&after)
	require.Equal(t, before.String(), after.String())

	// One that was stopped in between says so, and claims nothing of the rest.
	delete(again.At, partSpeed)
	again.Trials[2].Results = nil
	again.dropIncomplete()
	after.Reset()
	again.markdown(&after)
	require.Contains(t, after.String(), "stopped before it came to these draws:**\n\n- BANKING77, k = all, seed 0\n")
	require.Contains(t, after.String(), "CLINC150, k = 10")
	require.NotContains(t, after.String(), "### BANKING77")
	require.NotContains(t, after.String(), "750 questions")

	o.quick = true
	_, err = o.kept()
	require.ErrorContains(t, err, "another kind")
}
