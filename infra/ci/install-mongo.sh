#!/usr/bin/env bash
# Installs a server of MongoDB's protocol for the suites of the store, on Debian as root: DocumentDB (an extension of PostgreSQL)
# with FerretDB in front. Debian unstable has it, so it lives in a folder of its own: ${SIMPUL_TOOLS:-~/.cache/simpul-tools}/documentdb.
# Where it is there this does nothing. `packages/testing` starts it.
set -euo pipefail

FERRETDB=v2.7.0
TOOLCHAIN=go1.27.3

tools="${SIMPUL_TOOLS:-$HOME/.cache/simpul-tools}"
mkdir -p "$tools/bin"
PATH="$tools/bin:$PATH:/usr/local/go/bin"
root="$tools/documentdb"

if [ ! -e "$root/ready" ]; then
  command -v debootstrap >/dev/null || {
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends debootstrap
  }
  rm -rf "$root"
  debootstrap --variant=minbase sid "$root" >/dev/null
  cp /etc/resolv.conf "$root/etc/"
  # postgresql-common looks at /proc when it is set up.
  mount -t proc proc "$root/proc"
  trap 'umount "$root/proc"' EXIT
  # A mirror of unstable may be weeks old.
  chroot "$root" apt-get -o Acquire::Check-Valid-Until=false update -qq
  chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    postgresql-18 postgresql-18-documentdb >/dev/null
  rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
  touch "$root/ready"
fi

if [ ! -e "$tools/ferretdb@$FERRETDB" ] || [ ! -x "$tools/bin/ferretdb" ]; then
  GOBIN="$tools/bin" GOTOOLCHAIN="$TOOLCHAIN" go install "github.com/FerretDB/FerretDB/v2/cmd/ferretdb@$FERRETDB"
  touch "$tools/ferretdb@$FERRETDB"
fi
