import { afterEach, describe, expect, it } from '@jest/globals';
import { createVerifierKey, formatVerifierKey } from '@simpul/tlog';
import { sha256 } from '../../src/verification/trusted-keys.ts';
import { cleanUp, freshWitness } from './support/in-process.ts';

// Vectors of filippo.io/torchwood v0.10.0, cmd/litewitness/testdata/litewitness.txt: requests and answers of another witness.
const PUBLIC_KEY = 'ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f';
const ORIGIN = 'sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562';
const ROOT_3 = 'RcCI1Nk56ZcSmIEfIn0SleqtV7uvrlXNccFx595Iwl0=';
const ROOT_5 = 'QrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=';
const SIGNATURE_1 = 'UgIom7fPZTqpxWWhyjWduBvTvGVqsokMbqTArsQilegKoFBJQjUFAmQ0+YeSPM3wfUQMFSzVnnNuWRTYrajXpNUbIQY=';
const SIGNATURE_3 = 'UgIom2VbtIcdFbwFAy1n7s6IkAxIY6J/GQOTuZF2ORV39d75cbAj2aQYwyJre36kezNobZs4SUUdrcawfAB8WVrx6go=';
const SIGNATURE_5 = 'UgIomw/EOJmWi0i1FQsOj+etB7F8IccFam/jgd6wzRns4QPVmyEZtdvl1U2KEmLOZ/ASRcWJi0tW90dJWAShei7sDww=';
const BAD_BODY = 'UgIom4JTC2MerrFcJ5xDcWHzRPVB6zzGBIw4OFqcKDflqjH4q4xY5vMxUxyczvdIlEwFYf7ivQU4KoWan2bLmzLx0go=';
const hash = (start: string): string => start.padEnd(43, 'A') + '=';
const FROM_1 = [hash('KgE'), hash('KgI')];
const FROM_3 = [hash('KgI'), hash('KgM'), 'wgiIFdZfYNv6WU1OllBKsWnLYIS/DBMqt8Uh/S4OukE=', hash('KgQ')];
const WRONG_FROM_1 = [hash('KgE'), '+fUDV+k970B4I3uKrqJM4aP1lloPZP8mvr2Z4wRw2LI=', hash('KgQ')];

interface Submission {
  readonly old: number;
  readonly proof?: readonly string[];
  readonly origin?: string;
  readonly size: number | string;
  readonly root: string;
  /** None for a note without signatures. */
  readonly signature?: string;
}

function write({ old, proof = [], origin = ORIGIN, size, root, signature }: Submission): string {
  const end = signature === undefined ? '' : `\n— ${origin} ${signature}\n`;
  return `old ${old}\n${proof.map((each) => `${each}\n`).join('')}\n${origin}\n${size}\n${root}\n${end}`;
}

const checkpoint1 = { size: 1, root: hash('Kg'), signature: SIGNATURE_1 };
const checkpoint3 = { size: 3, root: ROOT_3, signature: SIGNATURE_3 };
const checkpoint5 = { size: 5, root: ROOT_5, signature: SIGNATURE_5 };
const STEPS: readonly (readonly [string, Submission, number, RegExp])[] = [
  ['the first checkpoint', { old: 0, ...checkpoint1 }, 200, /^— example\.com\/witness /],
  [
    'a wrong signature',
    { old: 1, proof: FROM_1, ...checkpoint3, signature: SIGNATURE_3.replace('6go=', '6gx=') },
    403,
    /invalid signature/,
  ],
  [
    'an unknown log',
    { old: 1, proof: FROM_1, ...checkpoint3, origin: ORIGIN.replace('e562', 'e563') },
    404,
    /unknown log/,
  ],
  ['no proof', { old: 1, ...checkpoint3 }, 422, /consistency proof/],
  [
    'a wrong proof',
    { old: 1, proof: [hash('KgE'), `KgI${'A'.repeat(38)}BA=`], ...checkpoint3 },
    422,
    /consistency proof/,
  ],
  ['a right proof', { old: 1, proof: FROM_1, ...checkpoint3 }, 200, /^— example\.com\/witness /],
  ['a stale size', { old: 1, proof: WRONG_FROM_1, ...checkpoint5 }, 409, /^3\n$/],
  ['a right proof from 3', { old: 3, proof: FROM_3, ...checkpoint5 }, 200, /^— example\.com\/witness /],
  ['size 0 to ask', { old: 0, ...checkpoint5 }, 409, /^5\n$/],
  ['a note without signatures', { old: 5, size: 5, root: ROOT_5 }, 400, /invalid input/],
  [
    'a signed note that is no checkpoint',
    { old: 5, size: 'five', root: hash('Kg'), signature: BAD_BODY },
    400,
    /invalid input/,
  ],
];

afterEach(cleanUp);

describe('the transcript of another witness', () => {
  it('is answered alike, in its order', async () => {
    const publicKey = Buffer.from(PUBLIC_KEY, 'hex');
    const vkey = formatVerifierKey(createVerifierKey(sha256, { name: ORIGIN, algorithm: 'ed25519', publicKey }));
    const { add, get } = await freshWitness({ vkeys: [vkey], name: 'example.com/witness' });
    expect((await get('/')).text).toContain(ORIGIN);
    for (const [step, submission, status, body] of STEPS) {
      const answer = await add(write(submission));
      expect([step, answer.status, answer.text]).toEqual([step, status, expect.stringMatching(body)]);
      if (status === 409) expect(answer.headers['content-type']).toBe('text/x.tlog.size');
    }
  });
});
