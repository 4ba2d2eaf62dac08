package faq_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
)

// foreign reports whether the linter takes a question for another language.
func foreign(question string) bool {
	return slices.ContainsFunc(faq.Lint(faq.New(faq.General, "The answer is here.", question)), func(a faq.Advice) bool {
		return a.Rule == faq.RuleNotEnglish
	})
}

// TestLanguage measures the rule on questions of 34 languages, 13 of them in
// Latin letters that are not their own.
func TestLanguage(t *testing.T) {
	t.Parallel()
	english, other := lines(t, "english.txt"), lines(t, "other.txt")
	var alarms, missed []string
	for _, q := range english {
		if foreign(q) {
			alarms = append(alarms, q)
		}
	}
	for _, q := range other {
		if !foreign(q) {
			missed = append(missed, q)
		}
	}
	found := len(other) - len(missed)
	t.Logf("precision %.1f %%, recall %.1f %% of %d", 100*float64(found)/float64(found+len(alarms)), 100*float64(found)/float64(len(other)), len(other))
	require.Empty(t, alarms, "English questions")
	require.LessOrEqual(t, len(missed), len(other)/30, "not noticed: %q", missed)
}

// TestLanguageOfManyEnglishQuestions counts false alarms on questions that
// people really asked.
func TestLanguageOfManyEnglishQuestions(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("PARLEY_DATA")
	if folder == "" {
		t.Skip("PARLEY_DATA names no folder with FAQ sets")
	}
	for _, name := range []string{"banking77.jsonl", "clinc150.jsonl"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			questions, alarms := 0, []string(nil)
			file, err := os.Open(filepath.Join(folder, "faq", name))
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, file.Close()) })
			for in := bufio.NewScanner(file); in.Scan(); {
				var line struct{ Question string }
				require.NoError(t, json.Unmarshal(in.Bytes(), &line))
				questions++
				if foreign(line.Question) {
					alarms = append(alarms, line.Question)
				}
			}
			t.Logf("%d of %d questions: %q", len(alarms), questions, alarms)
			require.Positive(t, questions)
			require.Less(t, len(alarms)*1000, questions, "one in a thousand")
		})
	}
}

// lines returns the lines of a file of test data.
func lines(t *testing.T, name string) []string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return strings.Split(strings.TrimSpace(string(data)), "\n")
}
