// Package containers_test checks what no container engine is needed for: that
// docker-compose.yml is what the README says, that Parley understands what it
// sets, and that the Dockerfile's commands work.
package containers_test

import (
	"encoding/base64"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/worker"
)

const root = "../.."

// dotenv is what a person writes into .env; the password would break a URL.
func dotenv() []string {
	return []string{
		"POSTGRES_PASSWORD=p@ss:w/rd?",
		"PARLEY_BOOTSTRAP_ADMIN_EMAIL=admin@example.com",
		"PARLEY_BOOTSTRAP_ADMIN_PASSWORD=long enough",
	}
}

func load(t *testing.T, env []string) (*types.Project, error) {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{root + "/docker-compose.yml"}, cli.WithEnv(env))
	require.NoError(t, err)
	return options.LoadProject(t.Context())
}

func project(t *testing.T) *types.Project {
	t.Helper()
	loaded, err := load(t, dotenv())
	require.NoError(t, err)
	return loaded
}

// ours are the services that run Parley.
func ours() []string { return []string{"api", "migrate", "worker"} }

func TestServices(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"api", "migrate", "postgres", "temporal", "temporal-ui", "worker"}, project(t).ServiceNames())
}

func TestEveryImageIsExact(t *testing.T) {
	t.Parallel()
	exact := regexp.MustCompile(`^(pgvector/pgvector:\d+\.\d+\.\d+-pg\d+|temporalio/(auto-setup|ui):\d+\.\d+\.\d+)$`)
	for name, service := range project(t).Services {
		if slices.Contains(ours(), name) {
			require.Equal(t, "parley:local", service.Image, name)
			require.NotNil(t, service.Build, name)
			continue
		}
		require.Regexp(t, exact, service.Image, name)
		require.Nil(t, service.Build, name)
	}
}

func TestEveryServiceThatStaysIsWatched(t *testing.T) {
	t.Parallel()
	for name, service := range project(t).Services {
		if name == "migrate" {
			require.Equal(t, "no", service.Restart, "it runs once")
			continue
		}
		require.NotNil(t, service.HealthCheck, name)
		require.Greater(t, len(service.HealthCheck.Test), 1, name)
		require.Equal(t, "CMD", service.HealthCheck.Test[0], name)
		require.Equal(t, "unless-stopped", service.Restart, name)
	}
}

func TestEverythingWaitsForWhatItNeeds(t *testing.T) {
	t.Parallel()
	const healthy, completed = types.ServiceConditionHealthy, types.ServiceConditionCompletedSuccessfully
	want := map[string]map[string]string{
		"postgres":    {},
		"temporal":    {"postgres": healthy},
		"temporal-ui": {"temporal": healthy},
		"migrate":     {"postgres": healthy, "temporal": healthy},
		"api":         {"migrate": completed},
		"worker":      {"migrate": completed},
	}
	got := map[string]map[string]string{}
	for name, service := range project(t).Services {
		got[name] = map[string]string{}
		for on, dependency := range service.DependsOn {
			got[name][on] = dependency.Condition
		}
	}
	require.Equal(t, want, got)
}

func TestOnlyTheAPIIsExposedAndOnLoopbackTheTemporalUI(t *testing.T) {
	t.Parallel()
	var got []string
	for name, service := range project(t).Services {
		require.Empty(t, service.NetworkMode, name)
		for _, port := range service.Ports {
			got = append(got, strings.Join([]string{name, port.HostIP, port.Published}, " "))
		}
	}
	require.ElementsMatch(t, []string{"api  8080", "temporal-ui 127.0.0.1 8233"}, got)
}

func TestDataOutlivesTheContainers(t *testing.T) {
	t.Parallel()
	loaded := project(t)
	volumes := loaded.Services["postgres"].Volumes
	require.Len(t, volumes, 1)
	require.Equal(t, types.VolumeTypeVolume, volumes[0].Type)
	require.Equal(t, "/var/lib/postgresql/data", volumes[0].Target)
	require.Contains(t, loaded.Volumes, volumes[0].Source)
}

// What the API stores, a worker sends; what a worker fetches, the API shows.
func TestFilesAreShared(t *testing.T) {
	t.Parallel()
	loaded := project(t)
	for _, name := range []string{"api", "worker"} {
		service := loaded.Services[name]
		require.Len(t, service.Volumes, 1, name)
		volume := service.Volumes[0]
		require.Equal(t, types.VolumeTypeVolume, volume.Type, name)
		require.Equal(t, "files", volume.Source, name)
		require.Contains(t, loaded.Volumes, volume.Source)
		require.Equal(t, "file://"+volume.Target, *service.Environment["PARLEY_FILES_URL"], name)
	}
}

