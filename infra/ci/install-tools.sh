#!/usr/bin/env bash
# Installs what the fuller suites need beyond Node and npm, on Debian as root: strace (fsync suite) and wrk (bench).
set -euo pipefail
missing=()
for tool in strace wrk; do command -v "$tool" >/dev/null || missing+=("$tool"); done
[ ${#missing[@]} -eq 0 ] && exit 0
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
