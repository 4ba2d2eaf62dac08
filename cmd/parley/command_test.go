package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/config"
)

func TestHelpListsCommandsAndSettings(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"help"}, {"-h"}, {"--help"}} {
		got := run(t, nil, "", args...)
		require.Equal(t, exitOK, got.code)
		require.Empty(t, got.stderr)
		for _, c := range commands() {
			require.Contains(t, got.stdout, "parley "+c.name)
			require.Contains(t, got.stdout, c.help)
		}
		for _, k := range config.Keys() {
			require.Contains(t, got.stdout, k.Name)
		}
	}
}

func TestCommandLinesThatMakeNoSense(t *testing.T) {
	t.Parallel()
	rows := []struct {
		says string
		args []string
	}{
		{`parley: there is no command "serve"`, []string{"serve"}},
		{`parley api: unexpected "now"`, []string{"api", "now"}},
		{"parley worker: flag provided but not defined: -x", []string{"worker", "-x"}},
		{"parley user: say add or passwd", []string{"user"}},
		{`parley user: "remove" is neither`, []string{"user", "remove"}},
		{"parley user: -email and -name are required", []string{"user", "add", "-email", "a@example.com"}},
		{`parley user: there is no role "boss"`, []string{"user", "add", "-email", "a@example.com", "-name", "A", "-roles", "agent,boss"}},
		{`parley user: there is no role "boss"`, []string{"user", "add", "-email", "a@example.com", "-name", "A", "-roles", "boss"}},
		{"parley user: -email is required", []string{"user", "passwd"}},
		{"parley key: say add", []string{"key"}},
		{"parley key: -name and -scopes are required", []string{"key", "add"}},
		{`parley key: there is no scope "all"`, []string{"key", "add", "-name", "x", "-scopes", "all"}},
		{"parley id: say the inbox's id", []string{"id", "x"}},
		{"parley id: an inbox's id is a UUID", []string{"id", "x", "y"}},
		{"parley health: say which URL", []string{"health"}},
	}
	for _, row := range rows {
		got := run(t, nil, "", row.args...)
		require.Equal(t, exitUsage, got.code, row.args)
		require.Contains(t, got.stderr, row.says)
		require.Empty(t, got.stdout)
	}
}

func TestASubcommandExplainsItsFlags(t *testing.T) {
	t.Parallel()
	got := run(t, nil, "", "user", "add", "-h")
	require.Equal(t, exitOK, got.code)
	require.Contains(t, got.stderr, "-password-stdin")
}

func TestWhatCannotStartSaysWhyInASentence(t *testing.T) {
	t.Parallel()
	rows := []struct {
		says    string
		environ []string
		args    []string
	}{
		{"parley api: PARLEY_DATABASE_URL: required", nil, []string{"api"}},
		{"parley worker: PARLEY_DATABASE_URL: required", nil, []string{"worker"}},
		{"parley migrate: PARLEY_DATABASE_URL: required", nil, []string{"migrate"}},
		{"parley key: PARLEY_DATABASE_URL: required", nil, []string{"key", "add", "-name", "x", "-scopes", "read"}},
		{"parley api: PARLEY_WINDWO: there is no such setting", []string{"PARLEY_WINDWO=1h"}, []string{"api"}},
		{"parley dev: PARLEY_DATABASE_URL is set", []string{"PARLEY_DATABASE_URL=postgres:///x"}, []string{"dev"}},
		{"parley demo: parley dev is not running", []string{"PARLEY_STATE_DIR=/nowhere"}, []string{"demo"}},
		{"parley env: parley dev is not running", []string{"PARLEY_STATE_DIR=/nowhere"}, []string{"env"}},
		{"parley demo-banking77: BANKING77: open /nowhere", []string{"PARLEY_DATA=/nowhere"}, []string{"demo-banking77"}},
		{"parley health: ", nil, []string{"health", "http://127.0.0.1:1/readyz"}},
	}
	for _, row := range rows {
		got := run(t, row.environ, "", row.args...)
		require.Equal(t, exitFailed, got.code, row.args)
		require.Contains(t, got.stderr, row.says)
	}
}

func TestBanking77WithoutDataSaysSo(t *testing.T) {
	t.Parallel()
	got := run(t, nil, "", "demo-banking77")
	require.Equal(t, exitOK, got.code)
	require.Contains(t, got.stdout, "PARLEY_DATA")
}

func TestVersion(t *testing.T) {
	t.Parallel()
	got := run(t, nil, "", "version")
	require.Equal(t, exitOK, got.code)
	require.Regexp(t, `^parley \S.* go1\.\d+`, got.stdout)
}

func TestIDIsTheOneOfTheContract(t *testing.T) {
	t.Parallel()
	got := run(t, nil, "", "id", "00000000-0000-4000-8000-000000000001", "user-42")
	require.Equal(t, exitOK, got.code)
	// uuid5(conversation.Namespace, "00000000-0000-4000-8000-000000000001/user-42")
	require.Equal(t, "c4225ed8-0713-56ea-aeb3-602f0699060d\n", got.stdout)
}
