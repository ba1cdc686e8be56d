import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  cosign,
  formatSignatures,
  parseAddCheckpoint,
  parseCheckpointBody,
  parseNote,
  verifyCosignature,
} from '@simpul/tlog';
import { checkSignature } from '../../src/witness/check-signature.ts';
import { ALERT_MS, makeCosigner } from './cosigner-under-test.ts';
import { createGrowingLog, type GrowingLog, ORIGIN } from './growing-log.ts';
import { newSigner } from './note-signer.ts';
import { always, silent, startStubWitness, type StubBehaviour, type StubWitness } from './stub-witness.ts';

/** Milliseconds after which a witness that never answers is given up in these tests. */
const SHORT_MS = 500;

let log: GrowingLog;
let one: StubWitness;
let two: StubWitness;
let three: StubWitness;

beforeEach(async () => {
  log = createGrowingLog();
  one = await startStubWitness('one');
  two = await startStubWitness('two', 'ml-dsa-44');
  three = await startStubWitness('three');
});
afterEach(async () => {
  await Promise.all([one, two, three].map((stub) => stub.stop().catch(() => undefined)));
});

/** Witnesses whose cosignature on a note holds. */
async function cosignedBy(note: string | undefined): Promise<string[]> {
  const names: string[] = [];
  for (const { name, signer } of [one, two, three]) {
    await verifyCosignature(note ?? '', signer.key, checkSignature).then(
      () => names.push(name),
      () => undefined,
    );
  }
  return names;
}

describe('PolicyCosigner', () => {
  it('brings each checkpoint with its proof to all witnesses', async () => {
    const { cosigner } = makeCosigner([one, two, three], 'group g all one two three\nquorum g\n');
    for (const size of [0, 1, 2, 255, 256, 300, 700]) {
      const signed = await log.signed(size);
      const note = await cosigner.cosign(signed);
      expect(note?.startsWith(signed.note)).toBe(true);
      expect(await cosignedBy(note)).toEqual(['one', 'two', 'three']);
    }
    expect(one.asked.map((body) => body.split('\n', 1)[0])).toEqual(
      [0, 0, 1, 2, 255, 256, 300].map((size) => `old ${size}`),
    );
  });

  it('asks two keys at one address once', async () => {
    const both = { ...two, line: two.line.replace(two.url, one.url) };
    const { cosigner } = makeCosigner([one, both], 'quorum one\n');
    one.behave(async (request) => {
      const { body = '', status } = (await one.honest(request)) ?? { status: 0 };
      const line = await cosign(request.body.slice(request.body.indexOf('\n\n') + 2), two.signer, { timestamp: 7 });
      return { status, body: body + formatSignatures([line]) };
    });
    expect(await cosignedBy(await cosigner.cosign(await log.signed(3)))).toEqual(['one', 'two']);
    expect(one.asked).toHaveLength(1);
  });

  it('learns by a 409 what a witness cosigned before', async () => {
    await makeCosigner([one], 'quorum one\n').cosigner.cosign(await log.signed(300));
    const { cosigner, lines } = makeCosigner([one], 'quorum one\n');
    expect(await cosignedBy(await cosigner.cosign(await log.signed(700)))).toEqual(['one']);
    expect(one.asked.slice(1).map((body) => body.split('\n', 1)[0])).toEqual(['old 0', 'old 300']);
    expect(lines()).toEqual([]);
  });

  it('has a checkpoint cosigned again that was cosigned before', async () => {
    const { cosigner } = makeCosigner([one], 'quorum one\n');
    await cosigner.cosign(await log.signed(5));
    expect(await cosignedBy(await cosigner.cosign(await log.signed(5)))).toEqual(['one']);
  });

  it('is content with the quorum when a witness is down', async () => {
    await two.stop();
    const { cosigner, lines } = makeCosigner([one, two, three], 'group g 2 one two three\nquorum g\n');
    expect(await cosignedBy(await cosigner.cosign(await log.signed(3)))).toEqual(['one', 'three']);
    await cosigner.cosign(await log.signed(4));
    expect(lines()).toMatchObject([{ witness: 'two', reason: 'it cannot be reached (ECONNREFUSED)' }]);
    expect(cosigner.unwitnessedSince()).toBeUndefined();
  });

  it('does not wait for a slow witness that the quorum does not need', async () => {
    two.behave(silent);
    const { cosigner } = makeCosigner([one, two], 'quorum one\n', 60_000);
    expect(await cosignedBy(await cosigner.cosign(await log.signed(3)))).toEqual(['one']);
  });

  it('gives a slow witness the newest checkpoint when its turn comes', async () => {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    let isFirst = true;
    const { cosigner } = makeCosigner([one, two], 'quorum one\n');
    two.behave(async (request) => {
      if (isFirst) {
        isFirst = false;
        await late;
      }
      return two.honest(request);
    });
    for (const size of [1, 2, 3]) await cosigner.cosign(await log.signed(size));
    resolve();
    await cosigner.cosign(await log.signed(4));
    const sizes = two.asked.map((body) => parseCheckpointBody(parseNote(parseAddCheckpoint(body).note).text).size);
    expect(sizes).toEqual(expect.arrayContaining([1, 4]));
    expect(sizes).not.toContain(2);
  });

  it('publishes at once without quorum where none is asked for, with what came in time', async () => {
    two.behave(silent);
    const { cosigner } = makeCosigner([one, two], 'quorum none\n', 60_000);
    expect(await cosignedBy(await cosigner.cosign(await log.signed(3)))).toEqual(['one']);
    await one.stop();
    const signed = await log.signed(4);
    expect(await cosigner.cosign(signed)).toBe(signed.note);
  });
});

