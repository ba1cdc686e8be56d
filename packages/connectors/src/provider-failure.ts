import { type ErrorTable, SimpulError, type SimpulErrorOptions } from '@simpul/errors';

type Definition = ErrorTable[string];

export interface ProviderFailureOptions extends SimpulErrorOptions {
  readonly repeatable?: boolean;
}

/** A dispatch that failed, with what a retry must know. */
export class ProviderFailure extends SimpulError {
  /** The provider cannot have begun to act on the request. */
  readonly repeatable: boolean;

  constructor(definition: Definition, { repeatable = false, ...options }: ProviderFailureOptions = {}) {
    super(definition, options);
    this.repeatable = repeatable;
  }
}
