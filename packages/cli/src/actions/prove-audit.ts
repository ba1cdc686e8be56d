import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CONFIG, SimpulError } from '@simpul/errors';
import { toBase64 } from '@simpul/tlog';
import { CLI } from '../errors.ts';
import { describeEnd, formatConsistencyReport, formatInclusionReport, type ProofContext } from '../output/proofs.ts';
import { type GivenEnd, makeConsistencyProof, readEnd, resolveEnd } from '../proofs/consistency.ts';
import { findEntry } from '../proofs/find-entry.ts';
import { makeInclusionProof } from '../proofs/inclusion.ts';
import { openLog, type OpenLog } from '../proofs/open-log.ts';
import type { Terminal } from '../terminal.ts';
import type { AccessOptions } from '../verification/entries-access.ts';
import { findTrust, type TrustOptions } from '../verification/find-keys.ts';
import { findLogs } from '../verification/find-logs.ts';
import { failed } from '../verification/holds.ts';
import { surroundings } from '../verification/log-source.ts';
import type { Trust } from '../verification/signed-checkpoint.ts';

/** Options of `simpul audit prove`. */
export interface ProveOptions extends AccessOptions, TrustOptions {
  /** Address of a log or bus, or folder; the bus of the options by default. */
  readonly log?: string;
}

const EXCHANGE_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const INDEX = /^(?:0|[1-9]\d{0,15})$/;

/**
 * Proves that a log holds an entry, from its tiles, and prints or stores the proof.
 *
 * @param what exchange id, looked for in all logs, or number of an entry, in the newest
 */
export async function proveInclusion(
  what: string,
  options: ProveOptions & { readonly output?: string },
  terminal: Terminal,
): Promise<void> {
  if (!EXCHANGE_ID.test(what) && !INDEX.test(what))
    throw usage(`"${what}" is neither an exchange id nor the number of an entry`);
  await withLogs(options, terminal, async (logs) => {
    const { log, index } = await findPlace(what, logs);
    const proof = await makeInclusionProof(log, index);
    const { output, json } = options;
    if (output !== undefined) await store(resolve(terminal.cwd, output), proof.file);
    const context = contextOf(log);
    if (json === true) {
      const { leaf, file } = proof;
      const hashes = proof.hashes.map(toBase64);
      terminal.out(
        `${JSON.stringify({ proven: true, kind: 'inclusion', ...context, index, leaf, hashes, file, output })}\n`,
      );
      return;
    }
    if (output === undefined) terminal.out(proof.file);
    const report = formatInclusionReport(proof, context, output);
    if (output === undefined) terminal.err(report);
    else terminal.out(report);
  });
}

/** Proves that one state of a log is the beginning of another, from its tiles, and prints the proof. */
export async function proveConsistency(
  ends: { readonly first: string; readonly second?: string | undefined },
  options: ProveOptions,
  terminal: Terminal,
): Promise<void> {
  await withLogs(options, terminal, async (logs, trust) => {
    const given = await readEnd(ends.first, { ...trust, terminal });
    const givenSecond = ends.second === undefined ? undefined : await readEnd(ends.second, { ...trust, terminal });
    const log = await logOf([given, givenSecond], logs);
    const [first, second] = [await resolveEnd(given, log), await resolveEnd(givenSecond, log)];
    const proof = await makeConsistencyProof(log, first, second);
    const context = contextOf(log);
    if (options.json !== true) {
      terminal.out(formatConsistencyReport(proof, context));
      return;
    }
    const hashes = proof.hashes.map(toBase64);
    const [from, to] = [describeEnd(first), describeEnd(second)];
    terminal.out(
      `${JSON.stringify({ proven: true, kind: 'consistency', ...context, first: from, second: to, hashes })}\n`,
    );
  });
}

type Logs = AsyncGenerator<OpenLog>;

/** Opens the logs one after the other, as far as they are asked for. */
async function withLogs(
  options: ProveOptions,
  terminal: Terminal,
  use: (logs: Logs, trust: Trust) => Promise<void>,
): Promise<void> {
  const around = surroundings(terminal, options);
  const found = await findLogs(options.log, { ...options, around });
  if (found === undefined) throw usage(`${options.log} is no folder with a log`);
  try {
    const sources = await found.list();
    const trust = await findTrust(options, terminal);
    await use(
      (async function* open() {
        for (const { source } of sources) yield await openLog(source, trust);
      })(),
      trust,
    );
  } finally {
    await found.close();
  }
}

async function findPlace(what: string, logs: Logs): Promise<{ readonly log: OpenLog; readonly index: number }> {
  for await (const log of logs) {
    const isIndex = INDEX.test(what);
    const index = isIndex ? Number(what) : await findEntry(log, what);
    if (index === undefined) continue;
    const { size } = log.checkpoint;
    if (index >= size) throw usage(`${log.source.name} has ${size} entries, so none with number ${index}`);
    return { log, index };
  }
  throw failed(what, 'no entry of the log has this id');
}

/** The log of the checkpoints that are given; the newest where only sizes are. */
async function logOf(ends: readonly (GivenEnd | undefined)[], logs: Logs): Promise<OpenLog> {
  const signed = ends.find((each) => typeof each === 'object');
  for await (const log of logs) if (signed === undefined || signed.origin === log.checkpoint.origin) return log;
  throw failed(signed?.origin ?? 'proof', 'no such log there');
}

function contextOf({ source, checkpoint }: OpenLog): ProofContext {
  const { note: _, root, ...rest } = checkpoint;
  return { log: source.name, ...rest, root: toBase64(root) };
}

async function store(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    const reason = `cannot be written (${(error as NodeJS.ErrnoException).code})`;
    throw new SimpulError(CONFIG.INVALID, { params: { name: file, reason }, cause: error });
  }
}

function usage(reason: string): SimpulError {
  return new SimpulError(CLI.USAGE, { params: { reason } });
}
