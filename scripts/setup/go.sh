# The Go toolchain is the one thing that has to be there: go.mod names the
# version, and the go command fetches it where it may. Tools written in Go are
# pinned by a module of their own, tools/<name>, and built into .tools/bin.

go_done() {
  command -v go >/dev/null && (cd "$root" && go env GOVERSION >/dev/null 2>&1)
}

go_run() {
  local wanted
  wanted=$(awk '$1 == "go" {print $2}' "$root/go.mod")
  die "Go $wanted or newer is missing: install it, $docker_route."
}

# go_tool_done NAME: built from exactly the module that pins it now.
go_tool_done() {
  [ -x "$tools/bin/$1" ] &&
    stamped "$tools/bin/$1.stamp" "$(fingerprint "$root/tools/$1/go.mod" "$root/tools/$1/go.sum")"
}

# go_tool NAME PACKAGE builds one of them; a kill leaves the old binary or none.
go_tool() {
  local bin="$tools/bin" new
  need_space "$bin" 300
  rm -f "$bin/$1".new.*
  new="$bin/$1.new.$$"
  (cd "$root/tools/$1" && logged "building $1" go build -ldflags='-s -w' -o "$new" "$2")
  mv -f "$new" "$bin/$1"
  put_stamp "$bin/$1.stamp" "$(fingerprint "$root/tools/$1/go.mod" "$root/tools/$1/go.sum")"
}
