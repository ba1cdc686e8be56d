import { shortKey, type SignedCheckpoint } from '../verification/signed-checkpoint.ts';

/** What no check of a log shows. */
export const NOT_PROVEN_OF_LOGS = [
  '  not proven  that every exchange was recorded; that nothing was rewritten before this checkpoint was first seen by',
  '              a witness or another reader; that the bus shows others the same log',
];

type Signatures = Pick<SignedCheckpoint, 'keys' | 'keysFrom' | 'cosigners' | 'policy' | 'unknownSigners'>;

/** Whose signatures hold, whence their keys are known, and whose were not checked. */
export function keyLines({ keys, keysFrom, cosigners, policy, unknownSigners }: Signatures): string[] {
  const signed = keys.map((key, index) => (index === 0 ? `${shortKey(key)}, ${keysFrom}` : shortKey(key)));
  const seen = cosigners.map(({ witness, time }) => `${witness} at ${new Date(time * 1000).toISOString()}`);
  return [
    ...labelled('signed by', signed),
    ...labelled(
      'witnesses',
      policy === undefined ? [] : [`${seen.length === 0 ? 'none needed' : seen.join(', ')}, enough for ${policy}`],
    ),
    ...labelled(
      'unknown',
      unknownSigners.map(
        (each) => `signature by ${each}, not checked${policy === undefined ? ' (--vkey, --policy)' : ''}`,
      ),
    ),
  ];
}

function labelled(label: string, values: readonly string[]): string[] {
  return values.map((value, index) => `  ${(index === 0 ? label : '').padEnd(LABEL_WIDTH)}${value}`);
}

const LABEL_WIDTH = 12;

/** Lines of a report as text. */
export function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}
