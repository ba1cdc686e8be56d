/** Names of the rules that data can break; stable, for programs and reports. */
export const TLOG_RULES = [
  'argument',
  'base64',
  'text',
  'canonical-json',
  'leaf',
  'tile-path',
  'tile',
  'entry-bundle',
  'hash',
  'inclusion',
  'consistency',
  'note',
  'verifier-key',
  'checkpoint',
  'signature',
  'cosignature',
  'unknown-keys',
  'origin',
  'proof-format',
  'receipt-extra',
  'policy',
  'add-checkpoint',
] as const;
export type TlogRule = (typeof TLOG_RULES)[number];

/** Data broke a rule of this package. The message names the rule and the reason, never the data. */
export class TlogError extends Error {
  override readonly name = 'TlogError';
  readonly rule: TlogRule;

  constructor(rule: TlogRule, reason: string, options: { readonly cause?: unknown } = {}) {
    super(`${rule}: ${reason}`, options);
    this.rule = rule;
  }
}
