package workflows_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/log"
	sdk "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
	"github.com/parleyhq/parley/worker"
)

// recordedJobs is where the histories of the work beside the conversations are,
// as recorded is of theirs.
const recordedJobs = "testdata/jobs-v1"

// job is one way such work can go: played on a campus, it returns the id of its
// workflow. Whatever FAQs and messages say in it contains the words.
type job struct {
	name string
	play func(c *campus, words string) (workflowID string)
}

func everyJob() []job {
	return []job{
		{"training", func(c *campus, words string) string {
			c.work()
			c.teach(5, words)
			require.NoError(c.t, c.jobs.FAQsChanged(c.t.Context()))
			c.completed(responder.TrainingID)
			return responder.TrainingID
		}},
		{"training-again", func(c *campus, words string) string {
			c.teach(5, words)
			require.NoError(c.t, c.jobs.FAQsChanged(c.t.Context()))
			require.NoError(c.t, c.jobs.FAQsChanged(c.t.Context()))
			c.work()
			require.Eventually(c.t, func() bool {
				return strings.HasPrefix(c.details(responder.TrainingID), "Waiting")
			}, time.Minute, 10*time.Millisecond)
			require.NoError(c.t, c.jobs.FAQsChanged(c.t.Context()))
			c.completed(responder.TrainingID)
			return responder.TrainingID
		}},
		{"import", func(c *campus, words string) string {
			c.work()
			i, _ := c.imports(faq.Import{Activate: true, Publishes: true, FileName: words + ".csv"}, sheet(300, words)...)
			return responder.ImportID(i.ID)
		}},
		{"import-dry-run", func(c *campus, words string) string {
			c.work()
			i, _ := c.imports(faq.Import{DryRun: true}, sheet(3, words)...)
			return responder.ImportID(i.ID)
		}},
		{"import-embedder-away", func(c *campus, words string) string {
			i := c.upload(faq.Import{}, sheet(3, words)...)
			c.small.holdAfter(0)
			close(c.small.released)
			c.work()
			c.startImport(i.ID)
			c.completed(responder.ImportID(i.ID))
			return responder.ImportID(i.ID)
		}},
		{"import-cancelled", func(c *campus, words string) string {
			i := c.upload(faq.Import{}, sheet(300, words)...)
			c.small.holdAfter(0)
			c.work()
			c.startImport(i.ID)
			<-c.small.reached
			require.NoError(c.t, c.client.CancelWorkflow(c.t.Context(), responder.ImportID(i.ID), ""))
			close(c.small.released)
			require.Equal(c.t, enums.WORKFLOW_EXECUTION_STATUS_CANCELED, c.ended(responder.ImportID(i.ID)))
			return responder.ImportID(i.ID)
		}},
		{"reembed", func(c *campus, words string) string {
			c.teach(5, words)
			c.work()
			c.takeOver()
			c.completed(responder.ReembedID)
			return responder.ReembedID
		}},
		{"reembed-cancelled", func(c *campus, words string) string {
			c.teach(5, words)
			c.large.holdAfter(0)
			c.work()
			c.takeOver()
			<-c.large.reached
			require.NoError(c.t, c.client.CancelWorkflow(c.t.Context(), responder.ReembedID, ""))
			close(c.large.released)
			c.ended(responder.ReembedID)
			return responder.ReembedID
		}},
		{"replay", func(c *campus, words string) string {
			c.work()
			c.ask(6, words)
			return responder.ReplayID(c.replays(responder.ReplayRequest{Days: 1, Upsert: []faq.FAQ{returns(words)}}).ID)
		}},
		{"campaign", func(c *campus, words string) string {
			c.work()
			id := c.campaign(words, 3, time.Now().Add(2*time.Second))
			require.NoError(c.t, c.jobs.CampaignChanged(c.t.Context(), id))
			c.completed(campaign.WorkflowID(id))
			return campaign.WorkflowID(id)
		}},
		{"erasure", func(c *campus, words string) string {
			c.work()
			c.ask(1, words)
			id := c.erases(words)
			c.completed(conversation.ErasureWorkflowID(id))
			return conversation.ErasureWorkflowID(id)
		}},
		{"suggestions", func(c *campus, words string) string {
			c.work()
			c.ask(6, words)
			began, err := c.jobs.FindSuggestions(c.t.Context())
			require.NoError(c.t, err)
			require.True(c.t, began)
			c.completed(responder.SuggestionsNowID)
			require.Equal(c.t, 1, c.count(`SELECT count(*) FROM suggestions`))
			return responder.SuggestionsNowID
		}},
	}
}

