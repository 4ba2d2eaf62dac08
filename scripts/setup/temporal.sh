# The Temporal CLI, whose dev server `parley dev` and the tests run.

temporal_done() { go_tool_done temporal; }

temporal_run() { go_tool temporal github.com/temporalio/cli/cmd/temporal; }
