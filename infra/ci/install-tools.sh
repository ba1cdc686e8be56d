#!/usr/bin/env bash
# Installs what the fuller suites need beyond Node and npm, on Debian as root. From packages: strace and faketime (faults),
# wrk (bench), an ssh-agent (the key of litewitness), Chromium (the pages for people), Go, and what docs/samples are in and use
# (PHP, Java, Python's cryptography, jq, curl, openssl). By Go, at fixed versions, into ${SIMPUL_TOOLS:-~/.cache/simpul-tools}:
# tessera's fsck and litewitness (test/interop), nats-server and toxiproxy-server (test/cluster). There too, by pip and cargo: the
# scanners sslyze and smugglex, and schemathesis, which drives the whole API (test/interop); a cargo must be on the machine, since
# Debian's is too old. Where all is there it does nothing.
set -euo pipefail
cd "$(dirname "$0")"

TESSERA=v1.0.4
LITEWITNESS=v0.10.0
NATS_SERVER=v2.15.2
TOXIPROXY=v2.5.0
SSLYZE=6.3.1
SMUGGLEX=0.4.0
SCHEMATHESIS=4.32.5
# litewitness asks for this one; a Go that is older fetches it.
TOOLCHAIN=go1.27.3

tools="${SIMPUL_TOOLS:-$HOME/.cache/simpul-tools}"
mkdir -p "$tools/bin"
work=$(mktemp -d "$tools/new.XXXXXX")
trap 'rm -rf "$work"' EXIT
# Go may also lie where its own instructions put it.
PATH="$tools/bin:$PATH:/usr/local/go/bin"

packages=()
need() { command -v "$1" >/dev/null || packages+=("$2"); }
need strace strace
need faketime faketime
need wrk wrk
need ssh-agent openssh-client
need chromium chromium
need go golang-go
need php php-cli
need javac default-jdk-headless
need jq jq
need curl curl
need openssl openssl
python3 -c 'import cryptography' 2>/dev/null || packages+=(python3-cryptography)
python3 -c 'import ensurepip' 2>/dev/null || packages+=(python3-venv)
[ -e /etc/ssl/certs/ca-certificates.crt ] || packages+=(ca-certificates)
if [ ${#packages[@]} -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"
fi

# Debian 12's Go knows no GOTOOLCHAIN and is too old for what follows, but it can fetch a newer one as a module.
case "$(go env GOVERSION)" in
  go1.?|go1.?.*|go1.1?|go1.1?.*|go1.20|go1.20.*)
    go mod download "golang.org/toolchain@v0.0.1-$TOOLCHAIN.$(go env GOOS)-$(go env GOARCH)"
    root="$(go env GOMODCACHE)/golang.org/toolchain@v0.0.1-$TOOLCHAIN.$(go env GOOS)-$(go env GOARCH)"
    # Read-only, as modules are, and without the bits that make a program.
    chmod u+w,+x "$root"/bin/* "$root"/pkg/tool/*/*
    ln -sfn "$root/bin/go" "$tools/bin/go"
    hash -r
    ;;
esac

# NAME PACKAGE VERSION: builds a command under a name of its own, unless this version of it is there.
build() {
  local stamp="$tools/$1@$3"
  if [ -e "$stamp" ] && [ -x "$tools/bin/$1" ]; then return; fi
  GOBIN="$work" GOTOOLCHAIN="$TOOLCHAIN" go install "$2@$3"
  # Go names a command for the last part of its path, a major version apart.
  local path="$2"
  [[ "$(basename "$path")" =~ ^v[0-9]+$ ]] && path="$(dirname "$path")"
  mv "$work/$(basename "$path")" "$tools/bin/$1"
  touch "$stamp"
}
build tessera-fsck github.com/transparency-dev/tessera/cmd/fsck "$TESSERA"
build litewitness filippo.io/torchwood/cmd/litewitness "$LITEWITNESS"
build nats-server github.com/nats-io/nats-server/v2 "$NATS_SERVER"
build toxiproxy-server github.com/Shopify/toxiproxy/v2/cmd/server "$TOXIPROXY"

# NAME VERSION: a Python program in an environment of its own, unless this version of it is there.
python_program() {
  if [ -e "$tools/$1@$2" ] && [ -x "$tools/bin/$1" ]; then return; fi
  rm -rf "${tools:?}/$1"
  python3 -m venv "$tools/$1"
  "$tools/$1/bin/pip" install --quiet --disable-pip-version-check "$1==$2"
  ln -sfn "$tools/$1/bin/$1" "$tools/bin/$1"
  touch "$tools/$1@$2"
}
python_program sslyze "$SSLYZE"
python_program schemathesis "$SCHEMATHESIS"

if [ ! -e "$tools/smugglex@$SMUGGLEX" ] || [ ! -x "$tools/bin/smugglex" ]; then
  cargo install --quiet --locked --no-track --target-dir "$work/target" --root "$work" "smugglex@$SMUGGLEX"
  mv "$work/bin/smugglex" "$tools/bin/smugglex"
  touch "$tools/smugglex@$SMUGGLEX"
fi
