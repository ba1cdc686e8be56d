import { describe, expect, it } from '@jest/globals';
import { ALL_ERRORS, CONFIG, SimpulError } from '@simpul/errors';
import { CLI } from '../src/errors.ts';
import { exitCodeOf, exitCodeOfDefinition } from '../src/exit-codes.ts';

describe('exit codes', () => {
  it.each([
    ['SIMPUL_REQUEST_TARGET_INVALID', 2],
    ['SIMPUL_AUTH_TOKEN_INVALID', 3],
    ['SIMPUL_SERVICE_UNKNOWN', 3],
    ['SIMPUL_SERVICE_MAINTENANCE', 4],
    ['SIMPUL_AUTHORITY_STALE', 1],
    ['SIMPUL_ACCESS_AGREEMENT_EXPIRED', 3],
    ['SIMPUL_ACCESS_AGREEMENT_REQUESTED', 3],
    ['SIMPUL_ACCESS_QUOTA_EXCEEDED', 3],
    ['SIMPUL_CONTRACT_PATH_UNKNOWN', 3],
    ['SIMPUL_JOURNAL_UNAVAILABLE', 1],
    ['SIMPUL_PROVIDER_TIMEOUT', 4],
    ['SIMPUL_PROVIDER_EGRESS_REFUSED', 4],
    ['SIMPUL_RESPONSE_INVALID', 4],
    ['SIMPUL_RECORD_UNAVAILABLE', 1],
    ['SIMPUL_HTTP_FORBIDDEN', 3],
    ['SIMPUL_HTTP_BAD_REQUEST', 2],
    ['SIMPUL_AUDIT_RECORD_UNKNOWN', 3],
    ['SIMPUL_REGION_INSTANCE_MISMATCH', 2],
    ['SIMPUL_CONFIG_PORT_TAKEN', 2],
  ])('%s ends with %i', (code, expected) => {
    const definition = ALL_ERRORS.get(code);
    expect(definition).toBeDefined();
    expect(definition && exitCodeOfDefinition(definition)).toBe(expected);
  });

  it('every error of the command itself has one that is not internal by accident', () => {
    const internal = Object.values(CLI)
      .filter((definition) => exitCodeOfDefinition(definition) === 1)
      .map(({ code }) => code);
    expect(internal).toEqual([CLI.TOKEN_FAILED.code, CLI.RECEIPT_LATE.code]);
  });

  it('what nobody foresaw is internal', () => {
    expect(exitCodeOf(new TypeError('x'))).toBe(1);
    expect(exitCodeOf('x')).toBe(1);
    expect(exitCodeOf(new SimpulError(CONFIG.INVALID, { params: { name: 'a', reason: 'b' } }))).toBe(2);
  });
});
