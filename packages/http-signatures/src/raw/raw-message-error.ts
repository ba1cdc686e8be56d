/** Names of the rules that a message file can break; stable, for programs and reports. */
export const RAW_MESSAGE_RULES = [
  'head-too-long',
  'head-unended',
  'control-character',
  'first-line',
  'folded-line',
  'field-line',
  'transfer-encoding',
  'content-length',
  'host',
  'target',
] as const;
export type RawMessageRule = (typeof RAW_MESSAGE_RULES)[number];

/** A message file broke a rule. */
export class RawMessageError extends Error {
  override readonly name = 'RawMessageError';
  readonly rule: RawMessageRule;
  /** Counted from 1. */
  readonly line: number | undefined;

  constructor(rule: RawMessageRule, line?: number) {
    super(line === undefined ? rule : `${rule} in line ${line}`);
    this.rule = rule;
    this.line = line;
  }
}
