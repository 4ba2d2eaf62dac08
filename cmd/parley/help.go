package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"
	"text/tabwriter"

	"github.com/parleyhq/parley/internal/config"
)

func (m *Main) help(context.Context, []string) error {
	out := tabwriter.NewWriter(m.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprint(out, "Parley: conversations with end users, one Temporal workflow each.\n\nCommands\n")
	for _, c := range commands() {
		fmt.Fprintf(out, "  parley %s\t%s\n", strings.TrimSpace(c.name+" "+c.args), c.help)
	}
	fmt.Fprint(out, "\nSettings, from the environment\n")
	for _, k := range config.Keys() {
		fmt.Fprintf(out, "  %s\t%s\t%s\n", k.Name, k.Default, k.Help)
	}
	fmt.Fprint(out, "  TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_*\t\tTemporal's own settings, for all but parley dev.\n")
	return out.Flush()
}

func (m *Main) version(context.Context, []string) error {
	_, err := fmt.Fprintln(m.Stdout, "parley", buildVersion())
	return err
}

// buildVersion returns the module's version, or the commit of a build from a
// checkout.
func buildVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	version := info.Main.Version
	if version == "" || version == "(devel)" {
		version = "development"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && !strings.Contains(version, s.Value[:min(12, len(s.Value))]) {
			version += " " + s.Value[:min(12, len(s.Value))]
		}
	}
	return version + " " + info.GoVersion
}
