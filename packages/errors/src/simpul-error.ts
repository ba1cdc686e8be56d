import type { ErrorDefinition } from './define-errors.ts';

/** One of several things that are wrong with what a caller sent: where, and which rule; never the value. */
export interface Fault {
  /** JSON Pointer (RFC 6901) into the body; empty for all of it, absent where there is only a line. */
  readonly place?: string;
  readonly rule: string;
  /** In a text that was sent, from 1. */
  readonly line?: number;
  readonly column?: number;
  /** What was expected, in English. */
  readonly detail?: string;
}

export interface SimpulErrorOptions {
  /** Values for the message's placeholders; shown to callers, so never personal data. */
  readonly params?: Readonly<Record<string, string | number>>;
  /** Seconds after which a retry makes sense (`Retry-After`). */
  readonly retryAfter?: number;
  /** Response headers that belong to the answer, names and values alternating. */
  readonly headers?: readonly string[];
  /** Everything that is wrong with what was sent. */
  readonly faults?: readonly Fault[];
  /** Kept for the log, never sent out. */
  readonly cause?: unknown;
}

/** The one error class of the bus: a row of an error table with its particulars. */
export class SimpulError extends Error {
  override readonly name = 'SimpulError';
  readonly definition: ErrorDefinition;
  readonly params: Readonly<Record<string, string | number>>;
  readonly retryAfter: number | undefined;
  readonly headers: readonly string[];
  readonly faults: readonly Fault[];

  constructor(definition: ErrorDefinition, options: SimpulErrorOptions = {}) {
    super(fillMessage(definition.message.en, options.params ?? {}), { cause: options.cause });
    this.definition = definition;
    this.params = options.params ?? {};
    this.retryAfter = options.retryAfter;
    this.headers = options.headers ?? [];
    this.faults = options.faults ?? [];
  }

  get code(): string {
    return this.definition.code;
  }

  /** The public message in a language; English where there is no other. */
  messageIn(language: 'en' | 'id'): string {
    return fillMessage(this.definition.message[language], this.params);
  }
}

/** Narrows to a SimpulError, and to one row of a table where that is given. */
export function isSimpulError(error: unknown, definition?: ErrorDefinition): error is SimpulError {
  return error instanceof SimpulError && (definition === undefined || error.code === definition.code);
}

function fillMessage(template: string, params: Readonly<Record<string, string | number>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}
