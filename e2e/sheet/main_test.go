package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestThePicturesOfAPageStandTogether(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"a/users-light-375", "a/users-failed-light-1440", "b/users-read-dark-1440", "b/one-on-the-way"} {
		path := filepath.Join(dir, name+".png")
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, nil, 0o644))
	}
	at, err := write(dir)
	require.NoError(t, err)
	page, err := os.ReadFile(at)
	require.NoError(t, err)
	require.Regexp(t, `(?s)4 pictures.*<h2 id="users">.*failed light 1440.*class="phone".*light 375.*<h2 id="users-read">.*dark 1440.*On the way.*src="b/one-on-the-way.png"`, string(page))
}

func TestNoPicturesIsSaid(t *testing.T) {
	t.Parallel()
	_, err := write(t.TempDir())
	require.ErrorContains(t, err, "no pictures")
}
