// Package api is Parley's HTTP interface: openapi.yaml describes it, and the
// server interface, parameters and bodies in openapi.gen.go are generated from
// that. Handlers are thin: they translate between HTTP and the domain. Echo's
// types stay in this package.
package api

import _ "embed"

//go:generate go tool -modfile=../tools/oapi/go.mod oapi-codegen -config oapi-codegen.yaml -o openapi.gen.go openapi.yaml

// specification is openapi.yaml.
//
//go:embed openapi.yaml
var specification []byte
