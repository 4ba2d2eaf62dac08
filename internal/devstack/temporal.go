package devstack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"github.com/parleyhq/parley/conversation"
)

// AnyPort stands for a port that is free.
const AnyPort = -1

// TemporalOptions says where a dev server keeps its state and listens.
type TemporalOptions struct {
	// DBFile is the SQLite file that outlives the server; empty keeps the state
	// in memory.
	DBFile string
	// Port of the gRPC frontend on loopback; 0 or AnyPort for any free one.
	Port int
	// UIPort of the web UI on loopback; AnyPort for any free one, 0 for no web UI.
	UIPort int
	// CodecEndpoint is what the web UI asks to decode payloads that are encrypted,
	// without "/decode"; empty for none. It gets no credentials from the UI.
	CodecEndpoint string
	// LogFile receives the server's warnings; empty discards them.
	LogFile string
	// Setting is one more dynamic setting of the server, "key=value"; empty for
	// none.
	Setting string
}

// TemporalServer is a running Temporal dev server with the namespace "default"
// and Parley's search attributes registered.
type TemporalServer struct {
	// Addr is the frontend's host:port.
	Addr string
	// UIURL is the web UI's address, empty without one.
	UIURL string

	process *process
}

// StartTemporal starts a dev server and returns when it takes requests. ctx
// bounds the start only. Errors are sentences for the person at the screen.
func StartTemporal(ctx context.Context, options TemporalOptions) (*TemporalServer, error) {
	cli, err := temporalCLI()
	if err != nil {
		return nil, err
	}
	if err := dropHalfMade(options.DBFile); err != nil {
		return nil, err
	}
	// Somebody may take a free port first, so more than one is tried.
	for tries := 3; ; tries-- {
		chosen, err := choosePorts(ctx, options)
		if err != nil {
			return nil, err
		}
		server, err := launchTemporal(ctx, cli, chosen)
		if err == nil || chosen == options || tries == 1 || ctx.Err() != nil {
			return server, err
		}
	}
}

// choosePorts replaces what stands for any free port, and makes sure of the rest.
func choosePorts(ctx context.Context, options TemporalOptions) (TemporalOptions, error) {
	for _, port := range []*int{&options.Port, &options.UIPort} {
		var err error
		switch {
		case *port == AnyPort, port == &options.Port && *port == 0:
			*port, err = freePort(ctx)
		case *port != 0:
			err = checkPort(ctx, *port)
		}
		if err != nil {
			return TemporalOptions{}, err
		}
	}
	return options, nil
}

func launchTemporal(ctx context.Context, cli string, options TemporalOptions) (*TemporalServer, error) {
	logFile := options.LogFile
	if logFile == "" {
		logFile = os.DevNull
	}
	log, err := openLog(logFile)
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }()
	began, err := log.Stat()
	if err != nil {
		return nil, fmt.Errorf("look at the log: %w", err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(ctx), cli, temporalArguments(options)...)
	cmd.Env = environment("TEMPORAL_")
	cmd.Stdout, cmd.Stderr = log, log
	// SQLite's file survives kill -9 and the port is free again at once.
	process, err := startProcess(cmd, syscall.SIGKILL)
	if err != nil {
		return nil, err
	}
	server := &TemporalServer{Addr: net.JoinHostPort(loopback, strconv.Itoa(options.Port)), process: process}
	if options.UIPort != 0 {
		server.UIURL = "http://" + net.JoinHostPort(loopback, strconv.Itoa(options.UIPort))
	}
	err = server.waitReady(ctx, logFile, began.Size())
	if err == nil {
		err = markComplete(options.DBFile)
	}
	if err != nil {
		return nil, errors.Join(err, server.Kill())
	}
	return server, nil
}

func temporalArguments(options TemporalOptions) []string {
	args := []string{
		"server", "start-dev", "--ip", loopback, "--port", strconv.Itoa(options.Port), "--log-level", "warn",
		// The default of 20 polls a second adds 110 ms to every activity above
		// some ten messages a second.
		"--dynamic-config-value", "history.transferProcessorMaxPollRPS=1000",
		"--dynamic-config-value", "history.timerProcessorMaxPollRPS=1000",
		"--dynamic-config-value", "history.visibilityProcessorMaxPollRPS=1000",
		// With the default of one second, a timer shorter than that fires when the
		// second is over, so that 800 ms of debounce would take a second.
		"--dynamic-config-value", `history.timerProcessorMaxTimeShift="10ms"`,
		// The worker that asked for an activity gets it with the answer, instead of
		// by way of the queue.
		"--dynamic-config-value", "system.enableActivityEagerExecution=true",
	}
	if options.Setting != "" {
		args = append(args, "--dynamic-config-value", options.Setting)
	}
	for _, name := range searchAttributes() {
		args = append(args, "--search-attribute", name+"=Keyword")
	}
	if options.UIPort == 0 {
		args = append(args, "--headless")
	} else {
		args = append(args, "--ui-port", strconv.Itoa(options.UIPort))
		if options.CodecEndpoint != "" {
			args = append(args, "--ui-codec-endpoint", options.CodecEndpoint)
		}
	}
	if options.DBFile != "" {
		// Two and a half times faster than SQLite's defaults, and safe against a
		// killed server; only a power cut may cost the last moments.
		args = append(args, "--db-filename", options.DBFile,
			"--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=NORMAL")
	}
	return args
}

// searchAttributes are the ones that workflows upsert, all keywords.
func searchAttributes() []string {
	return []string{
		conversation.AttributeStatus, conversation.AttributeAgent,
		conversation.AttributeInbox, conversation.AttributeCampaign,
	}
}

func (s *TemporalServer) waitReady(ctx context.Context, logFile string, logged int64) error {
	for {
		if s.healthy(ctx) {
			return nil
		}
		select {
		case <-s.process.done:
			return explainExit("Temporal", logFile, logged)
		case <-ctx.Done():
			return fmt.Errorf("the Temporal server does not answer on %s (log: %s): %w", s.Addr, logFile, ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (s *TemporalServer) healthy(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	connection, err := client.DialContext(ctx, client.Options{
		HostPort: s.Addr,
		Logger:   log.NewStructuredLogger(slog.New(slog.DiscardHandler)),
	})
	if err != nil {
		return false
	}
	defer connection.Close()
	_, err = connection.CheckHealth(ctx, nil)
	return err == nil
}

// Stop ends the server in order.
func (s *TemporalServer) Stop() error { return s.process.stop(syscall.SIGTERM, stopGrace) }

// Kill ends the server as kill -9 does. A DBFile can be started again.
func (s *TemporalServer) Kill() error { return s.process.kill() }

// Exited is closed when the server is gone, for whatever reason.
func (s *TemporalServer) Exited() <-chan struct{} { return s.process.done }
