import type { SignatureRule } from './rules.ts';

/** A message or a key broke a rule. What verifies turns it into a result; what signs or imports a key throws it. */
export class SignatureError extends Error {
  override readonly name = 'SignatureError';
  readonly rule: SignatureRule;
  /** The field, component or parameter that it is about; never a value. */
  readonly about: string | undefined;

  constructor(rule: SignatureRule, about?: string, options: { readonly cause?: unknown } = {}) {
    super(about === undefined ? rule : `${rule}: ${about}`, options);
    this.rule = rule;
    this.about = about;
  }
}
