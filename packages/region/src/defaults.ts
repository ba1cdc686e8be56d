/** What holds where the region file is silent. */
export const DEFAULTS = {
  /** IANA zone; western Indonesian time. */
  timezone: 'Asia/Jakarta',
  errorStyle: 'x7',
  link: 'token',
  status: 'active',
  /** Bytes; larger bodies stream. */
  maxBody: 8 * 2 ** 20,
  encodedSlash: 'refuse',
  /** Milliseconds. */
  timeoutMs: 5000,
  responses: 'report',
  notice: '',
  signatures: 'none',
  personal: 'none',
} as const;

/** Bytes that a region file may have. */
export const REGION_MAX_BYTES = 4 * 2 ** 20;
/** Bytes that a contract may have. */
export const CONTRACT_MAX_BYTES = 256 * 2 ** 10;
