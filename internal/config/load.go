package config

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"

	"github.com/parleyhq/parley/internal/codec"
)

// Load reads the configuration from an environment as os.Environ returns it.
// An empty variable counts as absent. defaults, by key without prefix, take the
// place of the built-in ones: a command may have its own.
//
// The error names every variable that is unknown or holds something unusable,
// never its value.
func Load(environ []string, defaults map[string]string) (Config, error) {
	given := env.ToMap(environ)
	maps.DeleteFunc(given, func(name, value string) bool {
		return value == "" || !strings.HasPrefix(name, Prefix)
	})
	unknown := unknownKeys(given)
	for key, value := range defaults {
		if _, set := given[Prefix+key]; !set {
			given[Prefix+key] = value
		}
	}
	c, err := env.ParseAsWithOptions[Config](env.Options{Environment: given, Prefix: Prefix})
	if err != nil {
		return Config{}, errors.Join(unknown, translate(err))
	}
	if err := errors.Join(unknown, c.validate()); err != nil {
		return Config{}, err
	}
	return c, nil
}

// KeyError says what is wrong with one variable, without its value.
type KeyError struct {
	// Key is the variable's full name.
	Key    string
	Reason string
}

// Error returns "PARLEY_WINDOW: reason".
func (e *KeyError) Error() string { return e.Key + ": " + e.Reason }

// translate replaces the library's errors, which quote the value.
func translate(err error) error {
	var all env.AggregateError
	if !errors.As(err, &all) {
		return fmt.Errorf("configuration: %T", err)
	}
	var errs []error
	for _, one := range all.Errors {
		var parse env.ParseError
		if !errors.As(one, &parse) {
			errs = append(errs, fmt.Errorf("configuration: %T", one))
			continue
		}
		field, _ := reflect.TypeFor[Config]().FieldByName(parse.Name)
		errs = append(errs, &KeyError{Key: Prefix + field.Tag.Get("env"), Reason: reason(field, parse.Err)})
	}
	return errors.Join(errs...)
}

// reason says what a variable should have held.
func reason(field reflect.StructField, err error) string {
	var keys *codec.KeysError
	if errors.As(err, &keys) {
		return keys.Error()
	}
	if want := field.Tag.Get("want"); want != "" {
		return "want " + want
	}
	t := field.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == reflect.TypeFor[time.Duration]():
		return "want a duration such as 90s, 5m or 24h"
	case t.Kind() == reflect.Bool:
		return "want true or false"
	case t.Kind() == reflect.Int:
		return "want a whole number"
	default:
		return "want a number"
	}
}
