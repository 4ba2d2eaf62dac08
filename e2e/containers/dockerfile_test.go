package containers_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// instruction is one line of the Dockerfile, such as RUN with its command.
type instruction struct{ name, rest string }

// stage is what one FROM begins.
type stage struct {
	image, name  string
	instructions []instruction
}

func dockerfile(t *testing.T) []stage {
	t.Helper()
	file, err := os.Open(root + "/Dockerfile")
	require.NoError(t, err)
	defer func() { _ = file.Close() }()
	var stages []stage
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		require.False(t, strings.HasSuffix(line, `\`), "this reader knows no continued lines: %s", line)
		name, rest, _ := strings.Cut(line, " ")
		if name == "FROM" {
			image, as, _ := strings.Cut(rest, " AS ")
			stages = append(stages, stage{image: image, name: as})
			continue
		}
		require.NotEmpty(t, stages, line)
		last := &stages[len(stages)-1]
		last.instructions = append(last.instructions, instruction{name, rest})
	}
	return stages
}

func TestTheImageIsSmallAndNotRoot(t *testing.T) {
	t.Parallel()
	stages := dockerfile(t)
	require.Len(t, stages, 3)
	for _, s := range stages[:2] {
		require.Regexp(t, `^\w+:\d+\.\d+\.\d+-\w+`, s.image)
	}
	final := stages[2]
	require.Equal(t, "scratch", final.image)
	said := map[string]string{}
	for _, i := range final.instructions {
		require.NotEqual(t, "RUN", i.name, "there is no shell to run it")
		said[i.name] = i.rest
	}
	require.Equal(t, "65532:65532", said["USER"])
	require.Equal(t, `["/parley"]`, said["ENTRYPOINT"])
}

// The commands of the Dockerfile are run in folders of their own, as an engine
// would run them, and what the image copies from there is looked at.
func TestTheDockerfilesCommandsWork(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds everything anew: make test-long")
	}
	base := t.TempDir()
	stages := dockerfile(t)
	for _, s := range stages[:2] {
		build(t, filepath.Join(base, s.name), s)
	}

	image := filepath.Join(base, "image")
	for _, i := range stages[2].instructions {
		from, ok := strings.CutPrefix(i.rest, "--from=")
		if i.name != "COPY" || !ok {
			continue
		}
		words := strings.Fields(from)
		require.Len(t, words, 3, i.rest)
		source := filepath.Join(base, words[0], words[1])
		if strings.HasPrefix(words[1], "/etc/") {
			continue // comes with the stage's own image
		}
		copyTree(t, source, filepath.Join(image, words[2]))
	}

	out, err := exec.CommandContext(t.Context(), filepath.Join(image, "parley"), "help").CombinedOutput()
	require.NoError(t, err, string(out))
	for name, service := range project(t).Services {
		if service.Build == nil {
			continue
		}
		require.Contains(t, string(out), "parley "+service.Command[0], name)
		if service.HealthCheck != nil {
			require.Equal(t, "/parley", service.HealthCheck.Test[1], name)
			require.Contains(t, string(out), "parley "+service.HealthCheck.Test[2], name)
		}
	}
	for _, file := range []string{"model.json", "vocab.json", "group1-shard1of7", "group1-shard7of7"} {
		require.FileExists(t, filepath.Join(image, "model", file))
	}
}

// build does what an engine does for a stage, below folder instead of /.
func build(t *testing.T, folder string, s stage) {
	t.Helper()
	work := folder
	for _, i := range s.instructions {
		switch i.name {
		case "WORKDIR":
			work = filepath.Join(folder, i.rest)
			require.NoError(t, os.MkdirAll(work, 0o755))
		case "COPY":
			words := strings.Fields(i.rest)
			for _, source := range words[:len(words)-1] {
				target := filepath.Join(work, words[len(words)-1])
				if source != "." {
					target = filepath.Join(target, filepath.Base(source))
				}
				copyTree(t, filepath.Join(root, source), target)
			}
		case "RUN":
			cmd := exec.CommandContext(t.Context(), "/bin/sh", "-c", i.rest)
			cmd.Dir = work
			out, err := cmd.CombinedOutput()
			require.NoError(t, err, "%s: %s", i.rest, out)
		default:
			require.Fail(t, "this test does not know "+i.name)
		}
	}
}

// copyTree copies a file or a folder without what .dockerignore leaves out.
func copyTree(t *testing.T, source, target string) {
	t.Helper()
	info, err := os.Stat(source)
	require.NoError(t, err)
	if !info.IsDir() {
		raw, err := os.ReadFile(source)
		require.NoError(t, err)
		require.NoError(t, os.MkdirAll(filepath.Dir(target), 0o755))
		require.NoError(t, os.WriteFile(target, raw, info.Mode().Perm()))
		return
	}
	entries, err := os.ReadDir(source)
	require.NoError(t, err)
	for _, entry := range entries {
		switch entry.Name() {
		case ".git", ".tools", ".parley", ".env", "bin", "node_modules":
			continue
		}
		if entry.Type().IsRegular() || entry.IsDir() {
			copyTree(t, filepath.Join(source, entry.Name()), filepath.Join(target, entry.Name()))
		}
	}
}
