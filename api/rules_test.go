package api

import (
	"maps"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
)

// Every operation has a row in the role table, and every row an operation.
func TestRoleTableIsComplete(t *testing.T) {
	t.Parallel()
	var operations []string
	for _, item := range document(t).Paths.Map() {
		for _, operation := range item.Operations() {
			operations = append(operations, operation.OperationID)
		}
	}
	require.ElementsMatch(t, operations, slices.Collect(maps.Keys(rules())))

	known := account.Permissions()
	for id, r := range rules() {
		require.NotZero(t, r.limit, id)
		require.NotZero(t, r.timeout, id)
		if !r.public {
			require.Contains(t, known, r.permission, id)
		}
	}
}

// Nothing becomes public by accident.
func TestPublicRoutes(t *testing.T) {
	t.Parallel()
	var public []string
	for id, r := range rules() {
		if r.public {
			public = append(public, id)
		}
	}
	require.ElementsMatch(t, []string{
		"createSession", "getLoginMethods", "beginOidcLogin", "endOidcLogin", "acceptInvitation", "receiveWebhook", "answerHandshake", "getHealth", "getReadiness", "getMetrics", "getOpenapi", "getRoot",
	}, public)
}

// Without "additionalProperties: false" a body could carry what nobody checks.
func TestRequestSchemasAreClosed(t *testing.T) {
	t.Parallel()
	for path, item := range document(t).Paths.Map() {
		for method, operation := range item.Operations() {
			// A provider's webhook carries what its provider likes.
			if in := inputOf(item, operation, rules()[operation.OperationID]); in.json != nil {
				requireClosed(t, method+" "+path, in.json)
			}
		}
	}
}

func requireClosed(t *testing.T, where string, schema *openapi3.Schema) {
	t.Helper()
	if values := schema.AdditionalProperties.Schema; values != nil {
		// Names of the caller's own, whose values have one shape.
		requireClosed(t, where+".*", values.Value)
	} else if schema.Type.Is(openapi3.TypeObject) {
		require.NotNil(t, schema.AdditionalProperties.Has, where)
		require.False(t, *schema.AdditionalProperties.Has, where)
	}
	for name, property := range schema.Properties {
		requireClosed(t, where+"."+name, property.Value)
	}
	if schema.Items != nil {
		requireClosed(t, where+"[]", schema.Items.Value)
	}
}

// A POST that creates or sends takes an Idempotency-Key. The others set
// something, and setting it twice is setting it once.
func TestIdempotencyKeys(t *testing.T) {
	t.Parallel()
	var without []string
	for _, item := range document(t).Paths.Map() {
		if post := item.Post; post != nil && post.Parameters.GetByInAndName("header", headerIdempotencyKey) == nil {
			without = append(without, post.OperationID)
		}
	}
	require.ElementsMatch(t, []string{
		"settleMessage", "showTyping", "markRead", "createSession", "receiveWebhook", "testFaqs", "disableUser", "enableUser",
		"replayFaqs", "disableInbox", "enableInbox", "loadDemo", "checkInbox", "registerInbox", "testInbox", "eraseContact", "archiveFaq", "restoreFaq", "activateFaq", "checkFaq", "cancelImport",
		"resendInvitation", "acceptInvitation", "dismissSuggestion", "reopenSuggestion", "previewQuickReply", "archiveQuickReply", "restoreQuickReply",
		"activateQuickReply", "testEmbedder", "cancelEmbedder", "launchCampaign", "pauseCampaign", "resumeCampaign",
		"cancelCampaign", "archiveCampaign", "addCampaignRecipients", "retryAttachment",
	}, without)
}

// The document is valid, examples included.
func TestSpecificationIsValid(t *testing.T) {
	t.Parallel()
	require.NoError(t, document(t).Validate(t.Context()))
}

func document(t *testing.T) *openapi3.T {
	t.Helper()
	d, err := contract()
	require.NoError(t, err)
	return d
}

// The API gives the same roles as the command line.
func TestAssignableRoles(t *testing.T) {
	t.Parallel()
	var offered []account.Role
	for _, role := range document(t).Components.Schemas["Role"].Value.Enum {
		offered = append(offered, account.Role(role.(string)))
	}
	require.Equal(t, account.Assignable(), offered)
}
