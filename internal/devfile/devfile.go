// Package devfile is .parley/dev.json, with which `parley dev` tells programs
// how to reach it: the demo, tests, scripts.
package devfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// File is what a running `parley dev` says about itself. It holds passwords and is
// readable by its owner only.
type File struct {
	APIURL        string  `json:"api_url"`
	AdminEmail    string  `json:"admin_email"`
	AdminPassword string  `json:"admin_password"`
	Agents        []Login `json:"agents"`
	APIKey        string  `json:"api_key"`
	InboxID       string  `json:"inbox_id"`
	// WidgetInboxID is the chat widget of the example page at WidgetDemoURL.
	WidgetInboxID string `json:"widget_inbox_id"`
	WidgetDemoURL string `json:"widget_demo_url"`
	// The inboxes on stand-ins of providers, and where these are reached; absent
	// without them.
	WhatsAppInboxID  string `json:"whatsapp_inbox_id,omitempty"`
	MessengerInboxID string `json:"messenger_inbox_id,omitempty"`
	TelegramInboxID  string `json:"telegram_inbox_id,omitempty"`
	FakeGraphURL     string `json:"fake_graph_url,omitempty"`
	FakeMessengerURL string `json:"fake_messenger_url,omitempty"`
	FakeTelegramURL  string `json:"fake_telegram_url,omitempty"`
	// FakePeopleURL is where people of the stand-ins are made to write.
	FakePeopleURL   string `json:"fake_people_url,omitempty"`
	TemporalAddress string `json:"temporal_address"`
	TemporalUIURL   string `json:"temporal_ui_url"`
	PostgresDSN     string `json:"postgres_dsn"`
}

// Login is a user's e-mail address and password.
type Login struct {
	Email    string `json:"email"`
	Password string `json:"password"`
}

// Name is the file's name in the state folder.
const Name = "dev.json"

// ErrNotRunning says that there is no file: no `parley dev` is ready on the
// state folder.
var ErrNotRunning = errors.New("parley dev is not running")

// Read returns the file of a state folder. It fails with ErrNotRunning if there
// is none.
func Read(stateDir string) (File, error) {
	var f File
	err := Load(filepath.Join(stateDir, Name), &f)
	if errors.Is(err, os.ErrNotExist) {
		return File{}, ErrNotRunning
	}
	return f, err
}

// Write puts the file into a state folder: readers see the old one or the new
// one, whole.
func Write(stateDir string, f File) error { return Save(filepath.Join(stateDir, Name), f) }

// Remove takes the file away, if there is one.
func Remove(stateDir string) error {
	if err := os.Remove(filepath.Join(stateDir, Name)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove %s: %w", Name, err)
	}
	return nil
}

// Save writes v as JSON that only its owner can read, whole or not at all.
func Save(path string, v any) (err error) {
	var content bytes.Buffer
	encoder := json.NewEncoder(&content)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(v); err != nil {
		return fmt.Errorf("encode %s: %w", path, err)
	}
	// CreateTemp gives a file mode 0600.
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}()
	_, err = file.Write(content.Bytes())
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// Load reads what Save has written. It fails with os.ErrNotExist if there is
// nothing.
func Load(path string, v any) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}
