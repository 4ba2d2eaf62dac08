package groups

import (
	"slices"
	"strings"
	"unicode"

	"github.com/parleyhq/parley/faq"
)

// asks reports whether a text could ask for something: that takes two words, of
// which one says what it is about.
func asks(text string) bool {
	return len(strings.Fields(text)) > 1 && slices.ContainsFunc(faq.Topics(text), func(word string) bool {
		return !smallTalk(word) && strings.ContainsFunc(word, unicode.IsLetter)
	})
}

// smallTalk reports whether a word, in lower case, is one of those that people
// say to a person, be it a bot, rather than about something; [faq.Topics] leaves
// out others.
func smallTalk(word string) bool {
	switch word {
	case "good", "morning", "afternoon", "evening", "night", "day", "weekend", "bye", "goodbye", "cheers", "regards",
		"welcome", "dear", "sir", "madam", "ma'am", "mam", "bro", "dude", "guys", "team", "everyone", "pls", "plz",
		"thx", "ty", "thnx", "appreciate", "appreciated", "god", "bless", "excuse", "sorry":
		return true
	case "nice", "great", "awesome", "perfect", "cool", "fine", "well", "lol", "haha", "hehe", "hmm", "wow", "yeah",
		"yep", "yup", "nope", "nah", "alright", "done", "same":
		return true
	case "test", "testing", "bot", "robot", "human", "anybody", "somebody", "anyone", "someone", "reply", "respond",
		"response", "waiting", "wait", "moment", "minute", "sec", "hold", "quick", "fast", "urgent", "asap", "later",
		"soon":
		return true
	default:
		return false
	}
}
