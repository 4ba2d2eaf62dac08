package account_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"github.com/parleyhq/parley/account"
)

func TestPasswordMatchesItsHashOnly(t *testing.T) {
	t.Parallel()
	p := account.NewPasswords()
	hash, err := p.Hash(t.Context(), "correct horse")
	require.NoError(t, err)
	require.Regexp(t, `^\$argon2id\$v=19\$m=65536,t=1,p=2\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`, hash)
	second, err := p.Hash(t.Context(), "correct horse")
	require.NoError(t, err)
	require.NotEqual(t, hash, second, "each has its own salt")

	for password, want := range map[string]bool{
		"correct horse": true, "correct horsE": false, "correct horse ": false, "correct hors": false, "": false,
	} {
		got, err := p.Matches(t.Context(), hash, password)
		require.NoError(t, err)
		require.Equal(t, want, got, password)
	}
}

func TestPasswordIsTakenWhole(t *testing.T) {
	t.Parallel()
	p := account.NewPasswords()
	long := strings.Repeat("a", account.MaxPassword)
	hash, err := p.Hash(t.Context(), long)
	require.NoError(t, err)
	for password, want := range map[string]bool{
		long: true, long[:account.MaxPassword-1] + "b": false, long[:72]: false, long + "a": false,
	} {
		got, err := p.Matches(t.Context(), hash, password)
		require.NoError(t, err)
		require.Equal(t, want, got, "%d bytes", len(password))
	}
}

func TestKeyboardsSpellAlike(t *testing.T) {
	t.Parallel()
	p := account.NewPasswords()
	composed := norm.NFC.String("crème brûlée")
	decomposed := norm.NFD.String(composed)
	require.NotEqual(t, composed, decomposed)
	hash, err := p.Hash(t.Context(), decomposed)
	require.NoError(t, err)
	for _, password := range []string{composed, decomposed} {
		got, err := p.Matches(t.Context(), hash, password)
		require.NoError(t, err)
		require.True(t, got)
	}
}

func TestUnusablePasswords(t *testing.T) {
	t.Parallel()
	for name, password := range map[string]string{
		"empty": "", "short": "1234567", "long": strings.Repeat("a", account.MaxPassword+1),
		"megabyte": strings.Repeat("a", 1<<20), "NUL": "12345678\x00", "not UTF-8": "1234567\xff\xfe",
	} {
		require.ErrorIs(t, account.CheckPassword(password), account.ErrPassword, name)
		_, err := account.NewPasswords().Hash(t.Context(), password)
		require.ErrorIs(t, err, account.ErrPassword, name)
	}
	require.NoError(t, account.CheckPassword("日本語パスワード"), "8 characters of any script")
}

func TestUnknownUserNeverMatches(t *testing.T) {
	t.Parallel()
	p := account.NewPasswords()
	for _, password := range []string{"", "correct horse"} {
		got, err := p.Matches(t.Context(), "", password)
		require.NoError(t, err)
		require.False(t, got)
	}
}

func TestBrokenHashIsAnError(t *testing.T) {
	t.Parallel()
	const salt, sum = "c2FsdHNhbHRzYWx0c2FsdA", "a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2U"
	for _, hash := range []string{
		"x", "$argon2id$", "$argon2i$v=19$m=65536,t=1,p=2$" + salt + "$" + sum,
		"$argon2id$v=16$m=65536,t=1,p=2$" + salt + "$" + sum,
		"$argon2id$v=19$m=4294967295,t=1,p=2$" + salt + "$" + sum,
		"$argon2id$v=19$m=65536,t=0,p=2$" + salt + "$" + sum,
		"$argon2id$v=19$m=65536,t=99,p=2$" + salt + "$" + sum,
		"$argon2id$v=19$m=65536,t=1,p=0$" + salt + "$" + sum,
		"$argon2id$v=19$m=65536,t=1,p=2$" + salt + "$",
		"$argon2id$v=19$m=65536,t=1,p=2$$" + sum,
		"$argon2id$v=19$m=65536,t=1,p=2$!$" + sum,
		"$argon2id$v=19$m=65536,t=1,p=2$" + salt + "$" + sum + "$more",
	} {
		_, err := account.NewPasswords().Matches(t.Context(), hash, "correct horse")
		require.Error(t, err, hash)
		require.NotContains(t, err.Error(), sum, "no hash in a log")
	}
}

// TestOlderCostStillMatches: a hash says itself what it cost (a vector of
// RFC 9106's reference implementation).
func TestOlderCostStillMatches(t *testing.T) {
	t.Parallel()
	const reference = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
	got, err := account.NewPasswords().Matches(t.Context(), reference, "password")
	require.NoError(t, err)
	require.True(t, got)
}

func TestWaitingForASlotEndsWithTheRequest(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := account.NewPasswords()
	// With free slots either way is right; with none only the error is.
	release := account.OccupyForTest(p)
	defer release()
	_, err := p.Hash(ctx, "correct horse")
	require.ErrorIs(t, err, context.Canceled)
	_, err = p.Matches(ctx, "", "correct horse")
	require.ErrorIs(t, err, context.Canceled)
}

func FuzzMatchesTakesAnyHash(f *testing.F) {
	f.Add("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4")
	f.Add("$argon2id$v=19$m=+8,t=1,p=1$$$")
	f.Fuzz(func(t *testing.T, hash string) { account.ParseForTest(hash) })
}
