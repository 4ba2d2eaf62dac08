package faq

// Topics returns the words of a text that say what it is about, in lower case:
// "my", "order" and "where" are three words of which one does. A text without
// any could be about everything, as "hello", "thanks" or "can you help me" could.
func Topics(text string) []string { return topics(words(text)) }
