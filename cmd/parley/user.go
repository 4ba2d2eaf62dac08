package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/store"
)

// user creates users and sets passwords, for who cannot log in yet or any more.
func (m *Main) user(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return usageError("say add or passwd")
	}
	ctx = account.WithOrigin(ctx, account.Origin{Actor: account.CommandLine})
	switch args[0] {
	case "add":
		return m.userAdd(ctx, args[1:])
	case "passwd":
		return m.userPasswd(ctx, args[1:])
	default:
		return usageError(fmt.Sprintf("%q is neither add nor passwd", args[0]))
	}
}

func (m *Main) userAdd(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("parley user add", flag.ContinueOnError)
	email := flags.String("email", "", "e-mail address")
	name := flags.String("name", "", "name that others see")
	roles := flags.String("roles", string(account.Agent), "roles, separated by commas: admin, agent, creator, approver, member")
	stdin := flags.Bool("password-stdin", false, "read the password from standard input instead of making one up")
	if err := m.parse(flags, args); err != nil {
		return err
	}
	if *email == "" || *name == "" {
		return usageError("-email and -name are required")
	}
	var given []account.Role
	for role := range strings.SplitSeq(*roles, ",") {
		r := account.Role(strings.TrimSpace(role))
		if !slices.Contains(account.Assignable(), r) {
			return usageError(fmt.Sprintf("there is no role %q", r))
		}
		given = append(given, r)
	}
	hash, made, err := m.password(ctx, *stdin)
	if err != nil {
		return err
	}
	return m.withStore(ctx, func(st *store.Store) error {
		created, err := st.CreateUser(ctx, account.NewUser{
			Profile: account.Profile{Email: *email, Name: *name}, Roles: given, PasswordHash: hash,
		})
		if errors.Is(err, account.ErrEmailTaken) {
			return errors.New("there is a user with this e-mail address already")
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(m.Stdout, "id %s\n%s", created.ID, made)
		return nil
	})
}

func (m *Main) userPasswd(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("parley user passwd", flag.ContinueOnError)
	email := flags.String("email", "", "e-mail address")
	stdin := flags.Bool("password-stdin", false, "read the password from standard input instead of making one up")
	if err := m.parse(flags, args); err != nil {
		return err
	}
	if *email == "" {
		return usageError("-email is required")
	}
	hash, made, err := m.password(ctx, *stdin)
	if err != nil {
		return err
	}
	return m.withStore(ctx, func(st *store.Store) error {
		found, err := st.UserByEmail(ctx, *email)
		if errors.Is(err, account.ErrNotFound) {
			return errors.New("there is no user with this e-mail address")
		}
		if err != nil {
			return err
		}
		if err := st.SetPassword(ctx, found.ID, hash); err != nil {
			return err
		}
		fmt.Fprintf(m.Stdout, "id %s\n%s", found.ID, made)
		return nil
	})
}

// password returns the hash of a password read from standard input, or of a new
// one together with the line that tells it.
func (m *Main) password(ctx context.Context, stdin bool) (hash, told string, err error) {
	password := newPassword()
	told = "password " + password + "\n"
	if stdin {
		line, err := bufio.NewReader(io.LimitReader(m.Stdin, 4*account.MaxPassword)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", "", fmt.Errorf("read the password: %w", err)
		}
		password, told = strings.TrimRight(line, "\r\n"), ""
	}
	hash, err = account.NewPasswords().Hash(ctx, password)
	return hash, told, err
}

// newPassword returns a password of 80 random bits that can be read aloud.
func newPassword() string { return strings.ToLower(rand.Text()[:16]) }

// withStore runs do on the configured database.
func (m *Main) withStore(ctx context.Context, do func(*store.Store) error) error {
	c, err := config.Load(m.Environ, nil)
	if err != nil {
		return err
	}
	if err := c.RequireDatabase(); err != nil {
		return err
	}
	options := storeOptions(c)
	options.MaxConns, options.ReservedConns = 2, 0
	st, err := store.Open(ctx, string(c.DatabaseURL), options)
	if err != nil {
		return err
	}
	defer st.Close()
	return do(st)
}
