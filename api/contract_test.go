package api_test

import (
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/api"
)

// contract is openapi.yaml, which the tests share.
func contract(t *testing.T) *openapi3.T {
	t.Helper()
	document, err := api.Contract()
	require.NoError(t, err)
	return document
}

// routes finds the operation of a request: every response of every test is held
// to what openapi.yaml says of it.
func routes(t *testing.T) routers.Router {
	t.Helper()
	router, err := sharedRoutes()
	require.NoError(t, err)
	return router
}

var sharedRoutes = sync.OnceValues(func() (routers.Router, error) {
	document, err := api.Contract()
	if err != nil {
		return nil, err
	}
	return legacy.NewRouter(document)
})
