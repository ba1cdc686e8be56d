import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RegistryObject } from '@simpul/contracts';
import { type FakeAgency, startFakeAgency, temporaryFolder } from '@simpul/testing';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { lateErrorOf } from './error-code.ts';
import { PUBLIC_URL, type RunningExchange, runExchange } from './running-exchange.ts';
import { asObject, CONSUMER, requestOf, sampleRegion, SERVICE_ID, serviceOf, subsystemOf } from './sample-region.ts';

const SECOND_ID = '018f0000-0000-7000-8000-000000000002';
const { privateKey, publicKey } = await generateKeyPair('ES256');
const keys = { issuer: PUBLIC_URL, keys: [{ ...(await exportJWK(publicKey)), kty: 'EC', kid: 'k', alg: 'ES256' }] };

function tokenOf(claims: JWTPayload = {}, issuedAt = Math.floor(Date.now() / 1000)): Promise<string> {
  return new SignJWT({ client_id: CONSUMER, cnf: { jkt: 'thumb' }, jti: 'token', ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k' })
    .setIssuer(PUBLIC_URL)
    .setSubject(CONSUMER)
    .setAudience(`${PUBLIC_URL}/r1`)
    .setIssuedAt(issuedAt)
    .setExpirationTime('5m')
    .sign(privateKey);
}

let running: RunningExchange;
let agency: FakeAgency;
let files = 0;
const folder = temporaryFolder();

beforeEach(async () => {
  agency = await startFakeAgency();
});

async function start(): Promise<RunningExchange> {
  const objects: RegistryObject[] = sampleRegion(
    asObject.subsystem(subsystemOf(CONSUMER, { link: 'token' })),
    asObject.service(serviceOf(SERVICE_ID, { url: agency.url })),
  );
  return (running = await runExchange({ file: `${folder.path}/exchange-${files++}.sqlite`, objects, keys }));
}

afterEach(async () => {
  await running.stop();
  await agency.stop();
});
afterAll(() => folder.remove());

describe('a call with a token', () => {
  it('is taken once for each proof: the repeat is refused, and nothing is sent twice', async () => {
    const { exchange, recorded } = await start();
    const withProof = async (jti: string) =>
      ({ link: 'token', token: await tokenOf(), proof: { jkt: 'thumb', jti } }) as const;
    await expect(exchange({ credential: await withProof('one') })).resolves.toMatchObject({ status: 200 });
    const repeat = exchange({ id: SECOND_ID, credential: await withProof('one') });
    expect((await lateErrorOf(repeat)).code).toBe('SIMPUL_AUTH_PROOF_REPLAYED');
    const another = exchange({ id: SECOND_ID, credential: await withProof('two') });
    await expect(another).resolves.toMatchObject({ status: 200 });
    expect(agency.seen).toHaveLength(2);
    expect(recorded.map(({ leaf }) => leaf.id)).toEqual([requestOf().id, SECOND_ID]);
  });

  it('is refused once its token is denied, although it was taken before, and a later token is not', async () => {
    const started = await start();
    const issuedAt = Math.floor(Date.now() / 1000) - 10;
    const [token, later] = [await tokenOf({}, issuedAt), await tokenOf({}, issuedAt + 1)];
    let proofs = 0;
    const call = (with_: string) => {
      proofs += 1;
      const id = `018f0000-0000-7000-8000-${String(proofs).padStart(12, '0')}`;
      return started.exchange({
        id,
        credential: { link: 'token', token: with_, proof: { jkt: 'thumb', jti: `p${proofs}` } },
      });
    };
    await expect(call(token)).resolves.toMatchObject({ status: 200 });
    await started.deny({ id: CONSUMER, before: issuedAt });
    for (;;) {
      const [outcome] = await Promise.allSettled([call(token)]);
      if (outcome.status === 'fulfilled') continue;
      expect(outcome.reason).toMatchObject({ code: 'SIMPUL_AUTH_TOKEN_INVALID', params: { reason: 'it was revoked' } });
      break;
    }
    await expect(call(later)).resolves.toMatchObject({ status: 200 });
  });
});
