package workflows_test

import (
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/log"
	sdk "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/workflows"
)

var record = flag.Bool("record", false, "record the histories of this version anew")

// recorded is where the histories of a version of the workflow are. A new
// version gets a folder of its own; the old ones stay for as long as runs of
// that version may be open.
const recorded = "testdata/v1"

// TestRecordHistories plays every path on a real server and keeps what happened:
//
//	go test ./workflows -run TestRecordHistories -record
func TestRecordHistories(t *testing.T) {
	if !*record {
		t.Skip("histories are recorded with -record")
	}
	t.Parallel()
	require.NoError(t, os.MkdirAll(recorded, 0o755))
	host, err := os.Hostname()
	require.NoError(t, err)
	for g := range paths() {
		t.Run(string(g), func(t *testing.T) {
			t.Parallel()
			journey(t, g, "end user", func(t *testing.T, p path, v *traveller) {
				t.Helper()
				runs := v.histories(t, v.id)
				slices.Reverse(runs)
				for i, h := range runs[:min(len(runs), 2)] {
					data, err := protojson.MarshalOptions{Indent: " "}.Marshal(h)
					require.NoError(t, err)
					name := p.name
					if len(runs) > 1 {
						name += []string{"-first-run", "-second-run"}[i]
					}
					clean := strings.ReplaceAll(string(data), host, "host")
					require.NoError(t, os.WriteFile(filepath.Join(recorded, name+".json"), []byte(clean+"\n"), 0o644))
				}
			})
		})
	}
}

// Every recorded history replays: a run that is open during a deploy goes on.
func TestRecordedHistoriesReplay(t *testing.T) {
	t.Parallel()
	for _, name := range histories(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, replay(t, name))
		})
	}
}

// There is a history of every path.
func TestEveryPathIsRecorded(t *testing.T) {
	t.Parallel()
	var names []string
	for _, name := range histories(t) {
		names = append(names, strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, ".json"), "-first-run"), "-second-run"))
	}
	for _, ps := range paths() {
		for _, p := range ps {
			require.Contains(t, names, p.name)
		}
	}
}

// The replay notices: with two activities in each other's place no history
// replays.
func TestReorderedActivitiesDoNotReplay(t *testing.T) {
	t.Parallel()
	for _, name := range histories(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := replay(t, name, &reordering{})
			require.ErrorContains(t, err, "TMPRL1100")
		})
	}
}

func histories(t *testing.T) []string {
	t.Helper()
	files, err := os.ReadDir(recorded)
	require.NoError(t, err)
	require.NotEmpty(t, files)
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.Name()
	}
	return names
}

func load(t *testing.T, name string) *history.History {
	t.Helper()
	file, err := os.Open(filepath.Join(recorded, name))
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	h, err := client.HistoryFromJSON(file, client.HistoryJSONOptions{})
	require.NoError(t, err)
	return h
}

func replay(t *testing.T, name string, interceptors ...interceptor.WorkerInterceptor) error {
	t.Helper()
	h := load(t, name)
	replayer, err := sdk.NewWorkflowReplayerWithOptions(sdk.WorkflowReplayerOptions{Interceptors: interceptors})
	require.NoError(t, err)
	replayer.RegisterWorkflowWithOptions(workflows.Conversation, workflow.RegisterOptions{Name: conversation.WorkflowType})
	id := h.GetEvents()[0].GetWorkflowExecutionStartedEventAttributes().GetWorkflowId()
	return replayer.ReplayWorkflowHistoryWithOptions(log.NewStructuredLogger(slog.New(slog.DiscardHandler)), h,
		sdk.ReplayWorkflowHistoryOptions{OriginalExecution: workflow.Execution{ID: id}})
}

// reordering makes of the workflow one that commits where it should read and
// reads where it should commit.
type reordering struct {
	interceptor.WorkerInterceptorBase
}

func (*reordering) InterceptWorkflow(ctx workflow.Context, next interceptor.WorkflowInboundInterceptor) interceptor.WorkflowInboundInterceptor {
	i := &reorderingInbound{}
	i.Next = next
	return i
}

type reorderingInbound struct {
	interceptor.WorkflowInboundInterceptorBase
}

func (i *reorderingInbound) Init(next interceptor.WorkflowOutboundInterceptor) error {
	o := &reorderingOutbound{}
	o.Next = next
	return i.Next.Init(o)
}

type reorderingOutbound struct {
	interceptor.WorkflowOutboundInterceptorBase
}

func (o *reorderingOutbound) ExecuteLocalActivity(ctx workflow.Context, activityType string, args ...any) workflow.Future {
	switch activityType {
	case "ReadMailbox":
		activityType = "Commit"
	case "Commit":
		activityType = "ReadMailbox"
	}
	return o.Next.ExecuteLocalActivity(ctx, activityType, args...)
}
