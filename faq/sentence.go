package faq

import (
	"slices"
	"strings"
)

// fewestWords is what a general question needs at least: with fewer words, what is
// asked for is hard to tell from other questions.
const fewestWords = 5

// isSentence reports whether a question could be said by somebody, rather than
// be a heading such as "Refund for a cancelled order" or "How to return".
func isSentence(text string) bool {
	list := words(text)
	if len(list) == 0 {
		return false
	}
	if len(list) > 1 && listed(askingWords, list[0]) && list[1] == "to" {
		return false
	}
	if len(list) > 1 && list[0] == "please" {
		return true
	}
	// "Track my order" is said, "Track and trace" is not.
	if len(list) > 1 && (listed(orderWords, list[0]) || listed(requestWords, list[0]) && listed(pointingWords, list[1])) {
		return true
	}
	return slices.ContainsFunc(list, func(word string) bool {
		before, after, contracted := strings.Cut(word, "'")
		return listed(verbWords, word) || listed(askingWords, word) || contracted && before != "" && slices.Contains([]string{"t", "re", "ve", "ll", "m", "d"}, after)
	})
}

// isAbout reports whether a question has a word that says what it is about.
func isAbout(list []string) bool { return len(topics(list)) > 0 }

// topics returns the words that say what a question is about.
func topics(list []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(word string) bool {
		before, _, _ := strings.Cut(word, "'")
		return listed(vagueWords, word) || listed(vagueWords, before) || len(word) == 1
	})
}

// asks returns how many things a text asks: sentences with a question mark that
// say what they are about.
func asks(text string) int {
	const fewest = 3
	n := 0
	for rest := text; ; {
		sentence, after, found := strings.Cut(rest, "?")
		if !found {
			return n
		}
		if i := strings.LastIndexAny(sentence, ".!"); i >= 0 {
			sentence = sentence[i+1:]
		}
		// "What can I do?" goes with the question before it.
		if list := words(sentence); len(list) >= fewest && isAbout(list) {
			n++
		}
		rest = after
	}
}

const (
	askingWords = ` how what why when where who whom whose which what's where's who's how's when's whats wheres `

	// orderWords are verbs and hardly ever nouns.
	orderWords = ` tell give show explain describe confirm verify find remove replace activate deactivate unlock add put
		take bring keep make get let ignore perform play remind choose deliver send connect speak connect allow apply
		increase decrease convert calculate translate redeem submit turn create delete provide disconnect disable enable inform notify include suggest raise pull pay read write go come talk choose `

	// requestWords are verbs that could be nouns but for what follows them.
	requestWords = ` track return refund cancel change order book check update charge block report transfer exchange
		credit help answer contact call message email mail text name list order schedule set reset turn open close delete
		remove replace repeat pay send ship deliver move add make find get give tell show let explain describe confirm
		verify activate deactivate unlock freeze unfreeze lock stop start restart play pause skip read write search look
		remind increase decrease raise lower translate convert calculate connect sync spell flip roll pick choose
		reserve plan order redeem apply use switch put take bring keep save share submit talk speak go come top
		cash withdraw dispute request review rate mark sign log enter `

	pointingWords = ` my me us our your the a an this that these those all it its him her them every any some up down off
		out `

	// verbWords make a sentence of the words around them.
	verbWords = ` is are am was were be been do does did has have had can could will would shall should may might must
		cannot dont cant im ive didnt doesnt isnt wont arent wasnt couldnt id ill i you we they he she that's it's there's
		here's let's want wants wanted need needs needed get gets got go goes went know knows knew see sees saw find found
		make makes made take takes took worked looks looked sounds hasn't hadn't give gives gave tell tells told think thought say says said like likes
		love hope wish wonder wondering keep keeps kept lose lost forget forgot forgotten seem seems work works stopped
		fail fails failed arrive arrives arrived come comes came become show shows try tried trying happen happens
		happened buy bought pay paid send sent receive received swallowed ate charged declined rejected stole stolen
		accept accepts cost costs take mean means meant let lets left broke broken explain understand believe `

	// vagueWords say nothing about what a question is about.
	vagueWords = ` the a an and or but if so as of from with without for about after before by at in on to into than then
		there here i me my mine you your yours he him his she her it its we us our they them their this that these those
		thing things stuff something anything everything one ones some any all much many more most other others
		am is are was were be been being do does did doing done has have had having can could will would shall should may
		might must cannot not no yes n't how what when where which who whom whose why get got give go make take want need
		know see tell show let try use like help please thanks thank hello hi hey again still just also too very really
		question questions ask asking answer way possible able ok okay right sure maybe out up off over happen
		happens happened happening mean im ive dont cant didnt doesnt isnt wont whats wheres `
)
