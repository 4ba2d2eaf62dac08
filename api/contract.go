package api

import (
	"fmt"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

// contract is openapi.yaml as a document, which nobody changes. It is read once
// however many servers a process builds: for the hundreds that tests build,
// reading it each time was most of their work.
//
//nolint:gochecknoglobals // what is embedded is the same for everybody
var contract = sync.OnceValues(func() (*openapi3.T, error) {
	document, err := openapi3.NewLoader().LoadFromData(specification)
	if err != nil {
		return nil, fmt.Errorf("read openapi.yaml: %w", err)
	}
	return document, nil
})
