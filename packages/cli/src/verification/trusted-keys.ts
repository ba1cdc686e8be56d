import { createHash } from 'node:crypto';
import { SimpulError } from '@simpul/errors';
import { type Hash, parseVerifierKey, TlogError } from '@simpul/tlog';
import type { LogKeys } from '../api/audit-log.ts';
import { CLI } from '../errors.ts';

/** SHA-256 of node:crypto. */
export const sha256: Hash = (data) => createHash('sha256').update(data).digest();

/** Keys that were known before anything was checked. */
export interface TrustedKeys {
  /** Where they come from, for the report. */
  readonly from: string;
  /** @throws SimpulError `SIMPUL_CLI_KEY_NOT_VERIFIED` where there is none for this log */
  keysOf(origin: string): readonly string[];
}

/**
 * Keys that the command line gives, or that were pinned in a file.
 *
 * @throws SimpulError `SIMPUL_CLI_USAGE` for a given key that cannot be read
 */
export function trustedKeys(
  source:
    { readonly given: readonly string[]; readonly from?: string } | { readonly pinned: LogKeys; readonly file: string },
): TrustedKeys {
  if ('given' in source) {
    const given = [...new Set(source.given)].map((vkey) => ({ vkey, name: nameOf(vkey) }));
    return {
      from: source.from ?? 'given with --vkey',
      keysOf(origin) {
        const keys = given.filter(({ name }) => name === origin).map(({ vkey }) => vkey);
        return keys.length === 0 ? refuse(origin) : keys;
      },
    };
  }
  const { pinned, file } = source;
  return {
    from: `pinned in ${file}`,
    keysOf: (origin) => (Object.hasOwn(pinned, origin) ? (pinned[origin] ?? []) : refuse(origin)),
  };
}

function nameOf(vkey: string): string {
  try {
    return parseVerifierKey(sha256, vkey).name;
  } catch (error) {
    if (!(error instanceof TlogError)) throw error;
    const reason = `--vkey cannot be read: ${error.message}; expected NAME+ID+KEY as /audit/v1/verification shows it`;
    throw new SimpulError(CLI.USAGE, { params: { reason }, cause: error });
  }
}

function refuse(origin: string): never {
  throw new SimpulError(CLI.KEY_NOT_VERIFIED, { params: { origin } });
}
