import { describe, expect, it } from '@jest/globals';
import { PROVIDER } from '@simpul/errors';
import { errors } from 'undici';
import { toProviderError } from '../../src/rest/provider-error.ts';

const FRESH = { sent: true, reused: false, answering: false };
const coded = (code: string): Error => Object.assign(new Error(code), { code });

describe('a failed connection', () => {
  it.each([
    ['ECONNREFUSED', 'UNREACHABLE'],
    ['EHOSTUNREACH', 'UNREACHABLE'],
    ['UND_ERR_CONNECT_TIMEOUT', 'UNREACHABLE'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'TLS_FAILED'],
    ['CERT_HAS_EXPIRED', 'TLS_FAILED'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'TLS_FAILED'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'TLS_FAILED'],
  ] as const)('with %s before the request is %s', (code, key) => {
    expect(toProviderError(coded(code), { ...FRESH, sent: false })).toMatchObject({ definition: PROVIDER[key] });
  });

  it('is a TLS failure when the provider refuses our certificate after the handshake', () => {
    const alert = coded('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED');
    expect(toProviderError(alert, FRESH)).toMatchObject({ definition: PROVIDER.TLS_FAILED });
    expect(toProviderError(alert, { ...FRESH, reused: true })).toMatchObject({ definition: PROVIDER.BROKE_OFF });
  });

  it('keeps the cause, and does not blame the provider for misuse of the client', () => {
    const reset = coded('ECONNRESET');
    expect(toProviderError(reset, FRESH).cause).toBe(reset);
    const misuse = new errors.InvalidArgumentError('invalid request path');
    expect(toProviderError(misuse, FRESH)).toBe(misuse);
  });
});
