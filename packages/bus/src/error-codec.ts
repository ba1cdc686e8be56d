import { ALL_ERRORS, BUS, type Fault, isSimpulError, SimpulError } from '@simpul/errors';

/** What of an error crosses the bus: its code and public particulars. Stack and cause stay where they arose. */
export interface WireError {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly retryAfter?: number;
  readonly headers: readonly string[];
  readonly faults?: readonly Fault[];
}

/** Reduces an error to what may cross the bus; one that is not ours becomes `SIMPUL_BUS_FAILED`. */
export function toWire(error: unknown, action: string): WireError {
  if (!isSimpulError(error)) return { code: BUS.FAILED.code, params: { action }, headers: [] };
  const { code, params, retryAfter, headers, faults } = error;
  return {
    code,
    params,
    headers,
    ...(retryAfter !== undefined && { retryAfter }),
    ...(faults.length > 0 && { faults }),
  };
}

/** Rebuilds an error from the wire. */
export function fromWire(wire: WireError): SimpulError {
  const definition = ALL_ERRORS.get(wire.code) ?? BUS.FAILED;
  const { params, headers, retryAfter, faults } = wire;
  return new SimpulError(definition, {
    params,
    headers,
    ...(retryAfter !== undefined && { retryAfter }),
    ...(faults !== undefined && { faults }),
  });
}
