# The Temporal CLI, built from the Go module that pins it (tools/temporal).

temporal_done() {
  [ -x "$tools/bin/temporal" ] &&
    stamped "$tools/bin/temporal.stamp" "$(fingerprint "$root/tools/temporal/go.mod" "$root/tools/temporal/go.sum")"
}

temporal_run() {
  local bin="$tools/bin" new
  command -v go >/dev/null || die "Go 1.26 or newer is missing: install it from your system or the Go site, $docker_route."
  need_space "$bin" 600
  rm -f "$bin"/temporal.new.*
  new="$bin/temporal.new.$$"
  (cd "$root/tools/temporal" &&
    logged "building the Temporal CLI" go build -trimpath -ldflags='-s -w' -o "$new" github.com/temporalio/cli/cmd/temporal)
  mv -f "$new" "$bin/temporal"
  put_stamp "$bin/temporal.stamp" "$(fingerprint "$root/tools/temporal/go.mod" "$root/tools/temporal/go.sum")"
}