describe('without quorum', () => {
  it('there is nothing to publish, and the newest checkpoint goes on when a witness is back', async () => {
    one.behave(silent);
    const { cosigner, lines } = makeCosigner([one, two], 'group g all one two\nquorum g\n', SHORT_MS);
    expect(await cosigner.cosign(await log.signed(3))).toBeUndefined();
    expect(cosigner.unwitnessedSince()).toBeDefined();
    const newest = await log.signed(9);
    expect(await cosigner.cosign(newest)).toBeUndefined();
    expect(cosigner.newest(ORIGIN)).toEqual({ size: 9, note: newest.note });
    one.behave(one.honest);
    expect(await cosignedBy(await cosigner.cosign(await log.signed(9)))).toEqual(['one', 'two']);
    expect(cosigner.unwitnessedSince()).toBeUndefined();
    expect(lines().map(({ msg }) => msg)).toEqual([
      'the witness does not cosign',
      'without the witness quorum nothing is published',
      'the witness cosigns again',
      'the witness quorum is there again',
    ]);
  });

  it('raises one finding after a minute, and another when it happens again', async () => {
    const { cosigner, findings, lines, pass } = makeCosigner([one], 'quorum one\n');
    const alerts = () => lines().filter(({ alert }) => alert === 'witness-quorum').length;
    one.behave(always({ status: 503 }));
    await cosigner.cosign(await log.signed(3));
    pass(ALERT_MS - 1);
    await cosigner.cosign(await log.signed(4));
    expect([findings.length, alerts()]).toEqual([0, 0]);
    pass(1);
    await cosigner.cosign(await log.signed(5));
    pass(ALERT_MS);
    await cosigner.cosign(await log.signed(6));
    expect(findings).toMatchObject([{ kind: 'witness-quorum', log: 'ID-LA-2026h1' }]);
    expect(findings[0]?.detail).toContain('one: it answers 503');
    expect(alerts()).toBe(1);
    one.behave(one.honest);
    await cosigner.cosign(await log.signed(7));
    one.behave(always({ status: 503 }));
    await cosigner.cosign(await log.signed(8));
    pass(ALERT_MS);
    await cosigner.cosign(await log.signed(9));
    expect(new Set(findings.map(({ id }) => id)).size).toBe(2);
  });
});

