package api_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
)

// sessionsFake has sessions, and takes its time to say whose they are.
type sessionsFake struct {
	mu    sync.Mutex
	users map[string]account.User
	asked int
	err   error
}

func (f *sessionsFake) SessionUsers(_ context.Context, tokens []string) (map[string]account.User, error) {
	f.mu.Lock()
	f.asked++
	found := map[string]account.User{}
	for token, user := range f.users {
		if slices.Contains(tokens, token) {
			found[token] = user
		}
	}
	err := f.err
	f.mu.Unlock()
	time.Sleep(10 * time.Millisecond)
	return found, err
}

// A thousand streams that come back within a second cost a database twenty
// questions about who they are, and each is who they are.
func TestAStormSharesItsQuestions(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const streams = 1000
		f := &sessionsFake{users: map[string]account.User{}}
		for i := range streams {
			f.users[fmt.Sprint("token ", i)] = account.User{ID: fmt.Sprint("user ", i)}
		}
		who := api.Crowd(f)
		users, errs := make([]account.User, streams), make([]error, streams)
		for i := range streams {
			go func() {
				time.Sleep(time.Duration(i) * time.Millisecond)
				users[i], errs[i] = who.SessionUser(t.Context(), fmt.Sprint("token ", i))
			}()
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		for i, user := range users {
			require.NoError(t, errs[i])
			require.Equal(t, fmt.Sprint("user ", i), user.ID)
		}
		require.LessOrEqual(t, f.asked, 21)
	})
}

// An answer is for nobody who comes after its question was put: a session that has
// ended meanwhile is found by none of them.
func TestNobodyIsToldFromBefore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &sessionsFake{users: map[string]account.User{"token": {ID: "ada"}}}
		who := api.Crowd(f)
		early := make(chan error)
		go func() {
			_, err := who.SessionUser(t.Context(), "token")
			early <- err
		}()
		synctest.Wait() // it has been put, and its answer is on its way
		f.mu.Lock()
		delete(f.users, "token")
		f.mu.Unlock()
		_, err := who.SessionUser(t.Context(), "token")
		require.ErrorIs(t, err, account.ErrNotFound)
		require.NoError(t, <-early)

		f.err = errors.New("the database is away")
		_, err = who.SessionUser(t.Context(), "token")
		require.ErrorIs(t, err, f.err)
		left, leave := context.WithCancel(t.Context())
		leave()
		_, err = who.SessionUser(left, "token")
		require.ErrorIs(t, err, context.Canceled)
		time.Sleep(time.Second) // the last question ends
	})
}
