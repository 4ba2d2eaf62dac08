package config

import (
	"errors"
	"strings"

	"github.com/parleyhq/parley/account"
)

// GroupRoles are the roles that groups of an identity provider give.
type GroupRoles map[string][]account.Role

// UnmarshalText reads "group=role; group=role". A group may give several roles and
// may hold commas and equal signs, as directories name them.
func (g *GroupRoles) UnmarshalText(text []byte) error {
	roles := GroupRoles{}
	for pair := range strings.SplitSeq(string(text), ";") {
		at := strings.LastIndex(pair, "=")
		if at < 0 {
			return errors.New("no role")
		}
		group, role := strings.TrimSpace(pair[:at]), account.Role(strings.TrimSpace(pair[at+1:]))
		if group == "" || !role.Valid() {
			return errors.New("no group, or no role that there is")
		}
		roles[group] = append(roles[group], role)
	}
	*g = roles
	return nil
}
