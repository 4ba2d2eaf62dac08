package e2e

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devfile"
)

// downloads the file that a button leads to, as a browser does, and returns its
// name and its content.
func (d dashboardPage) downloads(button string) (name, content string) {
	d.b.t.Helper()
	folder := d.b.t.TempDir()
	type behaviour struct {
		Behavior string `json:"behavior"`
		Path     string `json:"downloadPath"`
	}
	command := cdp.Command[behaviour, cdp.Empty]{Method: "Browser.setDownloadBehavior"}
	_, err := chromedp.Call(d.b.ctx, command, behaviour{"allow", folder})
	require.NoError(d.b.t, err)
	d.clicks(button)
	// While it comes in it has another name, which ends in .crdownload.
	require.Eventually(d.b.t, func() bool {
		entries, err := os.ReadDir(folder)
		if err != nil || len(entries) != 1 || filepath.Ext(entries[0].Name()) == ".crdownload" {
			return false
		}
		name = entries[0].Name()
		raw, err := os.ReadFile(filepath.Join(folder, name))
		content = string(raw)
		return err == nil && content != ""
	}, patience, 50e6, "it is downloaded")
	return name, content
}

// everything is a folder into which all of an installation is exported, as its
// operator does it while it runs.
func everything(t *testing.T, f devfile.File, dir string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "everything")
	export := exec.Command(binary, "export", folder)
	export.Env = append(withoutOurs(os.Environ()), "PARLEY_DATABASE_URL="+f.PostgresDSN, "PARLEY_STATE_DIR="+dir)
	said, err := export.CombinedOutput()
	require.NoError(t, err, "%s", said)
	return folder
}

// found are the files of a folder in whose name or content a word stands.
func found(t *testing.T, folder, word string) []string {
	t.Helper()
	var names []string
	require.NoError(t, filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		name, _ := strings.CutPrefix(path, folder+"/")
		if strings.Contains(string(raw), word) || strings.Contains(name, word) {
			names = append(names, name)
		}
		return err
	}))
	return names
}
