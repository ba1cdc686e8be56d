import { REQUEST, SIGNATURE } from '@simpul/errors';
import { signRequest, type SigningKey } from '@simpul/http-signatures';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Case } from './case.ts';
import { HELD_BODY, road, SIGNER } from './region-file.ts';
import { FOREIGN_KEY, SIGNING_KEYS } from './signing-keys.ts';
import { type Answer, until, type World } from './world.ts';

const COMMAND = resolve(import.meta.dirname, '../../../packages/cli/bin/simpul.js');
const [{ key: GOOD }, { key: LOST }] = SIGNING_KEYS;
const BODY = '{"nik":"1"}';

/** How a request differs from one that would be taken. */
interface Change {
  readonly service?: string;
  readonly key?: SigningKey;
  /** Seconds by which the clock of the signer is off. */
  readonly off?: number;
  readonly nonce?: string;
  readonly method?: string;
  readonly body?: string;
  /** Bytes of a body that is announced and not sent. */
  readonly announced?: number;
  readonly lines?: (lines: readonly string[]) => readonly string[];
}

async function callSigned({ call, bus }: World, change: Change = {}): Promise<Answer> {
  const { service = 'signed', key = GOOD, off = 0, nonce = randomUUID(), method = 'POST', body = BODY } = change;
  const target = road(service);
  const headers = ['Content-Type', 'application/json'];
  const signed = [...headers, 'X-Road-Client', SIGNER];
  const message = { method: 'POST', targetUri: bus.url + target, headers: signed, body: Buffer.from(BODY) };
  const created = Math.floor(Date.now() / 1000) + off;
  const made = await signRequest(message, { key, created, expires: created + 60, nonce });
  const lines = change.lines?.(made) ?? made;
  const { announced } = change;
  const content = announced === undefined ? { body } : { announced };
  return call(target, { method, client: SIGNER, headers: [...headers, ...lines], ...content });
}

/** Step 4: a signature that does not hold; and step 8, an answer that cannot be signed. */
export const SIGNATURE_CASES: readonly Case[] = [
  {
    error: SIGNATURE.MALFORMED,
    provoke: (world) => callSigned(world, { lines: (lines) => lines.map((line) => line.replace('"@method" ', '')) }),
  },
  {
    error: REQUEST.BODY_TOO_LARGE,
    variant: 'signed',
    provoke: (world) => callSigned(world, { announced: HELD_BODY + 1 }),
  },
  { error: SIGNATURE.DIGEST_WRONG, provoke: (world) => callSigned(world, { body: '{"nik":"2"}' }) },
  { error: SIGNATURE.WRONG, provoke: (world) => callSigned(world, { method: 'PUT' }) },
  { error: SIGNATURE.UNTIMELY, provoke: (world) => callSigned(world, { off: -300 }) },
  { error: SIGNATURE.KEY_UNKNOWN, provoke: (world) => callSigned(world, { key: FOREIGN_KEY.key }) },
  {
    error: SIGNATURE.REPLAYED,
    async provoke(world) {
      const nonce = randomUUID();
      const first = await callSigned(world, { nonce });
      return first.status === 200 ? callSigned(world, { nonce }) : first;
    },
  },
  {
    error: SIGNATURE.KEY_OVER,
    async provoke(world) {
      const why = ['--as', 'GOV/KONSUMEN/penanda', '--reason', 'hilang', '--data', world.bus.data];
      await promisify(execFile)(process.execPath, [COMMAND, 'key', 'revoke', LOST.keyid, ...why]);
      let answer = await callSigned(world, { key: LOST });
      await until(async () => {
        if (answer.status !== 200) return true;
        answer = await callSigned(world, { key: LOST });
        return false;
      }, 'the revoked key is refused');
      return answer;
    },
  },
  {
    error: SIGNATURE.RESPONSE_UNSIGNABLE,
    async provoke(world) {
      world.behave('sealed', () => ({ headers: ['content-type', 'a/b', 'content-type', 'c/d'], body: 'x' }));
      return callSigned(world, { service: 'sealed' });
    },
  },
];
