package config

import (
	"errors"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// Key is one variable of the environment.
type Key struct {
	// Name is the full name, such as PARLEY_WINDOW.
	Name string
	// Default is what an absent variable means, "" for none.
	Default string
	// Help is one line on what it does.
	Help string
}

// Keys returns every variable Parley knows, in the order of the documentation.
func Keys() []Key {
	var keys []Key
	for field := range reflect.TypeFor[Config]().Fields() {
		keys = append(keys, Key{
			Name:    Prefix + field.Tag.Get("env"),
			Default: field.Tag.Get("envDefault"),
			Help:    field.Tag.Get("help"),
		})
	}
	return append(keys,
		Key{
			Name: Prefix + "TEMPORAL_CLI",
			Help: "The temporal program that parley dev and the tests start. Empty: the one of make setup, else the one in PATH.",
		},
		Key{Name: Prefix + "DATA", Help: "Folder of shared data sets, for tests and parley demo-banking77."},
	)
}

// serviceLink matches what Kubernetes puts into the environment of every pod
// beside a service whose name begins with "parley": not ours, and no typo.
var serviceLink = regexp.MustCompile(`_SERVICE_(HOST|PORT(_\w+)?)$|^` + Prefix + `(\w+_)?PORT(_\d+_(TCP|UDP)(_(PROTO|PORT|ADDR))?)?$`)

// unknownKeys refuses variables that nothing reads: a typo must not be silent.
func unknownKeys(given map[string]string) error {
	known := map[string]bool{}
	for _, key := range Keys() {
		known[key.Name] = true
	}
	var names []string
	for name := range given {
		if !known[name] && !serviceLink.MatchString(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var errs []error
	for _, name := range names {
		errs = append(errs, &KeyError{Key: name, Reason: gone(name)})
	}
	return errors.Join(errs...)
}

// gone says of a variable that nothing reads what became of it, or what may have
// been meant.
func gone(name string) string {
	switch name {
	case Prefix + "MATCH_THRESHOLD":
		return "the threshold calibrates itself, or an admin sets it with PUT /v1/matcher"
	case Prefix + "MATCH_MARGIN":
		return "the margin is part of the calibration"
	default:
		return "there is no such setting" + suggestion(name)
	}
}

// suggestion names the setting that differs in one letter or word order, if
// there is one.
func suggestion(name string) string {
	for _, key := range Keys() {
		if closeTo(name, key.Name) {
			return ": did you mean " + key.Name + "?"
		}
	}
	return ""
}

// closeTo reports whether two names hold the same letters but for two.
func closeTo(a, b string) bool {
	difference := 0
	for _, letter := range "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" {
		n := strings.Count(a, string(letter)) - strings.Count(b, string(letter))
		difference += max(n, -n)
	}
	return difference <= 2
}
