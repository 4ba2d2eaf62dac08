package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devfile"
)

// patience is how long anything may take on a busy machine. It is never waited
// for: what is waited for is polled.
const patience = 2 * time.Minute

// program is a running `parley dev`.
type program struct {
	t        *testing.T
	stateDir string
	cmd      *exec.Cmd
	output   *output
	exited   chan struct{}
}

// startDev starts `parley dev` on a state folder and free ports. Settings such as
// "PARLEY_WINDOW=5s" come last and win.
func startDev(t *testing.T, stateDir string, settings ...string) *program {
	t.Helper()
	model, err := filepath.Abs("../.tools/model")
	require.NoError(t, err)
	if _, err := os.Stat(model); err != nil {
		t.Skip("no embedding model: run make setup")
	}
	p := &program{
		t: t, stateDir: stateDir, cmd: exec.Command(binary, "dev"), output: &output{}, exited: make(chan struct{}),
	}
	p.cmd.Env = append(withoutOurs(os.Environ()),
		"PARLEY_STATE_DIR="+stateDir, "PARLEY_ADDR=127.0.0.1:0", "PARLEY_MODEL_DIR="+model,
		"PARLEY_DEV_TEMPORAL_PORT=0", "PARLEY_DEV_TEMPORAL_UI_PORT=0")
	p.cmd.Env = append(p.cmd.Env, settings...)
	p.cmd.Stdout, p.cmd.Stderr = p.output, p.output
	require.NoError(t, p.cmd.Start())
	go func() {
		_ = p.cmd.Wait()
		close(p.exited)
	}()
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("parley dev:\n%s", p.output)
		}
	})
	return p
}

// ready waits until the program says that it is, and returns what it says.
func (p *program) ready() devfile.File {
	p.t.Helper()
	// The file alone may be the one of a program that was killed before.
	p.until("it says so", func() bool { return strings.Contains(p.output.String(), "Parley is ready") })
	f, err := devfile.Read(p.stateDir)
	require.NoError(p.t, err)
	return f
}

// until polls for something that the running program does.
func (p *program) until(what string, happened func() bool) {
	p.t.Helper()
	require.Eventually(p.t, func() bool {
		select {
		case <-p.exited:
			require.Fail(p.t, "the program ended", "before: %s", what)
		default:
		}
		return happened()
	}, patience, 20*time.Millisecond, what)
}

// interrupt is Ctrl-C.
func (p *program) interrupt() {
	p.t.Helper()
	require.NoError(p.t, p.cmd.Process.Signal(os.Interrupt))
}

// exitCode waits for the end.
func (p *program) exitCode() int {
	p.t.Helper()
	select {
	case <-p.exited:
	case <-time.After(patience):
		require.Fail(p.t, "the program does not end")
	}
	return p.cmd.ProcessState.ExitCode()
}

// kill is kill -9.
func (p *program) kill() {
	_ = p.cmd.Process.Signal(syscall.SIGKILL)
	<-p.exited
}

// requireNothingLeft waits until no process works on the state folder.
func requireNothingLeft(t *testing.T, stateDir string) {
	t.Helper()
	require.Eventually(t, func() bool { return len(processesOf(t, stateDir)) == 0 },
		30*time.Second, 50*time.Millisecond, "processes left behind")
}

// processesOf returns the processes with a path on their command line, the one
// with the smallest number first.
func processesOf(t *testing.T, path string) []int {
	t.Helper()
	processes, err := exec.Command("ps", "-A", "-o", "pid=,stat=,args=").Output()
	require.NoError(t, err)
	var found []int
	for line := range strings.Lines(string(processes)) {
		words := strings.Fields(line)
		if strings.Contains(line, path) && !strings.HasPrefix(words[1], "Z") {
			pid, err := strconv.Atoi(words[0])
			require.NoError(t, err)
			found = append(found, pid)
		}
	}
	slices.Sort(found)
	return found
}

// stateFolder is a folder that the database's user may enter too.
func stateFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "parley-e2e-state-")
	require.NoError(t, err)
	require.NoError(t, os.Chmod(dir, 0o755))
	t.Cleanup(func() {
		// The servers of a program that was killed end a moment after it.
		require.Eventually(t, func() bool { return os.RemoveAll(dir) == nil }, patience, 50*time.Millisecond)
	})
	return dir
}

func withoutOurs(environ []string) []string {
	var kept []string
	for _, entry := range environ {
		if !strings.HasPrefix(entry, "PARLEY_") && !strings.HasPrefix(entry, "TEMPORAL_") {
			kept = append(kept, entry)
		}
	}
	return kept
}

// output collects what a program prints, for several readers.
type output struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.all.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.all.String()
}
