/** Statuses that a refused `add-checkpoint` can have (C2SP tlog-witness). */
export type RefusalStatus = 400 | 403 | 404 | 409 | 422;

/** The witness does not cosign, and says why. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: RefusalStatus;
  /** Size of the checkpoint that was cosigned last, with status 409. */
  readonly size: number | undefined;

  constructor(
    status: RefusalStatus,
    reason: string,
    options: { readonly cause?: unknown; readonly size?: number } = {},
  ) {
    super(reason, { cause: options.cause });
    this.status = status;
    this.size = options.size;
  }
}
