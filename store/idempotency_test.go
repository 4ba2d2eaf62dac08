package store_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
)

func (b bundle) begin(t *testing.T, principal, key, request string) (account.Verdict, account.Response) {
	t.Helper()
	verdict, response, err := b.BeginRequest(t.Context(), principal, key, []byte(request))
	require.NoError(t, err)
	return verdict, response
}

func TestOneOfManyParallelRequestsIsFresh(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const parallel = 50
	verdicts := make([]account.Verdict, parallel)
	var wg sync.WaitGroup
	for i := range parallel {
		wg.Go(func() { verdicts[i], _ = b.begin(t, "user/a", "key", "request") })
	}
	wg.Wait()
	count := map[account.Verdict]int{}
	for _, v := range verdicts {
		count[v]++
	}
	require.Equal(t, map[account.Verdict]int{account.Fresh: 1, account.InProgress: parallel - 1}, count)
}

func TestFinishedRequestIsReplayed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	verdict, _ := b.begin(t, "user/a", "key", "request")
	require.Equal(t, account.Fresh, verdict)
	kept := account.Response{Status: 202, ContentType: "application/json", Body: []byte(`{"message_id":"m"}`)}
	require.NoError(t, b.FinishRequest(t.Context(), "user/a", "key", kept))

	verdict, replayed := b.begin(t, "user/a", "key", "request")
	require.Equal(t, account.Replay, verdict)
	require.Equal(t, kept, replayed)

	verdict, replayed = b.begin(t, "user/a", "key", "another request")
	require.Equal(t, account.Mismatch, verdict)
	require.Empty(t, replayed)
	verdict, _ = b.begin(t, "user/b", "key", "request")
	require.Equal(t, account.Fresh, verdict, "keys are each principal's own")

	require.NoError(t, b.AbandonRequest(t.Context(), "user/a", "key"))
	verdict, _ = b.begin(t, "user/a", "key", "request")
	require.Equal(t, account.Replay, verdict, "what was finished cannot be abandoned")
}

func TestEmptyResponseIsReplayed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.begin(t, "user/a", "key", "request")
	require.NoError(t, b.FinishRequest(t.Context(), "user/a", "key", account.Response{Status: 204}))
	verdict, response := b.begin(t, "user/a", "key", "request")
	require.Equal(t, account.Replay, verdict)
	require.Equal(t, 204, response.Status)
	require.Empty(t, response.Body)
}

func TestAbandonedRequestMayRunAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.begin(t, "user/a", "key", "request")
	require.NoError(t, b.AbandonRequest(t.Context(), "user/a", "key"))
	verdict, _ := b.begin(t, "user/a", "key", "request")
	require.Equal(t, account.Fresh, verdict)
}

func TestRequestOfADeadProcessIsTakenOver(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.begin(t, "user/a", "key", "request")
	b.exec(t, `UPDATE idempotency_keys SET created_at = now() - interval '20 seconds'`)
	verdict, _ := b.begin(t, "user/a", "key", "request")
	require.Equal(t, account.InProgress, verdict)
	b.exec(t, `UPDATE idempotency_keys SET created_at = now() - interval '61 seconds'`)
	verdict, _ = b.begin(t, "user/a", "key", "another request")
	require.Equal(t, account.Mismatch, verdict)
	verdict, _ = b.begin(t, "user/a", "key", "request")
	require.Equal(t, account.Fresh, verdict)
	verdict, _ = b.begin(t, "user/a", "key", "request")
	require.Equal(t, account.InProgress, verdict, "taken over once")
}

func TestExpiredKeyIsFree(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.begin(t, "user/a", "old", "request")
	require.NoError(t, b.FinishRequest(t.Context(), "user/a", "old", account.Response{Status: 200, Body: []byte("old")}))
	b.exec(t, `UPDATE idempotency_keys SET created_at = now() - interval '24 hours 1 second'`)
	b.begin(t, "user/a", "young", "request")

	verdict, _ := b.begin(t, "user/a", "old", "another request")
	require.Equal(t, account.Fresh, verdict)
	require.NoError(t, b.FinishRequest(t.Context(), "user/a", "old", account.Response{Status: 201, Body: []byte("new")}))
	_, response := b.begin(t, "user/a", "old", "another request")
	require.Equal(t, "new", string(response.Body))

	b.exec(t, `UPDATE idempotency_keys SET created_at = now() - interval '24 hours 1 second' WHERE key = 'old'`)
	pruned, err := b.PruneIdempotencyKeys(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 1, pruned)
	verdict, _ = b.begin(t, "user/a", "young", "request")
	require.Equal(t, account.InProgress, verdict)
}
