package matcher

// writtenOut returns what a short form stands for that people type on phones.
// An FAQ set that has the short form in a question keeps it: see [speller].
func writtenOut(lower string) (string, bool) {
	switch lower {
	case "u", "ya":
		return "you", true
	case "ur", "yr":
		return "your", true
	case "r":
		return "are", true
	case "n":
		return "and", true
	case "y":
		return "why", true
	case "pls", "plz", "plss", "plzz", "pl":
		return "please", true
	case "abt", "bout":
		return "about", true
	case "bcz", "bcoz", "coz", "cuz", "bc":
		return "because", true
	case "thx", "thnx", "tnx", "thanx", "tx":
		return "thanks", true
	case "ty", "tysm", "tyvm":
		return "thank you", true
	case "gud":
		return "good", true
	case "mrng", "mornin":
		return "morning", true
	case "evng":
		return "evening", true
	case "tmrw", "tmr", "tmrrw", "tomo", "2moro", "2morrow":
		return "tomorrow", true
	case "tdy", "2day":
		return "today", true
	case "yday", "ystd":
		return "yesterday", true
	case "hw":
		return "how", true
	case "wht", "wat":
		return "what", true
	case "whr", "whre":
		return "where", true
	case "wen":
		return "when", true
	case "frm":
		return "from", true
	case "wid":
		return "with", true
	case "w/o":
		return "without", true
	case "hav", "hv":
		return "have", true
	case "wanna":
		return "want to", true
	case "gonna":
		return "going to", true
	case "gotta":
		return "have to", true
	case "gimme":
		return "give me", true
	case "lemme":
		return "let me", true
	case "dunno", "idk":
		return "do not know", true
	case "asap":
		return "soon", true
	case "msg", "msgs":
		return "message", true
	case "acct", "acnt", "a/c":
		return "account", true
	case "amt":
		return "amount", true
	case "qty":
		return "quantity", true
	case "addr":
		return "address", true
	case "pmt", "pymt":
		return "payment", true
	case "txn", "trxn":
		return "transaction", true
	case "pwd", "passwd":
		return "password", true
	case "appt":
		return "appointment", true
	case "min", "mins":
		return "minutes", true
	case "hr", "hrs":
		return "hours", true
	case "wk", "wks":
		return "week", true
	case "bday":
		return "birthday", true
	case "pic", "pics":
		return "picture", true
	case "dont", "cant", "wont", "isnt", "arent", "wasnt", "werent", "didnt", "doesnt", "havent", "hasnt", "hadnt",
		"couldnt", "wouldnt", "shouldnt", "aint":
		return lower[:len(lower)-1] + "'t", true
	case "whats", "wheres", "whens", "whos", "hows", "thats", "theres", "heres":
		return lower[:len(lower)-1] + "'s", true
	case "im":
		return "I'm", true
	case "ive":
		return "I've", true
	case "youre", "theyre":
		return lower[:len(lower)-2] + "'re", true
	default:
		return "", false
	}
}
