package matcher

import "strings"

// mistakes counts what went wrong in typing meant: letters that are missing, two
// that have changed places, slips to the key beside, one vowel for another, a key
// hit twice or together with its neighbour. Any other letter that is wrong or too
// many counts twice: it is rather another word. As soon as there are more than
// most, it returns a number above most.
func mistakes(typed, meant []rune, most int) int {
	var rows [3][longestMended + 4]int
	before, above, row := &rows[0], &rows[1], &rows[2]
	for j := range meant {
		above[j+1] = j + 1
	}
	for i := range typed {
		row[0] = above[0] + extra(typed, i)
		least := row[0]
		for j := range meant {
			cost := min(above[j+1]+extra(typed, i), row[j]+1, above[j]+wrong(typed[i], meant[j]))
			if i > 0 && j > 0 && typed[i] == meant[j-1] && typed[i-1] == meant[j] {
				cost = min(cost, before[j-1]+1)
			}
			row[j+1] = cost
			least = min(least, cost)
		}
		if least > most {
			return least
		}
		before, above, row = above, row, before
	}
	return above[len(meant)]
}

// extra is what the i-th letter costs if it is too many.
func extra(typed []rune, i int) int {
	if i > 0 && wrong(typed[i], typed[i-1]) < 2 || i+1 < len(typed) && wrong(typed[i], typed[i+1]) < 2 {
		return 1
	}
	return 2
}

// wrong is what it costs to have typed one letter for another.
func wrong(typed, meant rune) int {
	switch {
	case typed == meant:
		return 0
	case strings.ContainsRune(beside(meant), typed), vowel(typed) && vowel(meant):
		return 1
	default:
		return 2
	}
}

func vowel(r rune) bool { return strings.ContainsRune("aeiouy", r) }

// beside returns the keys around a letter on the keyboard that English is mostly
// typed on.
func beside(r rune) string {
	if r < 'a' || r > 'z' {
		return ""
	}
	return [...]string{
		"qwsz", "vghn", "xdfv", "ersfxc", "wrsd", "rtdgcv", "tyfhvb", "yugjbn", "uojk", "uihknm", "iojlm", "kop",
		"njk", "bhjm", "ipkl", "ol", "wa", "etdf", "weadzx", "ryfg", "yihj", "cfgb", "qeas", "zsdc", "tugh", "asx",
	}[r-'a']
}
