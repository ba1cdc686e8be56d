import type { BusKey } from '../api/keys.ts';
import type { identityRotateBusKey, KeyRequest, Result, SubsystemKey } from '@simpul/contracts';

/** Where a key comes from, in words. */
const ORIGINS: Readonly<Record<SubsystemKey['from'], string>> = {
  registry: 'region file',
  sandbox: 'made by the sandbox',
  rotated: 'rotated',
  requested: 'requested and approved',
};

/** Keys, one a line: state, algorithm, thumbprint, since, until, where from, and why it was revoked. */
export function formatKeys(keys: readonly SubsystemKey[]): string {
  if (keys.length === 0) return 'No keys.\n';
  return keys
    .map(({ kid, alg, state, from, since, until, reason }) => {
      const parts = [
        state.padEnd('revoked'.length),
        alg.padEnd('ES256'.length),
        kid,
        `since ${since === undefined ? 'it was registered' : timeOf(since)}`,
        ...(until === undefined ? [] : [`until ${timeOf(until)}`]),
        ORIGINS[from],
        ...(reason === undefined ? [] : [reason]),
      ];
      return `${parts.join('  ')}\n`;
    })
    .join('');
}

/** What `simpul key rotate` did. */
export interface Rotation {
  readonly subsystem: string;
  readonly key: SubsystemKey;
  readonly file: string;
  /** File of the old key. */
  readonly previous: string;
  /** Thumbprint of the old key. */
  readonly old: string;
  readonly until: number;
}

export function formatRotation({ subsystem, key, file, previous, old, until }: Rotation): string {
  return [
    `${subsystem} has a new key ${key.kid} (${key.alg}) in ${file}.`,
    `The old key ${old} is good until ${timeOf(until)}; it is kept in ${previous}, which you can delete then.`,
    ...recordLine(key.record),
    '',
  ].join('\n');
}

export function formatBusRotation(
  { kid, signsFrom, oldUntil, record }: Result<typeof identityRotateBusKey>,
  of: BusKey,
): string {
  return [
    `The bus has a new key ${kid}; it signs ${of} from ${timeOf(signsFrom)}.`,
    of === 'tokens'
      ? `Tokens of the old key are good until ${timeOf(oldUntil)} at most.`
      : `The old key stays published until ${timeOf(oldUntil)}.`,
    ...recordLine(record),
    '',
  ].join('\n');
}

export function formatRevoked(subsystem: string, { kid, record }: SubsystemKey): string {
  return [
    `The key ${kid} of ${subsystem} is revoked, and with it every token that ${subsystem} had, within two seconds.`,
    ...recordLine(record),
    '',
  ].join('\n');
}

/** Requests, each with what was decided. */
export function formatRequests(requests: readonly KeyRequest[]): string {
  if (requests.length === 0) return 'No requests.\n';
  return requests
    .map(({ id, state, subsystem, kid, alg, requestedBy, requestedAt, note, decidedBy, reason, record }) =>
      [
        `${id}  ${state}  ${subsystem}`,
        `  key    ${alg} ${kid}`,
        `  asked  by ${requestedBy} at ${timeOf(requestedAt)}${note === undefined ? '' : `: ${note}`}`,
        ...(decidedBy === undefined ? [] : [`  ${state} by ${decidedBy}${reason === undefined ? '' : `: ${reason}`}`]),
        ...recordLine(record).map((line) => `  ${line}`),
        '',
      ].join('\n'),
    )
    .join('');
}

function recordLine(record: string | undefined): string[] {
  return record === undefined ? [] : [`On record: simpul audit show ${record}`];
}

function timeOf(time: number): string {
  return new Date(time).toISOString();
}
