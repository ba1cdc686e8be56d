import { describe, expect, it } from '@jest/globals';
import { compile, leafText, type RenderLeaf } from '@simpul/bus';
import { Leaf } from '@simpul/contracts';
import { ACCESS, AUTH, AUTHORITY, JOURNAL, PROVIDER, RECORD, REQUEST, SERVICE, SimpulError } from '@simpul/errors';
import { createMetrics } from '@simpul/telemetry';
import type { Intent } from '../../src/journal/intent.ts';
import { beginProgress, type Progress } from '../../src/steps/progress.ts';
import { createRefusals } from '../../src/steps/refusal.ts';
import {
  agreementOf,
  CONSUMER,
  DIGEST,
  directoryOf,
  EXCHANGE_ID,
  requestOf,
  SERVICE_ID,
  silent,
} from '../sample-region.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SRC = { node: 'n', boot: 'b', seq: 0 };
const violation = compile(Leaf);

const VERSION = { service: SERVICE_ID, version: '1.2.0', state: 'active' } as const;

function setUp(deny: (intent: Intent) => Promise<void> = () => Promise.resolve()) {
  const denied: Intent[] = [];
  const summaries: unknown[] = [];
  const metrics = createMetrics();
  const refusals = createRefusals({
    journal: {
      deny(intent) {
        denied.push(intent);
        return deny(intent);
      },
    },
    recorder: {
      record(_: string, render: RenderLeaf) {
        summaries.push(JSON.parse(render(SRC)));
        return Promise.resolve('stored');
      },
    },
    metrics,
    logger: silent,
  });
  const counted = async (): Promise<unknown> =>
    (await metrics.refusedUnidentified.get()).values.map(({ labels, value }) => [labels.code, value]);
  return { ...refusals, denied, summaries, counted };
}

function known(more: Partial<Progress> = {}): Progress {
  const entry = directoryOf().entry(SERVICE_ID);
  const progress = beginProgress(requestOf({ road: { id: 'mine', userId: 'u' } }), 'ID-LA');
  return { ...progress, consumer: CONSUMER, ...(entry === undefined ? {} : { entry }), ...more };
}

