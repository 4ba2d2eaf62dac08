package matcher

// Grams returns the hashes of a text's character n-grams, those by which texts
// are alike in spelling: of two to four letters within words, letter case and
// punctuation aside. They are sorted, each as often as it occurs.
func Grams(text string) []uint64 { return gramsOf(text) }
