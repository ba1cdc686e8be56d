import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '@simpul/testing';
import { request } from 'undici';
import { launchProxy, type ProxyProcess } from '../../integration/proxy/proxy-process.ts';
import { runSimpul } from './support/run-simpul.ts';
import { type SigningBus, startSigningBus } from './support/signing-bus.ts';
import { addressOf, CONSUMER, SIGNATURES } from './support/signing-region.ts';

const BODY = '{"nik":"1871012345678901"}';
const folder = temporaryFolder();
let bus: SigningBus;
beforeAll(async () => {
  bus = await startSigningBus();
}, 180_000);
beforeEach(() => {
  bus.agency.seen.length = 0;
});
afterAll(async () => {
  await bus?.stop();
  folder.remove();
});

describe('simpul call', () => {
  const call = (demand: 'none' | 'request' | 'both', ...more: readonly string[]) =>
    runSimpul('call', `${addressOf(demand).slice('/r1/'.length)}/a`, '--as', CONSUMER, '--data', bus.data, ...more);

  it('is refused without a signature, and says what is missing', async () => {
    const { code, err } = await call('both', '--body', BODY);
    expect([code, err]).toEqual([3, expect.stringContaining('SIMPUL_ACCESS_SIGNATURE_REQUIRED')]);
  });

  it.each([
    ['none', 'answer not signed'],
    ['request', 'answer not signed'],
    ['both', 'answer signed by the bus with '],
  ] as const)('signs where the agreement demands %s', async (demand, said) => {
    const { code, out, err } = await call(demand, '--sign', '--body', BODY);
    expect({ code, out }).toEqual({ code: 0, out: `${BODY}\n` });
    expect(err).toContain(said);
    expect(bus.agency.seen).toHaveLength(1);
  });

  it('keeps what proves, with the receipt, what was asked and answered', async () => {
    const [kept, receipt] = [join(folder.path, 'kept'), join(folder.path, 'receipt')];
    expect(await call('both', '--save', kept, '--receipt', receipt, '--body', BODY)).toMatchObject({ code: 0 });
    const files = ['--request', join(kept, 'request.http'), '--response', join(kept, 'response.http')];
    const keys = ['--signed-by', join(kept, 'bus.jwk'), '--data', bus.data];
    expect(await runSimpul('audit', 'verify', receipt, ...files, ...keys)).toMatchObject({ code: 0 });
    const swapped = ['--request', join(kept, 'request.http'), '--response', join(kept, 'request.http')];
    expect((await runSimpul('audit', 'verify', receipt, ...swapped, ...keys)).code).not.toBe(0);
  });
});

describe('simpul proxy --sign', () => {
  let proxy: ProxyProcess;
  beforeAll(async () => {
    proxy = await launchProxy('--as', CONSUMER, '--data', bus.data, '--sign');
  });
  afterAll(() => proxy?.stop());

  const post = (demand: 'none' | 'request' | 'both', body: string | Buffer) =>
    request(`${proxy.url}${addressOf(demand)}/a`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });

  it.each(SIGNATURES)('signs for a client that knows nothing of it, where the agreement demands %s', async (demand) => {
    const answer = await post(demand, BODY);
    expect([answer.statusCode, await answer.body.text()]).toEqual([200, BODY]);
    expect(bus.agency.seen).toHaveLength(1);
    expect(answer.headers['signature'] !== undefined).toBe(demand === 'both');
  });

  it('signs the largest body that the bus takes signed', async () => {
    const answer = await post('request', Buffer.alloc(8 * 1024 * 1024, ' '));
    await answer.body.dump();
    expect(answer.statusCode).toBe(200);
    expect(bus.agency.seen[0]?.body).toHaveLength(8 * 1024 * 1024);
  });

  it('leaves the refusal of a larger one to nobody else', async () => {
    const answer = await post('request', Buffer.alloc(8 * 1024 * 1024 + 1, ' '));
    expect([answer.statusCode, await answer.body.text()]).toEqual([
      413,
      expect.stringContaining('SIMPUL_PROXY_BODY_TOO_LARGE'),
    ]);
    expect(bus.agency.seen).toEqual([]);
  });
});