// TestRecordJobs plays every job on a real server and keeps what happened:
//
//	go test ./workflows -run TestRecordJobs -record
func TestRecordJobs(t *testing.T) {
	if !*record {
		t.Skip("histories are recorded with -record")
	}
	t.Parallel()
	require.NoError(t, os.MkdirAll(recordedJobs, 0o755))
	host, err := os.Hostname()
	require.NoError(t, err)
	for _, j := range everyJob() {
		t.Run(j.name, func(t *testing.T) {
			t.Parallel()
			c := newCampus(t)
			h := c.history(t, j.play(c, "parcels"))
			data, err := protojson.MarshalOptions{Indent: " "}.Marshal(h)
			require.NoError(t, err)
			clean := strings.ReplaceAll(string(data), host, "host")
			require.NoError(t, os.WriteFile(filepath.Join(recordedJobs, j.name+".json"), []byte(clean+"\n"), 0o644))
		})
	}
}

// Every recorded job replays, and there is one of every way it can go.
func TestRecordedJobsReplay(t *testing.T) {
	t.Parallel()
	for _, j := range everyJob() {
		t.Run(j.name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, replayJob(t, j.name))
		})
	}
}

// The replay notices activities in each other's place.
func TestReorderedJobsDoNotReplay(t *testing.T) {
	t.Parallel()
	for _, j := range everyJob() {
		t.Run(j.name, func(t *testing.T) {
			t.Parallel()
			require.ErrorContains(t, replayJob(t, j.name, &renaming{}), "TMPRL1100")
		})
	}
}

func replayJob(t *testing.T, name string, interceptors ...interceptor.WorkerInterceptor) error {
	t.Helper()
	file, err := os.Open(filepath.Join(recordedJobs, name+".json"))
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	h, err := client.HistoryFromJSON(file, client.HistoryJSONOptions{})
	require.NoError(t, err)
	replayer, err := sdk.NewWorkflowReplayerWithOptions(sdk.WorkflowReplayerOptions{Interceptors: interceptors})
	require.NoError(t, err)
	worker.RegisterBackgroundWorkflows(replayer)
	id := h.GetEvents()[0].GetWorkflowExecutionStartedEventAttributes().GetWorkflowId()
	return replayer.ReplayWorkflowHistoryWithOptions(log.NewStructuredLogger(slog.New(slog.DiscardHandler)), h,
		sdk.ReplayWorkflowHistoryOptions{OriginalExecution: workflow.Execution{ID: id}})
}

// renaming makes of a workflow one that does something else where it should do
// its work.
type renaming struct {
	interceptor.WorkerInterceptorBase
}

func (*renaming) InterceptWorkflow(_ workflow.Context, next interceptor.WorkflowInboundInterceptor) interceptor.WorkflowInboundInterceptor {
	i := &renamingInbound{}
	i.Next = next
	return i
}

type renamingInbound struct {
	interceptor.WorkflowInboundInterceptorBase
}

func (i *renamingInbound) Init(next interceptor.WorkflowOutboundInterceptor) error {
	o := &renamingOutbound{}
	o.Next = next
	return i.Next.Init(o)
}

type renamingOutbound struct {
	interceptor.WorkflowOutboundInterceptorBase
}

func (o *renamingOutbound) ExecuteActivity(ctx workflow.Context, activityType string, args ...any) workflow.Future {
	return o.Next.ExecuteActivity(ctx, "Another"+activityType, args...)
}

// Neither FAQs nor what end users say reaches Temporal.
func TestNoJobTellsTemporalWords(t *testing.T) {
	t.Parallel()
	const canary = "Zwitscherkanarie"
	for _, j := range everyJob() {
		t.Run(j.name, func(t *testing.T) {
			t.Parallel()
			c := newCampus(t)
			id := j.play(c, canary)
			looked := 0
			look := func(m proto.Message) {
				texts(m.ProtoReflect(), func(s string) {
					looked++
					require.NotContains(t, strings.ToLower(s), strings.ToLower(canary))
				})
			}
			look(c.history(t, id))
			d, err := c.client.DescribeWorkflowExecution(t.Context(), id, "")
			require.NoError(t, err)
			look(d)
			require.Greater(t, looked, 30, "there was something to look at")
			require.NotContains(t, c.details(id), canary)
		})
	}
}
