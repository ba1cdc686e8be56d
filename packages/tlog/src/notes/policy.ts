import { parseDecimal } from '../encoding/decimal.ts';
import { decodeText } from '../encoding/text.ts';
import type { Hash } from '../merkle/hashing.ts';
import { TlogError } from '../tlog-error.ts';
import { NO_QUORUM, type Policy, PolicyDefinitions } from './policy-definitions.ts';
import { formatVerifierKey, parseVerifierKey } from './verifier-key.ts';

// Tab, newline and everything printable; bytes above 0x7f are opaque.
const NOT_ALLOWED = /[^\t\x20-\x7e\u{80}-\u{10ffff}]/u;

/**
 * Reads a policy (C2SP tlog-policy), strictly.
 *
 * @param policy the text, or its bytes, which must be UTF-8 (the specification recommends it)
 * @throws TlogError `policy` with the number of the line; `text` for bytes that are not UTF-8
 */
export function parsePolicy(hash: Hash, policy: string | Uint8Array): Policy {
  const lines = (typeof policy === 'string' ? policy : decodeText(policy)).split('\n');
  if (lines.pop() !== '') throw new TlogError('policy', 'the last line must end in a newline');
  const definitions = new PolicyDefinitions();
  for (const [index, line] of lines.entries()) {
    try {
      readLine(hash, definitions, line);
    } catch (error) {
      if (!(error instanceof TlogError)) throw error;
      const reason = error.rule === 'policy' ? error.message.slice('policy: '.length) : error.message;
      throw new TlogError('policy', `line ${index + 1}: ${reason}`, { cause: error });
    }
  }
  return definitions.finish();
}

/**
 * Writes a policy.
 *
 * @throws TlogError `policy` for what {@link parsePolicy} would refuse
 */
export function formatPolicy({ logs, witnesses, groups, quorum }: Policy): string {
  const definitions = new PolicyDefinitions();
  for (const log of logs) definitions.addLog(log);
  for (const witness of witnesses) definitions.addWitness(witness);
  for (const group of groups) definitions.addGroup(group);
  definitions.setQuorum(quorum);
  const lines = [
    ...logs.map(({ key, url }) => ['log', formatVerifierKey(key), ...(url === undefined ? [] : [url])]),
    ...witnesses.map(({ name, key, url }) => [
      'witness',
      name,
      formatVerifierKey(key),
      ...(url === undefined ? [] : [url]),
    ]),
    ...groups.map(({ name, threshold, members }) => ['group', name, thresholdText(threshold, members), ...members]),
    ['quorum', quorum],
  ];
  return lines.map((line) => `${line.join(' ')}\n`).join('');
}

/** Whether these witnesses, by their names in the policy, are enough. Other names do not count. */
export function isQuorum({ witnesses, groups, quorum }: Policy, cosigned: ReadonlySet<string>): boolean {
  if (quorum === NO_QUORUM) return true;
  const reached = new Set(witnesses.map(({ name }) => name).filter((name) => cosigned.has(name)));
  // A group only names what is defined before it, so one pass in order settles all.
  for (const { name, threshold, members } of groups)
    if (members.filter((member) => reached.has(member)).length >= threshold) reached.add(name);
  return reached.has(quorum);
}

function readLine(hash: Hash, definitions: PolicyDefinitions, line: string): void {
  if (NOT_ALLOWED.test(line) || !line.isWellFormed())
    throw new TlogError('policy', 'a control character other than tab');
  const [keyword, ...tokens] = line.split(/[ \t]+/).filter((token) => token !== '');
  if (keyword === undefined || keyword.startsWith('#')) return;
  const [first = '', second = '', third, ...more] = tokens;
  if (keyword === 'log' && tokens.length >= 1 && tokens.length <= 2) {
    definitions.addLog({ key: parseVerifierKey(hash, first), ...(second !== '' && { url: second }) });
  } else if (keyword === 'witness' && tokens.length >= 2 && tokens.length <= 3) {
    const key = parseVerifierKey(hash, second);
    definitions.addWitness({ name: first, key, ...(third !== undefined && { url: third }) });
  } else if (keyword === 'group' && third !== undefined) {
    const members = [third, ...more];
    definitions.addGroup({ name: first, threshold: readThreshold(second, members), members });
  } else if (keyword === 'quorum' && tokens.length === 1) {
    definitions.setQuorum(first);
  } else {
    throw new TlogError('policy', 'not a log, witness, group or quorum line with its proper number of words');
  }
}

function readThreshold(text: string, members: readonly string[]): number {
  if (text === 'any') return 1;
  if (text === 'all') return members.length;
  const threshold = parseDecimal(text);
  if (threshold === undefined) throw new TlogError('policy', 'a threshold must be any, all or a decimal');
  return threshold;
}

function thresholdText(threshold: number, members: readonly string[]): string {
  if (threshold === members.length) return 'all';
  return threshold === 1 ? 'any' : String(threshold);
}
