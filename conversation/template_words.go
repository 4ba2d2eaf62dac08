package conversation

import (
	"regexp"
	"strconv"
	"strings"
)

// Words are what people read of the message: the words of the template's body as
// the provider keeps them, with the values in their places. Where they are not
// known it is the template's name with its values.
func (t Template) Words(body string) string {
	if body == "" {
		var b strings.Builder
		b.WriteString("[" + t.Name + "]")
		for _, v := range t.Body {
			b.WriteString(" " + v.Text)
		}
		return b.String()
	}
	values := make(map[string]string, len(t.Body))
	for i, v := range t.Body {
		if v.Name == "" {
			v.Name = strconv.Itoa(i + 1)
		}
		values[v.Name] = v.Text
	}
	place := regexp.MustCompile(`\{\{\s*([A-Za-z0-9_]+)\s*\}\}`)
	return place.ReplaceAllStringFunc(body, func(match string) string {
		value, ok := values[place.FindStringSubmatch(match)[1]]
		if !ok {
			return match
		}
		return value
	})
}
