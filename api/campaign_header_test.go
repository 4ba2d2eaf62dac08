package api_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
)

// TestAnUploadedHeader: a creator uploads it, an approver may look at it, another
// creator may go on with it, and nobody names a file that is not theirs.
func TestAnUploadedHeader(t *testing.T) {
	t.Parallel()
	b := setup(t, withChannels)
	_, admin := b.user(t, "boss", account.Admin)
	inbox := b.providerInbox(t, admin, "whatsapp", "106540352242922", "").ID
	_, creator := b.user(t, "carla", account.Creator)
	_, other := b.user(t, "cem", account.Creator)
	_, approver := b.user(t, "amir", account.Approver)
	_, agent := b.user(t, "asha", account.Agent)

	file := into[api.StoredAttachment](t, b.attach(t, "menu.png", png, creator).want(t, 201))
	body := func(kind, id string) string {
		return fmt.Sprintf(`{"name":"x","inbox_id":%q,"template":{"approved":{"name":"menu","language":"en","header_file":{"kind":%q,"id":%q}}}}`, inbox, kind, id)
	}
	wrong := func(body string, who header) string {
		return b.do(t, "POST", "/v1/campaigns", body, who).problem(t, 422, "invalid").Errors[0].Field
	}
	const id, kind = "template.approved.header_file.id", "template.approved.header_file.kind"
	require.Equal(t, id, wrong(body("image", nobody), creator))
	require.Equal(t, id, wrong(body("image", "x"), creator))
	require.Equal(t, id, wrong(body("image", file.ID), other), "it is carla's alone")
	require.Equal(t, kind, wrong(body("video", file.ID), creator))
	b.do(t, "GET", "/v1/attachments/"+file.ID, nil, approver).problem(t, 404, "not-found")
	theirs := into[api.StoredAttachment](t, b.attach(t, "secret.png", png, agent).want(t, 201))
	require.Equal(t, id, wrong(body("image", theirs.ID), creator))

	c := into[api.Campaign](t, b.do(t, "POST", "/v1/campaigns", body("image", file.ID), creator).want(t, 201))
	require.Equal(t, api.ApprovedTemplateFile{Kind: "image", ID: file.ID, Name: "menu.png"}, c.Template.Approved.HeaderFile)
	require.Equal(t, png, string(b.do(t, "GET", "/v1/attachments/"+file.ID, nil, approver).want(t, 200).body))
	b.do(t, "POST", "/v1/campaigns", body("image", file.ID), other).want(t, 201)
	kept, err := b.store.DiscardFiles(t.Context(), 0)
	require.NoError(t, err)
	require.NotContains(t, kept, file.ID, "a campaign has it")
	require.Contains(t, kept, theirs.ID)
}
