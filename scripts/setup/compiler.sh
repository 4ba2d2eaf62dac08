# A C compiler, which Go's race detector needs. Where none can be installed the
# tests run without the detector.

compiler_done() { command -v cc >/dev/null; }

compiler_run() {
  case "$(installer)" in
  apt) apt_install gcc libc6-dev ;;
  brew) logged "installing a C compiler" brew install gcc ;;
  esac
}
