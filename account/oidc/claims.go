package oidc

import (
	"net/mail"
	"strings"
)

// verifiedEmail returns the address only where the provider says that it has been
// verified; some say so in a string.
func verifiedEmail(claims map[string]any) string {
	email, _ := claims["email"].(string)
	if verified := claims["email_verified"]; verified != true && verified != "true" {
		return ""
	}
	if address, err := mail.ParseAddress(email); err != nil || address.Address != email {
		return ""
	}
	return email
}

// nameOf returns what to call somebody.
func nameOf(claims map[string]any) string {
	const longest = 100
	for _, claim := range []string{"name", "preferred_username", "email"} {
		name, _ := claims[claim].(string)
		name = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(name, ""), "\x00", ""))
		if runes := []rune(name); len(runes) > longest {
			name = string(runes[:longest])
		}
		if name != "" {
			return name
		}
	}
	return "New user"
}

// stringsAt returns the text or the texts of a claim. A claim may have dots in
// its name, and dots may lead into objects: the name is tried first.
func stringsAt(claims map[string]any, path string) []string {
	value, there := claims[path]
	if !there {
		head, rest, deeper := strings.Cut(path, ".")
		inner, isObject := claims[head].(map[string]any)
		if !deeper || !isObject {
			return nil
		}
		return stringsAt(inner, rest)
	}
	switch value := value.(type) {
	case string:
		return []string{value}
	case []any:
		var texts []string
		for _, one := range value {
			if text, ok := one.(string); ok {
				texts = append(texts, text)
			}
		}
		return texts
	default:
		return nil
	}
}
