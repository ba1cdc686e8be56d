import { type Refused, RULE_TEXTS } from '@simpul/http-signatures';
import { lines } from './report-lines.ts';

/** What is shown of a signature that holds. */
export interface ShownSignature {
  readonly label: string;
  readonly keyid: string;
  /** POSIX seconds. */
  readonly created: number;
  readonly base: string;
  readonly baseDigest: string;
}

/** A signature that holds, with the text that was signed. */
export function formatHeld(what: string, { label, keyid, created, base, baseDigest }: ShownSignature): string {
  return lines([
    `holds: the signature "${label}" of ${what}`,
    `  key         ${keyid}`,
    `  created     ${new Date(created * 1000).toISOString()}`,
    `  digest      ${baseDigest} (SHA-256 of the signature base)`,
    '  not checked whether the nonce was used before, and whether the key is registered and in force',
    ...baseLines(base),
  ]);
}

/** The rule that a message breaks, with the text that should have been signed where there is one. */
export function formatRefused(what: string, { rule, about, base }: Refused): string {
  return lines([
    `refused: the signature of ${what}`,
    `  rule        ${rule}${about === undefined ? '' : `: ${about}`}`,
    `              ${RULE_TEXTS[rule].en}`,
    ...(base === undefined ? ['  signature base: none can be made'] : baseLines(base)),
  ]);
}

function baseLines(base: string): string[] {
  return ['  signature base:', ...base.split('\n').map((line) => `    ${line}`)];
}
