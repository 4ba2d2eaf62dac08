package matcher

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// questionsToSpell and wordsToSpell are what the spellers of these tests know.
func questionsToSpell() []string {
	return []string{
		"Where is my order right now?", "How do I reset my password?", "Can I cancel the delivery?",
		"I want a refund for my order", "Is my booking confirmed?", "Do you have COD as a payment method?",
		"What's the hotel's address?", "TY",
	}
}

func wordsToSpell() []string {
	return []string{"the", "with", "some", "from", "form", "weather", "whether", "tomorrow", "ridiculous", "surgery", "carry"}
}

func TestSpeller(t *testing.T) {
	t.Parallel()
	s := newSpeller(questionsToSpell(), wordsToSpell())
	rows := []struct{ name, in, want string }{
		{"right", "where is my order", "where is my order"},
		{"letter missing", "where is my oder", "where is my order"},
		{"neighbours changed places", "cnacel my ordre", "cancel my order"},
		{"slip to the next key", "cancrl it", "cancel it"},
		{"key hit twice", "refuund", "refund"},
		{"two mistakes in a long word", "pasword resset, delivrey adrress", "password reset, delivery address"},
		{"one vowel for another", "canfirmed", "confirmed"},
		{"a long word of the model", "that is ridicolous", "that is ridiculous"},
		{"capital at the beginning", "Wehre is it", "where is it"},
		{"short words", "hw is tha oder", "how is tha order"},
		{"short forms", "pls tell me abt ur order", "please tell me about your order"},
		{"contraction", "it isnt here, whats up", "it isn't here, what's up"},
		{"short form that a question has", "TY", "TY"},

		{"another form of a known word", "orders cancelled refunded bookings", "orders cancelled refunded bookings"},
		{"another word", "is the curry with the burgers", "is the curry with the burgers"},
		{"a name within", "ask Odrer or Ordar about it", "ask Odrer or Ordar about it"},
		{"order numbers", "ordr-118 oder7719 SG-90117 refnd@x.org", "ordr-118 oder7719 SG-90117 refnd@x.org"},
		{"other scripts", "मेरा ऑर्डर कहाँ है 注文", "मेरा ऑर्डर कहाँ है 注文"},
		{"blanks and marks", " oder?! (refnd) ", " order?! (refund) "},
		{"nothing", "", ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, row.want, s.correct(row.in))
		})
	}
}

func TestWithoutQuestionsOnlyLongWordsAreMended(t *testing.T) {
	t.Parallel()
	s := newSpeller(nil, nil)
	require.Equal(t, "wehre is mi oder, yesterday", s.correct("wehre is mi oder, yestrday"))
}

func TestASpellerChangesNoQuestion(t *testing.T) {
	t.Parallel()
	s := newSpeller(questionsToSpell(), wordsToSpell())
	for _, q := range questionsToSpell() {
		require.Equal(t, q, s.correct(q))
	}
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		typed, meant string
		want         int
	}{
		{"order", "order", 0},
		{"oder", "order", 1},
		{"ordre", "order", 1},
		{"orderr", "order", 1},
		{"irder", "order", 1},  // i beside o
		{"arder", "order", 1},  // vowels
		{"orper", "order", 2},  // p for d
		{"orzder", "order", 2}, // z beside neither
		{"orfder", "order", 1}, // f beside d and r
		{"pasword", "password", 1},
		{"paswrod", "password", 2},
		{"burgers", "surgery", 4},
	} {
		require.Equal(t, row.want, mistakes([]rune(row.typed), []rune(row.meant), 9), "%s for %s", row.typed, row.meant)
	}
}

// One slip in a word of the questions is always mended to a known word, and the
// speller is settled after one pass.
func TestOneSlipIsMended(t *testing.T) {
	t.Parallel()
	s := newSpeller(questionsToSpell(), wordsToSpell())
	rapid.Check(t, func(t *rapid.T) {
		word := []rune(rapid.SampledFrom([]string{"order", "password", "cancel", "delivery", "refund", "booking", "payment"}).Draw(t, "word"))
		i := rapid.IntRange(0, len(word)-2).Draw(t, "at")
		switch rapid.IntRange(0, 2).Draw(t, "slip") {
		case 0:
			word[i], word[i+1] = word[i+1], word[i]
		case 1:
			word = append(word[:i:i], word[i+1:]...)
		case 2:
			word = append(word[:i+1:i+1], word[i:]...)
		}
		mended := s.correct("my " + string(word))
		require.True(t, s.knows(strings.TrimPrefix(mended, "my ")), mended)
	})
}

func FuzzSpeller(f *testing.F) {
	s := newSpeller(questionsToSpell(), wordsToSpell())
	for _, seed := range []string{"wher is mi ordr", "İstanbul", "\xff\xfe", "a'b'c''", "ok-ok@", strings.Repeat("x", 100)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		mended := s.correct(text)
		if utf8.ValidString(text) {
			require.True(t, utf8.ValidString(mended))
			require.LessOrEqual(t, len(mended), 8*len(text)+16)
		}
	})
}
