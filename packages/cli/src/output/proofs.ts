import { toBase64 } from '@simpul/tlog';
import type { ConsistencyProof, ProofEnd } from '../proofs/consistency.ts';
import type { InclusionProof } from '../proofs/inclusion.ts';
import type { SignedCheckpoint } from '../verification/signed-checkpoint.ts';
import { text, timeOf } from './record.ts';
import { keyLines, lines } from './report-lines.ts';

/** The checkpoint that a proof leads to. */
export interface ProofContext extends Omit<SignedCheckpoint, 'root' | 'note'> {
  readonly log: string;
  /** base64. */
  readonly root: string;
}

/** What was proven about an entry, against which keys, and what that does not prove. */
export function formatInclusionReport(
  { index, leaf, hashes }: InclusionProof,
  context: ProofContext,
  output: string | undefined,
): string {
  const { log, origin, size, root } = context;
  return lines([
    `proven: entry ${index} is in ${log}`,
    `  record      ${text(leaf['type'] ?? '-')}, ${text(leaf['id'] ?? '-')}, ${timeOf(leaf)}`,
    `  in the log  ${origin}, entry ${index} of ${size}, root ${root}`,
    `  checked     ${hashes.length} hashes made from the tiles here lead from the entry to the signed root`,
    ...keyLines(context),
    ...(output === undefined ? [] : [`  stored      ${output}`]),
    '  not proven  what was in the bodies (the salts are in the receipts of the two sides); that every exchange was recorded;',
    '              that the bus shows others the same log',
  ]);
}

/** What was proven about two states of a log, against which keys, and what that does not prove. */
export function formatConsistencyReport({ first, second, hashes }: ConsistencyProof, context: ProofContext): string {
  return lines([
    `proven: ${context.log} at ${first.size} entries is the beginning of itself at ${second.size}`,
    `  log         ${context.origin}`,
    ...[first, second].map(endLine),
    `  checked     both are beginnings of its ${context.size} entries now, with the signed root ${context.root}`,
    ...keyLines(context),
    ...hashes.map((hash, index) => `  ${(index === 0 ? 'proof' : '').padEnd('not proven'.length)}  ${toBase64(hash)}`),
    ...(first.signed
      ? []
      : [
          '  not proven  that anybody saw the first state: its root was computed from the log as it is now (give a CHECKPOINT-FILE)',
        ]),
    `  ${first.signed ? 'not proven' : '          '}  that every exchange was recorded; that the bus shows others the same log`,
  ]);
}

/** One end of a proof for machines. */
export function describeEnd({ size, root, signed }: ProofEnd): object {
  return { size, root: toBase64(root), signed };
}

function endLine({ size, root, signed }: ProofEnd): string {
  return `  size        ${size}, root ${toBase64(root)}, ${signed ? 'signed' : 'computed from the tiles'}`;
}
