package devstack

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// temporalCLI finds the program: named by PARLEY_TEMPORAL_CLI, built by `make
// setup` in this checkout, or in PATH.
func temporalCLI() (string, error) {
	if named := os.Getenv("PARLEY_TEMPORAL_CLI"); named != "" {
		if _, err := exec.LookPath(named); err != nil {
			return "", fmt.Errorf("PARLEY_TEMPORAL_CLI: %w", err)
		}
		return named, nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("look for the Temporal CLI: %w", err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil || dir == filepath.Dir(dir) {
			break
		}
	}
	if built, err := exec.LookPath(filepath.Join(dir, ".tools", "bin", "temporal")); err == nil {
		return built, nil
	}
	if installed, err := exec.LookPath("temporal"); err == nil {
		return installed, nil
	}
	return "", errors.New("the Temporal CLI was not found: run `make setup`, or name it in PARLEY_TEMPORAL_CLI")
}
