/** Who must act for the error to go away (design 08, rule 7). */
export const ACTORS = ['caller', 'provider', 'operator', 'network'] as const;
export type Actor = (typeof ACTORS)[number];

/** What the log holds after an exchange that ended with this error. */
export const RECORDS = ['none', 'counted', 'denied', 'closed', 'interrupted'] as const;
export type LogRecord = (typeof RECORDS)[number];

/** What one error of an exchange means for its ten steps (design 03). */
export interface ExchangeFace {
  /** Step of the exchange at which it arises. */
  readonly step: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
  /** X-Road error type in style x7, e.g. `Server.ServerProxy.AccessDenied`. */
  readonly type: string;
  /** Whether the provider's system was reached. */
  readonly reached: 'no' | 'yes' | 'maybe';
  readonly record: LogRecord;
  /** Clients of X-Road compare the message as a whole, so X-Road's form of it does not end with the code. */
  readonly comparedWhole?: true;
}

/** One row of an error table as its author writes it. */
export interface ErrorRow {
  /** HTTP status of the answer. */
  readonly status: number;
  readonly actor: Actor;
  /** Whether the same request may succeed later without a change by the caller. */
  readonly retryable: boolean;
  /** Public message; `{name}` is filled from the error's params, which never hold personal data. */
  readonly message: { readonly en: string; readonly id: string };
  /** Only for errors that an exchange can end with. */
  readonly exchange?: ExchangeFace;
}

export interface ErrorDefinition extends ErrorRow {
  /** `SIMPUL_AREA_WHAT`: stable, for programs. */
  readonly code: string;
}

export type ErrorTable<K extends string = string> = Readonly<Record<K, ErrorDefinition>>;

/**
 * Declares the errors of one area. The key `TOKEN_INVALID` of area `AUTH` becomes the code `SIMPUL_AUTH_TOKEN_INVALID`.
 */
export function defineErrors<K extends string>(area: string, rows: Readonly<Record<K, ErrorRow>>): ErrorTable<K> {
  const table = {} as Record<K, ErrorDefinition>;
  for (const key of Object.keys(rows) as K[]) {
    const row: ErrorRow = rows[key];
    table[key] = Object.freeze({ ...row, code: `SIMPUL_${area}_${key}` });
  }
  return Object.freeze(table);
}