describe('a refusal of a consumer that is known', () => {
  it('is journalled with all that was found out, as a leaf that keeps the schema', async () => {
    const { record, denied } = setUp();
    const grant = { agreement: agreementOf(), pattern: '/**', version: VERSION };
    await record(new SimpulError(ACCESS.QUOTA_EXCEEDED), known({ grant, op: 'GET /**' }), TRACE);
    const [intent] = denied;
    expect(intent).toMatchObject({ id: EXCHANGE_ID, state: 'denied' });
    expect(intent?.leaf).toMatchObject({
      consumer: CONSUMER,
      provider: SERVICE_ID,
      version: '1.2.0',
      op: 'GET /**',
      agreement: { id: 'PKS-1', digest: DIGEST },
      legal: 'Perpres 95/2018',
      purpose: 'verifikasi',
      error: 'SIMPUL_ACCESS_QUOTA_EXCEEDED',
      trace: TRACE,
    });
    expect(Object.keys(intent?.sideCar ?? {}).toSorted()).toEqual(['user', 'xRoadId']);
    const leaf = leafText({ ...intent?.leaf, id: EXCHANGE_ID, type: 'exchange.denied', outcome: 'refused' }, SRC);
    expect(violation(JSON.parse(leaf))).toBeUndefined();
    expect(leaf).not.toContain('mine');
  });

  it('names the represented party of the agreement', async () => {
    const { record, denied } = setUp();
    const grant = { agreement: agreementOf({ onBehalfOf: 'ID-LA/GOV/SETDA' }), pattern: '/**', version: VERSION };
    await record(new SimpulError(ACCESS.QUOTA_EXCEEDED), known({ grant, op: 'GET /**' }), TRACE);
    expect(denied[0]?.leaf).toMatchObject({ onBehalfOf: 'ID-LA/GOV/SETDA' });
  });

  it('names the legacy link by which the consumer came, and the member for whom is provided', async () => {
    const { record, denied } = setUp();
    const grant = { agreement: agreementOf({ providedFor: 'ID-LA/GOV/SETDA' }), pattern: '/**', version: VERSION };
    await record(new SimpulError(ACCESS.QUOTA_EXCEEDED), known({ grant, legacyLink: `${CONSUMER}/lama` }), TRACE);
    expect(denied[0]?.leaf).toMatchObject({ actor: `${CONSUMER}/lama`, providedFor: 'ID-LA/GOV/SETDA' });
  });

  it('tells of the signature that held, and keeps its text beside the leaf', async () => {
    const { record, denied } = setUp();
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: 'k'.repeat(43) };
    const text = { keyid: 'a'.repeat(43), nonce: 'n', base: '"@method": GET', signature: 'c2ln', jwk };
    const message = { method: 'GET', targetUri: 'https://bus.example/r1/x', headers: [], body: new Uint8Array() };
    const signature = { ...text, baseDigest: 'b'.repeat(43), message };
    await record(new SimpulError(ACCESS.QUOTA_EXCEEDED), known({ signature }), TRACE);
    const [intent] = denied;
    expect(intent?.leaf).toMatchObject({ sig: { kid: text.keyid, digest: signature.baseDigest } });
    expect(intent?.sideCar).toMatchObject({
      signature: { kid: text.keyid, base: text.base, value: text.signature, key: jwk },
    });
    const leaf = leafText({ ...intent?.leaf, id: EXCHANGE_ID, type: 'exchange.denied', outcome: 'refused' }, SRC);
    expect(violation(JSON.parse(leaf))).toBeUndefined();
  });

  it('says no more than was found out', async () => {
    const { record, denied } = setUp();
    const progress = { ...beginProgress(requestOf(), 'ID-LA'), consumer: CONSUMER };
    await record(new SimpulError(SERVICE.UNKNOWN), progress, TRACE);
    expect(Object.keys(denied[0]?.leaf ?? {}).toSorted()).toEqual(
      ['consumer', 'error', 'ms', 'time', 'trace', 'xRoadId'].toSorted(),
    );
  });

  it('stands although it cannot be journalled', async () => {
    const { record } = setUp(() => Promise.reject(new Error('disk full')));
    await expect(record(new SimpulError(ACCESS.NO_AGREEMENT), known(), TRACE)).resolves.toBeUndefined();
  });

  it('shares one summary with those beyond sixty a minute', async () => {
    const { record, flush, denied, summaries } = setUp();
    for (let i = 0; i < 65; i++) await record(new SimpulError(ACCESS.NO_AGREEMENT), known(), TRACE);
    flush(true);
    expect(denied).toHaveLength(60);
    expect(summaries).toEqual([
      expect.objectContaining({
        type: 'exchange.denied.summary',
        consumer: CONSUMER,
        provider: SERVICE_ID,
        error: 'SIMPUL_ACCESS_NO_AGREEMENT',
        outcome: 'refused',
        attempts: 5,
      }),
    ]);
    expect(violation(summaries[0])).toBeUndefined();
  });
});

describe('what leaves no leaf', () => {
  it.each([REQUEST.PATH_AMBIGUOUS, AUTH.TOKEN_MISSING, AUTH.PROOF_REPLAYED, AUTHORITY.STALE])(
    '$code is counted',
    async (row) => {
      const { record, denied, counted } = setUp();
      await record(new SimpulError(row), beginProgress(requestOf(), 'ID-LA'), TRACE);
      expect(denied).toEqual([]);
      await expect(counted()).resolves.toEqual([[row.code, 1]]);
    },
  );

  it('a denial of a caller that is not known is counted', async () => {
    const { record, denied, counted } = setUp();
    await record(new SimpulError(AUTH.CLIENT_MISMATCH), beginProgress(requestOf(), 'ID-LA'), TRACE);
    expect(denied).toEqual([]);
    await expect(counted()).resolves.toEqual([[AUTH.CLIENT_MISMATCH.code, 1]]);
  });

  it.each([JOURNAL.UNAVAILABLE, PROVIDER.TIMEOUT, RECORD.UNAVAILABLE, RECORD.SUPERSEDED])(
    '$code has a leaf already, or none at all',
    async (row) => {
      const { record, denied, counted } = setUp();
      await record(new SimpulError(row), known(), TRACE);
      expect(denied).toEqual([]);
      await expect(counted()).resolves.toEqual([]);
    },
  );

  it('an error that is not ours is no refusal', async () => {
    const { record, denied } = setUp();
    await record(new Error('bug'), known(), TRACE);
    expect(denied).toEqual([]);
  });
});
