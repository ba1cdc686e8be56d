import { type ErrorTable, SimpulError, type SimpulErrorOptions } from '@simpul/errors';

type Definition = ErrorTable[string];

export interface ProviderFailureOptions extends SimpulErrorOptions {
  readonly repeatable?: boolean;
  readonly stoodStill?: boolean;
}

/** A dispatch that failed, with what a retry and a circuit must know. */
export class ProviderFailure extends SimpulError {
  /** The provider cannot have begun to act on the request. */
  readonly repeatable: boolean;
  /** This process stood still over the deadline, so the failure says nothing of the provider. */
  readonly stoodStill: boolean;

  constructor(
    definition: Definition,
    { repeatable = false, stoodStill = false, ...options }: ProviderFailureOptions = {},
  ) {
    super(definition, options);
    this.repeatable = repeatable;
    this.stoodStill = stoodStill;
  }
}