describe('a witness that does not do as it should', () => {
  const [text, note] = [{ 'content-type': 'text/x.tlog.size' }, { 'content-type': 'text/plain' }];
  /** Signs what is asked with a key of its own choice. */
  const signWith = (signer: typeof one.signer, change = (line: string) => line): StubBehaviour => {
    return async ({ body }) => {
      const line = await cosign(body.slice(body.indexOf('\n\n') + 2), signer, { timestamp: 7 });
      return { status: 200, body: change(formatSignatures([line])), headers: note };
    };
  };

  async function ask(behaviour: StubBehaviour) {
    const made = makeCosigner([one], 'quorum one\n', 1000);
    await made.cosigner.cosign(await log.signed(10));
    one.behave(behaviour);
    const answer = await made.cosigner.cosign(await log.signed(20));
    const [first] = made.lines();
    return { answer, first };
  }

  it.each([
    ['names fewer leaves than it cosigned', always({ status: 409, body: '9\n', headers: text }), /names 9 leaves/],
    ['names more leaves than were signed', always({ status: 409, body: '21\n', headers: text }), /knows 21 leaves/],
    ['says that the history is another', always({ status: 422 }), /another history/],
  ])('%s: alert', async (_, behaviour, reason) => {
    const { answer, first } = await ask(behaviour);
    expect(answer).toBeUndefined();
    expect(first).toMatchObject({ alert: 'witness-contradiction', reason: expect.stringMatching(reason) });
  });

  it('signs wrongly: alert', async () => {
    const wrong = await log.signed(19);
    const { answer, first } = await ask(async () => {
      const line = await cosign(wrong.note, one.signer, { timestamp: 7 });
      return { status: 200, body: formatSignatures([line]) };
    });
    expect(answer).toBeUndefined();
    expect(first).toMatchObject({ alert: 'witness-contradiction' });
  });

  it('states no time: alert', async () => {
    const { answer, first } = await ask(async ({ body }) => {
      const line = await cosign(body.slice(body.indexOf('\n\n') + 2), one.signer, { timestamp: 7 });
      const signature = Uint8Array.from(line.signature, (byte, at) => (at < 8 ? 0 : byte));
      return { status: 200, body: formatSignatures([{ ...line, signature }]) };
    });
    expect(answer).toBeUndefined();
    expect(first).toMatchObject({ alert: 'witness-contradiction' });
  });

  it.each([
    [
      'with a key that the policy does not name',
      () => signWith(three.signer),
      'it signs with no key that the policy names',
    ],
    [
      'with another key under its name',
      () => signWith(newSigner('stub.example/one', 'cosignature-ed25519')),
      'it signs with no key that the policy names',
    ],
  ])('signs %s: it does not count', async (_, behaviour, reason) => {
    const { answer, first } = await ask(behaviour());
    expect(answer).toBeUndefined();
    expect(first).toMatchObject({ reason });
    expect(first?.alert).toBeUndefined();
  });

  it.each([
    ['text that is no signature line', always({ status: 200, body: 'yes\n' })],
    ['nothing', always({ status: 200, body: '' })],
    ['a checkpoint in place of lines', async () => ({ status: 200, body: (await log.signed(20)).note })],
  ] satisfies [string, StubBehaviour][])('answers %s: it does not count', async (_, behaviour) => {
    const { answer, first } = await ask(behaviour);
    expect(answer).toBeUndefined();
    expect(first?.reason).toMatch(/its cosignature does not hold/);
  });

  it.each([
    ['an answer without end', always({ status: 200, body: 'x'.repeat(70_000) }), 'its answer is too large'],
    ['404', always({ status: 404 }), 'it does not know this log'],
    ['403', always({ status: 403 }), 'it does not know the keys of this log'],
    ['a 409 without size', always({ status: 409, body: '010\n' }), 'it answers 409'],
    [
      'another size each time',
      async ({ body }) => ({ status: 409, body: body.startsWith('old 10\n') ? '11\n' : '12\n' }),
      'it names another size each time',
    ],
  ] satisfies [string, StubBehaviour, string][])('answers %s: it does not count', async (_, behaviour, reason) => {
    const { answer, first } = await ask(behaviour);
    expect(answer).toBeUndefined();
    expect(first).toMatchObject({ reason });
    expect(first?.alert).toBeUndefined();
  });

  it('sends elsewhere: it is not followed', async () => {
    const { answer, first } = await ask(async (request) =>
      request.path.startsWith('/w/')
        ? { status: 307, headers: { location: '/elsewhere/add-checkpoint' } }
        : one.honest(request),
    );
    expect(answer).toBeUndefined();
    expect(first).toMatchObject({ reason: 'it cannot be reached' });
  });

  it.each([3, 1000])('has named %i leaves: the next honest answer counts again', async (lie) => {
    const { cosigner } = makeCosigner([one], 'quorum one\n');
    await cosigner.cosign(await log.signed(10));
    one.behave(always({ status: 409, body: `${lie}\n` }));
    expect(await cosigner.cosign(await log.signed(20))).toBeUndefined();
    one.behave(one.honest);
    const published = await cosigner.cosign(await log.signed(20));
    expect(parseNote(published ?? '').text).toBe(parseNote((await log.signed(20)).note).text);
    expect(one.asked.at(-1)).toMatch(/^old 10\n/);
  });
});