// What the API seals, a worker opens. Without a key Parley starts too, as the other
// tests here see, and takes no inbox that needs one.
func TestKeysAreShared(t *testing.T) {
	t.Parallel()
	key := "PARLEY_SECRET_KEYS=1:" + base64.StdEncoding.EncodeToString(make([]byte, 32))
	loaded, err := load(t, append(dotenv(), key))
	require.NoError(t, err)
	for _, name := range []string{"api", "worker"} {
		given := loaded.Services[name].Environment["PARLEY_SECRET_KEYS"]
		require.NotNil(t, given, name)
		read, err := config.Load([]string{"PARLEY_SECRET_KEYS=" + *given}, nil)
		require.NoError(t, err, name)
		require.Len(t, read.SecretKeys, 1, name)
	}
}

// A worker stops taking calls on and lets those end that it has begun.
func TestCallsToProvidersMayEnd(t *testing.T) {
	t.Parallel()
	for _, name := range ours() {
		grace := project(t).Services[name].StopGracePeriod
		require.NotNil(t, grace, name)
		require.Greater(t, time.Duration(*grace), worker.StopTimeout, name)
	}
}

func TestMountedFilesExist(t *testing.T) {
	t.Parallel()
	for name, service := range project(t).Services {
		for _, volume := range service.Volumes {
			if volume.Type == types.VolumeTypeBind {
				require.FileExists(t, volume.Source, name)
				require.True(t, volume.ReadOnly, name)
			}
		}
	}
}

func TestParleyRunsWithoutPrivileges(t *testing.T) {
	t.Parallel()
	for _, name := range ours() {
		service := project(t).Services[name]
		require.True(t, service.ReadOnly, name)
		require.Equal(t, []string{"ALL"}, service.CapDrop, name)
		require.False(t, service.Privileged, name)
		require.Empty(t, service.User, "the image's own user, who is not root")
	}
}

func TestParleyUnderstandsItsEnvironment(t *testing.T) {
	t.Parallel()
	known := map[string]bool{
		"TEMPORAL_ADDRESS": true, "TEMPORAL_NAMESPACE": true, // Temporal's own client configuration
		"PGPASSWORD": true, // Postgres clients read it
	}
	for _, key := range config.Keys() {
		known[key.Name] = true
	}
	for _, name := range ours() {
		environment := project(t).Services[name].Environment.Resolve(func(string) (string, bool) { return "", false })
		var environ []string
		for _, key := range slices.Sorted(maps.Keys(environment)) {
			require.True(t, known[key], "%s sets %s, which nothing reads", name, key)
			environ = append(environ, key+"="+*environment[key])
		}
		loaded, err := config.Load(environ, nil)
		require.NoError(t, err, name)
		require.NoError(t, loaded.RequireDatabase(), name)
	}
}

func TestStockImagesGetOnlyWhatTheyDocument(t *testing.T) {
	t.Parallel()
	documented := map[string][]string{
		"postgres": {"POSTGRES_DB", "POSTGRES_PASSWORD", "POSTGRES_USER"},
		"temporal": {
			"DB", "DB_PORT", "DEFAULT_NAMESPACE", "DEFAULT_NAMESPACE_RETENTION", "DYNAMIC_CONFIG_FILE_PATH",
			"NUM_HISTORY_SHARDS", "POSTGRES_PWD", "POSTGRES_SEEDS", "POSTGRES_USER", "SKIP_ADD_CUSTOM_SEARCH_ATTRIBUTES",
		},
		"temporal-ui": {"TEMPORAL_ADDRESS"},
	}
	for name, want := range documented {
		require.Equal(t, want, slices.Sorted(maps.Keys(project(t).Services[name].Environment)), name)
	}
}

func TestWithoutPasswordsNothingStarts(t *testing.T) {
	t.Parallel()
	for i, line := range dotenv() {
		name, _, _ := strings.Cut(line, "=")
		_, err := load(t, slices.Delete(dotenv(), i, i+1))
		require.ErrorContains(t, err, name)
		_, err = load(t, slices.Replace(dotenv(), i, i+1, name+"="))
		require.ErrorContains(t, err, name, "an empty one is none")
	}
}

func TestTheExampleNamesEveryVariable(t *testing.T) {
	t.Parallel()
	compose, err := os.ReadFile(root + "/docker-compose.yml")
	require.NoError(t, err)
	example, err := os.ReadFile(root + "/.env.example")
	require.NoError(t, err)

	used := names(regexp.MustCompile(`\$\{(\w+)`), compose)
	require.NotEmpty(t, used)
	require.Equal(t, used, names(regexp.MustCompile(`(?m)^(\w+)=`), example))
}

func names(pattern *regexp.Regexp, text []byte) []string {
	found := map[string]bool{}
	for _, match := range pattern.FindAllSubmatch(text, -1) {
		found[string(match[1])] = true
	}
	return slices.Sorted(maps.Keys(found))
}
