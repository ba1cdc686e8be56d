import type { KnownLogs } from './known-logs.ts';
import { type Cosigned, originHash } from './state.ts';

/** The page at `/`, for people. */
export function describeWitness(
  { name, vkeys, logs }: { readonly name: string; readonly vkeys: readonly string[]; readonly logs: KnownLogs },
  cosigned: readonly Cosigned[],
): string {
  const sizes = new Map(cosigned.map(({ origin, size }) => [origin, size]));
  const lines = [...logs.keys()].map((origin) => {
    const size = sizes.get(origin);
    return size === undefined
      ? `  ${origin}: nothing yet`
      : `  ${origin}: ${size} entries, /${originHash(origin)}/checkpoint`;
  });
  return [
    `${name}, a witness (c2sp.org/tlog-witness)`,
    '',
    'It cosigns a checkpoint of these logs only if it continues all that it cosigned before:',
    ...lines,
    '',
    'Keys:',
    ...vkeys,
    '',
  ].join('\n');
}
