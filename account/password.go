package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// MaxPassword is the longest password in bytes. It is taken whole, never cut.
const MaxPassword = 1024

// MinPassword is the shortest password in characters (NIST SP 800-63B).
const MinPassword = 8

// ErrPassword: a password that cannot be set: too short, too long, or not text.
var ErrPassword = errors.New("account: unusable password")

// concurrentHashes bounds the memory that logins can take to 256 MiB.
const concurrentHashes = 4

// Passwords hashes passwords and compares them with argon2id, a few at a time:
// otherwise a flood of logins would be a flood of memory.
type Passwords struct {
	slots chan struct{}
}

// NewPasswords returns a hasher. One per process is meant to be shared.
func NewPasswords() *Passwords {
	return &Passwords{slots: make(chan struct{}, concurrentHashes)}
}

// Hash returns the argon2id hash of a password in PHC form, with a salt of its
// own. Passwords are compared in Unicode's NFC form, so that it does not matter
// on which keyboard "é" was typed. It fails with ErrPassword, and with ctx's
// error when ctx ends while others are being hashed.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	if err := CheckPassword(password); err != nil {
		return "", err
	}
	h := newArgonHash()
	_, _ = rand.Read(h.salt) // never fails: the runtime ends the process instead
	key, err := p.derive(ctx, password, h)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	h.key = key
	return h.String(), nil
}

// Matches reports whether password is the one that was hashed. An empty hash,
// of a user who does not exist, takes as long and never matches. It fails if
// the hash is not one of Hash's, and with ctx's error.
func (p *Passwords) Matches(ctx context.Context, hash, password string) (bool, error) {
	if len(password) > MaxPassword {
		return false, nil
	}
	known := hash != ""
	want := newArgonHash()
	if known {
		var err error
		if want, err = parseArgonHash(hash); err != nil {
			return false, err
		}
	}
	got, err := p.derive(ctx, password, want)
	if err != nil {
		return false, fmt.Errorf("compare password: %w", err)
	}
	return subtle.ConstantTimeCompare(got, want.key) == 1 && known, nil
}

// CheckPassword returns nil or an ErrPassword that says what is wrong with a
// new password.
func CheckPassword(password string) error {
	switch {
	case len(password) > MaxPassword:
		return fmt.Errorf("%w: longer than %d bytes", ErrPassword, MaxPassword)
	case !utf8.ValidString(password):
		return fmt.Errorf("%w: not valid UTF-8", ErrPassword)
	case strings.ContainsRune(password, 0):
		return fmt.Errorf("%w: contains a NUL character", ErrPassword)
	case utf8.RuneCountInString(password) < MinPassword:
		return fmt.Errorf("%w: shorter than %d characters", ErrPassword, MinPassword)
	default:
		return nil
	}
}

func (p *Passwords) derive(ctx context.Context, password string, h argonHash) ([]byte, error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-p.slots }()
	return argon2.IDKey(norm.NFC.Bytes([]byte(password)), h.salt, h.time, h.memory, h.threads, uint32(len(h.key))), nil
}
