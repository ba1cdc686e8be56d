import { describe, expect, it } from '@jest/globals';
import { type FindKey, type KeyState, type RequestMessage, type UsedNonce, verifyRequest } from '../../src/index.ts';
import { ed25519Key, p256Key, rsaKey, type TestKey } from '../support/keys.ts';
import { NOW } from '../support/messages.ts';
import { FIELD_ROWS } from './request-field-rows.ts';
import { MESSAGE_ROWS } from './request-message-rows.ts';
import { PROFILE_ROWS } from './request-profile-rows.ts';
import { COVERED, covering, OTHERS, signBoth } from './request-row.ts';

const key = ed25519Key();
const signed = await signBoth(key);

function keysOf({ verifying }: TestKey, state: KeyState = 'active'): FindKey {
  return (keyid) => (keyid === verifying.keyid ? { key: verifying, state } : undefined);
}

/** Verifies, and gathers the nonces that were recorded. */
async function verify(message: RequestMessage, findKey: FindKey = keysOf(key)) {
  const recorded: UsedNonce[] = [];
  const recordNonce = (used: UsedNonce): boolean => recorded.push(used) === 1;
  return { result: await verifyRequest(message, { now: NOW, findKey, recordNonce }), recorded };
}

describe('a signed request', () => {
  it.each(['full', 'bare'] as const)('%s verifies untouched, and its nonce is recorded', async (which) => {
    const { result, recorded } = await verify(signed[which]);
    expect(result).toMatchObject({ ok: true, keyid: key.signing.keyid, created: NOW, expires: NOW + 60 });
    expect(recorded).toEqual([{ keyid: key.signing.keyid, nonce: which === 'full' ? 'a' : 'b', expires: NOW + 60 }]);
  });

  it.each([...MESSAGE_ROWS, ...FIELD_ROWS, ...PROFILE_ROWS])('is refused with $what: $rule', async ({ rule, make }) => {
    const { result, recorded } = await verify(await make(signed));
    expect(result).toMatchObject({ ok: false, rule });
    expect(recorded).toEqual([]);
  });

  it.each([
    ['in our order', COVERED],
    ['in another order', COVERED.toReversed()],
  ])(
    'verifies with the components %s, signed by other code: the table refuses for what it names',
    async (_, covered) => {
      const { result } = await verify(await covering(covered)(signed));
      expect(result).toMatchObject({ ok: true });
    },
  );

  it.each(['retired', 'revoked'] as const)('is refused where its key is %s', async (state) => {
    const { result, recorded } = await verify(signed.full, keysOf(key, state));
    expect(result).toMatchObject({ ok: false, rule: `key-${state}` });
    expect(recorded).toEqual([]);
  });

  it('is refused where the finder gives a key of another name', async () => {
    const { result } = await verify(signed.full, () => ({ key: OTHERS.verifying, state: 'active' }));
    expect(result).toMatchObject({ ok: false, rule: 'key-mismatch' });
  });

  it.each([
    ['P-256', p256Key()],
    ['RSA', rsaKey()],
  ])('is refused with a changed body, method or signature, also by %s', async (_, other) => {
    const { full } = await signBoth(other);
    const rules = await Promise.all(
      [full, { ...full, method: 'PUT' }, { ...full, body: Buffer.from('x') }].map(async (message) => {
        const { result } = await verify(message, keysOf(other));
        return result.ok ? 'ok' : result.rule;
      }),
    );
    expect(rules).toEqual(['ok', 'signature-wrong', 'digest-wrong']);
  });
});
