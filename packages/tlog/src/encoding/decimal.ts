const DECIMAL = /^(?:0|[1-9]\d{0,15})$/;

/** Reads an ASCII decimal without leading zeros, at most 2^53 - 1; `undefined` for any other text. */
export function parseDecimal(text: string): number | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Whether a number can be an index or a size: an integer from 0 to 2^53 - 1. */
export function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
