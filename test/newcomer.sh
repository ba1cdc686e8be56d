#!/usr/bin/env bash
# What an integrator whom nobody knows does, from a running sandbox to an own service that answers another agency's system: the
# commands of docs/registry.md, "The walk", and each way to get one wrong. Prints a transcript. SIMPUL is the command, SIMPUL_DATA
# the data folder of the bus, NEWCOMER_PORT where the newcomer's system listens (9102). Run by test/integration/registry.
set -uo pipefail
cd "$(dirname "$0")/.."
port=${NEWCOMER_PORT:-9102}
work=$(mktemp -d)
trap 'kill "$system" 2>/dev/null; rm -rf "$work"' EXIT

# The n-th command of the walk, as the page prints it; a line that ends with a backslash goes on.
walk() {
  node -e '
    const page = require("fs").readFileSync("docs/registry.md", "utf8").split("## The walk")[1].split("\n## ")[0];
    const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map((m) => m[1].replaceAll("\\\n", " ").trim());
    const commands = blocks.flatMap((block) => block.split("\n"));
    if (commands.length > 8) throw new Error(`the walk takes ${commands.length} commands`);
    process.stdout.write(commands[Number(process.argv[1]) - 1].replace(/ +/g, " "));' "$1"
}
# Runs a command, and says how it ended.
try() {
  printf '$ %s\n' "$1"
  local command=${1/#npx simpul/$SIMPUL}
  eval "${command//127.0.0.1:9102/127.0.0.1:$port}" 2>&1
  local code=$?
  [ "$code" = 0 ] || printf '(exit %s)\n' "$code"
  echo
}

SIMPUL=${SIMPUL:-npx simpul}
printf '# %s\n\n' "$(walk 1)"
node infra/sandbox/newcomer/antrean.mjs "$port" & system=$!

try 'npx simpul system add GOV/1871-DPMPTSP'
try 'npx simpul system add GOV/1871-DPMPTPS/antrean'
try "$(walk 2)"
try "$(walk 2)"

sed 's/type: object/type: objek/' infra/sandbox/newcomer/antrean.yaml > "$work/antrean.yaml"
(cd "$work" && try 'npx simpul service add GOV/1871-DPMPTSP/antrean/nomor --openapi antrean.yaml')
try "$(walk 3 | sed 's#/antrean/nomor#/antrian/nomor#')"
try "$(walk 3)"
try "$(walk 4)"
try "$(walk 4)"

try "$(walk 5 | sed 's#/antrean/nomor#/antrean/nomer#')"
try "$(walk 8)"
try "$(walk 5)"
try "$(walk 6) --client sandbox-integrator"
try "$(walk 6)"
try "$(walk 8)"
try "$(walk 7)"
try "$(walk 8)"
try 'npx simpul call GOV/1871-DPMPTSP/sicantik/permit-status/permits/123 --as GOV/1801-DISDUKCAPIL/siak'
try 'npx simpul audit show PKS-2026-100'
