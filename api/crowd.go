package api

import (
	"context"
	"sync"
	"time"

	"github.com/parleyhq/parley/account"
)

// SessionUsers resolves several session tokens at once. What it returns is by token,
// without those that SessionUser would not find.
type SessionUsers interface {
	SessionUsers(ctx context.Context, tokens []string) (map[string]account.User, error)
}

// crowd answers many who ask at once who they are by one question. When a server
// starts again a thousand streams come back within three seconds: whoever comes
// while a question is under way or has just been is in the next one, so there are at
// most 20 of them a second, and who comes alone does not wait.
//
// Nothing is kept: an answer is for those only who asked before its question was
// put, so a session that has ended is never taken for one that lives.
type crowd struct {
	Credentials
	sessions SessionUsers

	mu   sync.Mutex
	busy bool
	// next is the question of those who come now; nil if nobody has.
	next *question
}

const (
	// betweenQuestions is how long those who come are collected.
	betweenQuestions = 50 * time.Millisecond
	// longestQuestion is how long those who share one may have to wait.
	longestQuestion = 5 * time.Second
)

// question is one about several sessions.
type question struct {
	tokens []string
	// done is closed when users or err are there.
	done  chan struct{}
	users map[string]account.User
	err   error
}

// SessionUser returns whose session a token is.
func (c *crowd) SessionUser(ctx context.Context, token string) (account.User, error) {
	shared := c.join(ctx, token)
	select {
	case <-ctx.Done():
		return account.User{}, ctx.Err()
	case <-shared.done:
	}
	if shared.err != nil {
		return account.User{}, shared.err
	}
	user, found := shared.users[token]
	if !found {
		return account.User{}, account.ErrNotFound
	}
	return user, nil
}

func (c *crowd) join(ctx context.Context, token string) *question {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.next == nil {
		c.next = &question{done: make(chan struct{})}
	}
	c.next.tokens = append(c.next.tokens, token)
	if !c.busy {
		c.busy = true
		// It is not only for whoever asks first, who may leave.
		go c.ask(context.WithoutCancel(ctx))
	}
	return c.next
}

// ask puts questions until nobody waits any more.
func (c *crowd) ask(ctx context.Context) {
	for {
		c.mu.Lock()
		next := c.next
		c.next = nil
		c.busy = next != nil
		c.mu.Unlock()
		if next == nil {
			return
		}
		asking, cancel := context.WithTimeout(ctx, longestQuestion)
		next.users, next.err = c.sessions.SessionUsers(asking, next.tokens)
		cancel()
		close(next.done)
		<-time.After(betweenQuestions)
	}
}
