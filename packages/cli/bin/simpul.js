#!/usr/bin/env node
// Any Node from 12 on can read this file: the command itself needs the Node that came with the package, or a newer one.
import { spawn } from 'child_process';
import { existsSync } from 'fs';
import * as module from 'module';
import { dirname, join } from 'path';
import { fileURLToPath, pathToFileURL } from 'url';

const NEEDED_MAJOR = 24;
const EXIT_USAGE = 2;
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];
// Short-lived objects of a bus under load fit in 16 MB; more makes the process larger, less costs collections. A proxy runs for
// months beside a system that has its own use for the memory: it does without compiled code, which it hardly needs. Both
// collect what streams through them by themselves.
const HEAP = {
  up: ['--max-semi-space-size=16', '--expose-gc'],
  proxy: ['--max-semi-space-size=1', '--optimize-for-size', '--no-opt', '--no-maglev', '--expose-gc'],
};
const heap = Object.prototype.hasOwnProperty.call(HEAP, process.argv[2]) ? HEAP[process.argv[2]] : undefined;

const here = dirname(fileURLToPath(import.meta.url));
const main = join(here, '..', 'src', 'main.ts');

/** Walks up from this file to the first node_modules that holds a path. */
function findInstalled(path) {
  for (let folder = here; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', path);
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Beside the packages, where only their owner can write: cached code is trusted when it is loaded. */
function cacheFolder() {
  const commander = findInstalled('commander');
  return commander === undefined ? undefined : join(dirname(commander), '.cache', 'simpul');
}

/** glibc gives each thread a heap of its own, which costs a bus of eight threads 20 MB; two serve as well. */
function withFewHeaps(env) {
  return Object.assign({ MALLOC_ARENA_MAX: '2' }, env);
}

/** The heap's limits are fixed when a process starts, so what runs for long starts once more, as the same process. */
function startAgain() {
  process.removeAllListeners('warning');
  const flags = heap.concat(process.execArgv);
  process.execve(process.execPath, [process.execPath].concat(flags, process.argv.slice(1)), withFewHeaps(process.env));
}

function runHere() {
  if (process.env.SIMPUL_DEBUG !== '1') process.removeAllListeners('warning');
  const cache = cacheFolder();
  if (cache !== undefined && process.env.NODE_COMPILE_CACHE === undefined) {
    module.enableCompileCache(cache);
    // Worker threads look for it here: without it each of them strips types anew.
    process.env.NODE_COMPILE_CACHE = cache;
  }
  import(pathToFileURL(main).href).catch((error) => {
    process.stderr.write('simpul: cannot start: ' + error.message + '\n');
    process.exitCode = 1;
  });
}

function giveUp(reason) {
  process.stderr.write(
    'simpul: ' +
      reason +
      '. This is Node ' +
      process.versions.node +
      ' on ' +
      process.platform +
      '-' +
      process.arch +
      '; Simpul needs Node ' +
      NEEDED_MAJOR +
      ' or newer.\n' +
      'Run "npm ci" again without --omit=optional (Linux x64 and arm64 bring their own Node), or install Node ' +
      NEEDED_MAJOR +
      ' and run this again.\n',
  );
  process.exitCode = EXIT_USAGE;
}

/** Outlives the child, and ends as the child ended. */
function runWith(node) {
  const env = withFewHeaps(process.env);
  const cache = cacheFolder();
  if (cache !== undefined && env.NODE_COMPILE_CACHE === undefined) env.NODE_COMPILE_CACHE = cache;
  const child = spawn(node, (heap || HEAP.up).concat(['--no-warnings', main], process.argv.slice(2)), {
    stdio: 'inherit',
    env,
  });
  // Ctrl-C reaches the whole process group, a lone kill only this process: forward always, the child tolerates doubles.
  const forward = (signal) => child.kill(signal);
  FORWARDED.forEach((signal) => process.on(signal, forward));
  child.on('error', (error) => giveUp(node + ' cannot be run (' + error.code + ')'));
  child.on('exit', (code, signal) => {
    FORWARDED.forEach((name) => process.removeListener(name, forward));
    if (signal === null) process.exitCode = code;
    else process.kill(process.pid, signal);
  });
}

if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) {
  const mustStartAgain = heap !== undefined && process.execArgv.indexOf(heap[0]) === -1;
  if (mustStartAgain && process.execve !== undefined) startAgain();
  else runHere();
} else {
  const node = findInstalled(join('node-' + process.platform + '-' + process.arch, 'bin', 'node'));
  if (node === undefined) giveUp('the Node that comes with Simpul is not installed');
  else runWith(node);
}
