import { describe, expect, it } from '@jest/globals';
import type { AllClientMetadata, Client } from 'oidc-provider';
import { wasOvertaken } from '../../src/provider/was-overtaken.ts';

const CLIENT = 'ID-LA/GOV/A/b';
const ec = (x: string) => ({ kty: 'EC', crv: 'P-256', x, y: 'y' }) as const;
const asIs = (...keys: readonly object[]) => ({ clientId: CLIENT, jwks: { keys } }) as unknown as Client;

function look(client: Client, now: readonly object[] | undefined, denied = false): Promise<boolean> {
  const metadata = now && ({ client_id: CLIENT, jwks: { keys: now } } as AllClientMetadata);
  return wasOvertaken(client, {
    clients: { find: async (id) => (id === CLIENT ? metadata : undefined) },
    denials: { hits: async (id) => denied && id === CLIENT },
  });
}

describe('a client whose token request is under way', () => {
  it.each<[string, Promise<boolean>, boolean]>([
    ['is not overtaken when nothing changed', look(asIs(ec('a')), [ec('a')]), false],
    ['is not overtaken when it got one more key', look(asIs(ec('a')), [ec('a'), ec('b')]), false],
    ['is overtaken when it lost one', look(asIs(ec('a'), ec('b')), [ec('b')]), true],
    ['is overtaken when it lost an RSA key', look(asIs({ kty: 'RSA', n: 'n' }), [{ kty: 'RSA', n: 'm' }]), true],
    ['is overtaken when it is no client any more', look(asIs(ec('a')), undefined), true],
    ['is overtaken when its tokens of this second are denied', look(asIs(ec('a')), [ec('a')], true), true],
  ])('%s', async (_, overtaken, expected) => {
    expect(await overtaken).toBe(expected);
  });
});
