package whatsapp

import (
	"strconv"
	"strings"
)

// Template is an approved template with the values for its parameters.
type Template struct {
	Name string
	// Language is the template's, as "en_US".
	Language string
	// Header is the value of the header, nil if it has no parameter.
	Header *Header
	// Body are the values of the body: in order, or each with a name.
	Body []Value
	// Buttons are the values of those buttons that take one.
	Buttons []ButtonValue
}

// Header is the value of a template's header: a text, or a file.
type Header struct {
	// Name of the parameter, "" for a positional one.
	Name string
	Text string
	File *File
}

// Value is the value of one parameter.
type Value struct {
	// Name of the parameter, "" for a positional one. Either all have one or none.
	Name string
	Text string
}

// ButtonValue is the value of one button.
type ButtonValue struct {
	// Index counts all buttons of the template from 0.
	Index int
	// Kind is ButtonReply, ButtonURL or ButtonCode.
	Kind  ButtonKind
	Value string
}

// ButtonKind says what the value of a button is.
type ButtonKind string

// The kinds of buttons that take a value: what a quick reply gives back, the end
// of an address, a code to copy.
const (
	ButtonReply ButtonKind = "quick_reply"
	ButtonURL   ButtonKind = "url"
	ButtonCode  ButtonKind = "copy_code"
)

func (t *Template) build(r request) error {
	if t.Name == "" || t.Language == "" {
		return reject("a template has a name and a language")
	}
	template := map[string]any{"name": t.Name, "language": map[string]string{"code": t.Language}}
	var components []map[string]any
	if t.Header != nil {
		parameter, err := t.Header.parameter()
		if err != nil {
			return err
		}
		components = append(components, map[string]any{"type": "header", "parameters": []any{parameter}})
	}
	if len(t.Body) > 0 {
		parameters, err := t.body()
		if err != nil {
			return err
		}
		components = append(components, map[string]any{"type": "body", "parameters": parameters})
	}
	for _, b := range t.Buttons {
		component, err := b.component()
		if err != nil {
			return err
		}
		components = append(components, component)
	}
	if components != nil {
		template["components"] = components
	}
	r["type"] = "template"
	r["template"] = template
	return nil
}

func (t *Template) body() ([]any, error) {
	parameters := make([]any, 0, len(t.Body))
	for _, v := range t.Body {
		if (v.Name == "") != (t.Body[0].Name == "") {
			return nil, reject("either all values of a template have a name or none has")
		}
		parameter, err := v.parameter()
		if err != nil {
			return nil, err
		}
		parameters = append(parameters, parameter)
	}
	return parameters, nil
}

func (v Value) parameter() (map[string]any, error) {
	if strings.TrimSpace(v.Text) == "" {
		return nil, reject("a value of the template is empty")
	}
	// WhatsApp refuses these with 132018 or 131008, which say less.
	if strings.ContainsAny(v.Text, "\n\r\t") || strings.Contains(v.Text, "     ") {
		return nil, reject("a value of a template has no line breaks, tabs or more than four spaces in a row")
	}
	parameter := map[string]any{"type": "text", "text": v.Text}
	if v.Name != "" {
		parameter["parameter_name"] = v.Name
	}
	return parameter, nil
}

func (h *Header) parameter() (map[string]any, error) {
	if h.File == nil {
		return Value{Name: h.Name, Text: h.Text}.parameter()
	}
	if h.Text != "" {
		return nil, reject("the header of a template is a text or a file")
	}
	kind := string(h.File.Kind)
	switch kind {
	case "image", "video", "document":
	default:
		return nil, reject("the header of a template is a text, an image, a video or a document")
	}
	file, err := h.File.reference()
	if err != nil {
		return nil, err
	}
	if kind == "document" && h.File.Name != "" {
		file["filename"] = h.File.Name
	}
	return map[string]any{"type": kind, kind: file}, nil
}

func (b ButtonValue) component() (map[string]any, error) {
	if b.Value == "" || b.Index < 0 {
		return nil, reject("a value of a button of the template is empty")
	}
	var parameter map[string]any
	switch b.Kind {
	case ButtonReply:
		parameter = map[string]any{"type": "payload", "payload": b.Value}
	case ButtonURL:
		parameter = map[string]any{"type": "text", "text": b.Value}
	case ButtonCode:
		parameter = map[string]any{"type": "coupon_code", "coupon_code": b.Value}
	default:
		return nil, reject("a button of a template that takes no value was given one")
	}
	return map[string]any{
		"type": "button", "sub_type": string(b.Kind), "index": strconv.Itoa(b.Index), "parameters": []any{parameter},
	}, nil
}
