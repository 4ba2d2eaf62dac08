# The linters, each built from the Go module that pins it (tools/<name>).

lint_tools="gofumpt workflowcheck golangci-lint"

lint_done() {
  local tool
  for tool in $lint_tools; do go_tool_done "$tool" || return 1; done
}

lint_run() {
  local tool
  for tool in $lint_tools; do
    go_tool_done "$tool" || go_tool "$tool" "$(awk '$1 == "tool" {print $2}' "$root/tools/$tool/go.mod")"
  done
}
