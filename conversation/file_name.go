package conversation

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxFileName is how many bytes a file's name may have: what disks take.
const maxFileName = 255

// FileName cleans the name of a file that somebody else chose, for people to see
// and to save it under: the last part of a path, no control or formatting
// characters (which can make gpj.exe read as exe.jpg), no leading or trailing
// dots and spaces, none of the names that Windows keeps for devices, at most 255
// bytes with the extension kept. What nothing is left of is "".
func FileName(name string) string {
	name = strings.ToValidUTF8(name, "\uFFFD")
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != '\u200d', unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
			// Zero-width joiners hold emoji together.
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		default:
			return r
		}
	}, name)
	name = shortName(strings.Trim(name, ". \u00a0"))
	if stem, _, _ := strings.Cut(name, "."); isDevice(stem) {
		name = "_" + name
	}
	return name
}

// shortName cuts the stem, between characters.
func shortName(name string) string {
	// Room for the underscore of a device's name.
	const longest = maxFileName - 1
	if len(name) <= longest {
		return name
	}
	extension := path.Ext(name)
	if len(extension) > 20 {
		extension = ""
	}
	end := longest - len(extension)
	for end > 0 && !utf8.RuneStart(name[end]) {
		end--
	}
	return strings.TrimRight(name[:end], ". ") + extension
}

func isDevice(stem string) bool {
	stem = strings.ToUpper(strings.TrimRight(stem, " "))
	switch stem {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	return len(stem) == 4 && (strings.HasPrefix(stem, "COM") || strings.HasPrefix(stem, "LPT")) &&
		stem[3] >= '0' && stem[3] <= '9'
}
