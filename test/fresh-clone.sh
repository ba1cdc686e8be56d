#!/usr/bin/env bash
# What a new user does, in a fresh clone, with a PATH of Node 20, npm, npx, sh, env, git and coreutils: the commands are read
# from README.md. Run by .ci/run alone.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
bin="$work/bin"
mkdir "$bin"
started=
cleanup() {
  [ -n "$started" ] && kill -INT -- "-$started" 2>/dev/null && wait "$started" 2>/dev/null
  rm -rf "$work"
}
trap cleanup EXIT
fail() { echo "fresh clone: $*" >&2; exit 1; }
say() { echo "fresh clone: $*"; }

# The PATH of a machine that has nothing else: links to those programs only.
for tool in node npm npx sh env git; do
  found=$(command -v "$tool") || fail "$tool is not on this machine"
  ln -s "$(readlink -f "$found")" "$bin/$tool"
done
for tool in basename cat cp cut date dd dirname head id ls mkdir mktemp mv readlink realpath rm rmdir sed sleep sort stat tail tee touch tr true uname wc; do
  found=$(command -v "$tool") && ln -s "$(readlink -f "$found")" "$bin/$tool"
done
ln -s "$(command -v bash)" "$bin/bash"
export PATH="$bin"
# A new user has neither our settings nor our test vectors.
unset SIMPUL_DATA NODE_OPTIONS SIMPUL_REQUIRE_ALL
[ "$(node -p 'process.versions.node.split(".")[0] >= 20')" = true ] || fail "Node 20 or newer is needed"
say "node $(node --version), npm $(npm --version)"

git clone --quiet "$root" "$work/simpul"
cd "$work/simpul"

# The n-th shell block of the README.
block() { node -e '
  const blocks = [...require("fs").readFileSync("README.md", "utf8").matchAll(/```sh\n([\s\S]*?)```/g)].map((m) => m[1]);
  process.stdout.write(blocks[Number(process.argv[1]) - 1].replaceAll("\\\n", " ").trim());' "$1"; }
answer() { node -e '
  process.stdout.write(require("fs").readFileSync("README.md", "utf8").match(/```json\n([\s\S]*?)```/)[1].trim());'; }

start=$(block 1)
call=$(block 3)
prove=$(block 4)
[ "$start" = "npm ci && npm start" ] || fail "the first command of the README is not the start: $start"

begin() {
  # A process group of its own, so that Ctrl-C can be sent as a terminal sends it: to the whole group.
  set -m
  sh -c "$1" > "$work/start.log" 2>&1 &
  started=$!
  set +m
  for _ in $(seq 600); do
    if grep -q 'Ctrl-C stops it' "$work/start.log"; then return; fi
    kill -0 "$started" 2>/dev/null || { cat "$work/start.log"; fail "the start ended by itself"; }
    sleep 0.5
  done
  cat "$work/start.log"
  fail "not ready in 300 s"
}
grep() { node -e 'process.exit(require("fs").readFileSync(process.argv[2], "utf8").includes(process.argv[1]) ? 0 : 1)' "${@: -2}"; }
seq() { node -e 'for (let i = 1; i <= process.argv[1]; i++) console.log(i)' "$1"; }
stop() {
  kill -INT -- "-$started"
  code=0; wait "$started" || code=$?
  started=
  # 130 is what npm and a shell make of Ctrl-C.
  [ "$code" = 0 ] || [ "$code" = 130 ] || { cat "$work/start.log"; fail "Ctrl-C ended it with code $code"; }
  grep 'Stopped.' "$work/start.log" || { cat "$work/start.log"; fail "it did not stop cleanly"; }
}

say "$start"
begin "$start"
say "it is up"
grep "npx simpul call" "$work/start.log" || fail "no exchange was printed"
printed=$(node -p 'require("fs").readFileSync(process.argv[1], "utf8").match(/npx simpul call .*/)[0]' "$work/start.log")

say "$printed"
got=$(sh -c "$printed")
[ "$got" = "$(answer)" ] || fail "the printed exchange answered: $got"
say "$call"
got=$(sh -c "$call")
[ "$got" = "$(answer)" ] || fail "the README's exchange answered: $got"
say "$prove"
sh -c "set -e; $prove" || fail "the receipt was not verified"

node -e '
  const fs = require("fs"), bytes = fs.readFileSync("receipt.tlog-proof");
  bytes[Math.floor(bytes.length / 2)] ^= 1;
  fs.writeFileSync("flipped.tlog-proof", bytes);'
code=0; npx simpul audit verify flipped.tlog-proof || code=$?
[ "$code" = 6 ] || fail "a flipped byte ended with code $code, not 6"

say "Ctrl-C"
stop
say "a second start"
begin "npm start"
npx simpul audit tail --json | tee "$work/tail.json" > /dev/null
grep 'exchange.closed' "$work/tail.json" || fail "the second start does not know the first exchange"
npx simpul audit verify receipt.tlog-proof > /dev/null || fail "the receipt no longer verifies"
stop

if [ "${SIMPUL_FRESH_SKIP_TEST:-}" != 1 ]; then
  test=$(block 2)
  say "$test"
  sh -c "$test" > "$work/test.log" 2>&1 || { tail -100 "$work/test.log"; fail "the tests fail in a fresh clone"; }
fi
say "all is well"
