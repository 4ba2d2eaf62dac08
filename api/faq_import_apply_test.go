package api_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
)

// A dry run is imported as it was shown, without its file, with the rights of
// whoever says so.
func TestADryRunIsApplied(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.imports(t)
	_, admin := b.user(t, "boss", account.Admin)
	_, creator := b.user(t, "writer", account.Creator)
	const file = sheetOfTwo + "general,??,,No words.,draft,\n"
	dry := into[api.ImportReport](t, b.upload(t, admin, "?dry_run=true", file).want(t, 200))
	require.Equal(t, []int{2, 1}, []int{dry.Created, dry.RejectedCount})

	counts := func() api.FAQCounts {
		return into[api.FAQCounts](t, b.do(t, "GET", "/v1/faqs/counts", nil, admin).want(t, 200))
	}
	require.Zero(t, counts())

	path := "/v1/faqs/imports/" + dry.ImportID + "/apply"
	report := into[api.ImportReport](t, b.do(t, "POST", path, nil, creator).want(t, 200))
	require.NotEqual(t, dry.ImportID, report.ImportID)
	require.False(t, report.DryRun)
	require.Equal(t, []int{3, 2, 1}, []int{report.Rows, report.Created, report.RejectedCount})
	require.Equal(t, dry.Rejected, report.Rejected)
	require.Equal(t, api.FAQCounts{Draft: 2}, counts(), "a creator activates nothing")
	again := into[api.ImportReport](t, b.do(t, "POST", path, nil, admin).want(t, 200))
	require.Equal(t, 1, again.RejectedCount)
	require.Equal(t, 1, counts().Active)

	b.do(t, "POST", "/v1/faqs/imports/"+report.ImportID+"/apply", nil, admin).problem(t, 409, "too-late")
	b.do(t, "POST", "/v1/faqs/imports/"+nobody+"/apply", nil, admin).problem(t, 404, "not-found")
}

// Who prefers that is answered at once, and looks at the progress.
func TestAnImportIsNotWaitedForUnwanted(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	b.jobs.run = func(context.Context, string, string) error { return nil } // it goes on
	b.upload(t, admin, "", sheetOfTwo).want(t, 202)
	require.Equal(t, 1, b.jobs.awaited)
	for _, wish := range []string{"respond-async", "wait=10, Respond-Async"} {
		b.upload(t, admin, "", sheetOfTwo, header{"Prefer", wish}).want(t, 202)
		require.Equal(t, 1, b.jobs.awaited, wish)
	}
	b.upload(t, admin, "", sheetOfTwo, header{"Prefer", "wait=10"}).want(t, 202)
	require.Equal(t, 2, b.jobs.awaited)
}
