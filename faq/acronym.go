package faq

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// bareAcronym returns an acronym or lingo that carries one of the questions
// while no question of the FAQ does without it, and which question that is. A
// customer writes "cash on delivery" as often as "COD", and models know few
// acronyms.
func bareAcronym(texts []string) (acronym string, index int, found bool) {
	for i, text := range texts {
		for _, acronym := range acronyms(text) {
			rest := slices.DeleteFunc(topics(words(text)), func(word string) bool { return word == strings.ToLower(acronym) })
			if len(rest) < 2 && !slices.ContainsFunc(texts, func(other string) bool {
				return !slices.Contains(words(other), strings.ToLower(acronym))
			}) {
				return acronym, i, true
			}
		}
	}
	return "", 0, false
}

// acronyms returns those of a text as they are written there.
func acronyms(text string) []string {
	const longest = 6
	// Where everything is in capitals, nothing tells an acronym.
	shouting := !strings.ContainsFunc(text, unicode.IsLower) && len(words(text)) > 2
	var list []string
	for field := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '&' }) {
		lower := strings.ToLower(field)
		capitals := strings.IndexFunc(field, func(r rune) bool { return !unicode.IsUpper(r) && !unicode.IsDigit(r) && r != '&' }) < 0 &&
			strings.ContainsFunc(field, unicode.IsUpper)
		n := utf8.RuneCountInString(field)
		switch {
		case n < 2 || n > longest || listed(wellKnown, lower):
		case capitals && !shouting, listed(lingo, lower):
			list = append(list, field)
		}
	}
	return list
}

const (
	// wellKnown are acronyms that people hardly ever spell out.
	wellKnown = ` ok id pin atm sms pdf usa uk us eu uae tv pc gps url vip usd eur gbp inr aed app qr sim wifi vat am pm faq
		cv dvd cd usb led lcd mp3 ios ceo it hr hi no yes a4 b2b 2fa 24h dna ups dhl fedex bmw ibm hp lg kfc nyc la dc iphone
		covid nasa xl xxl xs jpg png html csv visa amex `

	// lingo is written in lower case too.
	lingo = ` cod eta otp emi kyc tnc asap pls plz thx tq ty dob sku awb rto cvv ifsc neft imps rtgs pnr acct txn nri bogo
		tbd eod poa moq rma doa oos gst npa upi ecs `
)
