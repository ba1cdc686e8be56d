import { describe, expect, it } from '@jest/globals';
import { machineHas } from '@simpul/testing';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { importVerifyingKey, SignatureError } from '../../src/index.ts';

interface Vector {
  readonly number: number;
  /** Hex, as is the signature. */
  readonly key: string;
  readonly sig: string;
  readonly msg: string;
  readonly flags: readonly string[] | null;
}

const file = fileURLToPath(new URL('../../../../../shared/vectors/ed25519/ed25519vectors.json', import.meta.url));

/** Of a key: encoded otherwise than RFC 8032 says, or of small order, for which signatures hold for many messages. */
const BAD_KEY = new Set(['non_canonical_A', 'low_order_A']);
/** Of a signature: encoded otherwise, a commitment of small order, or right only for a verifier that multiplies by the cofactor. */
const BAD_SIGNATURE = new Set(['non_canonical_R', 'low_order_R', 'low_order_residue']);

function judge({ key, sig, msg }: Vector): string {
  try {
    const x = Buffer.from(key, 'hex').toString('base64url');
    const { holds } = importVerifyingKey({ kty: 'OKP', crv: 'Ed25519', x });
    return holds({ data: Buffer.from(msg), signature: Buffer.from(sig, 'hex') }) ? 'ok' : 'signature-wrong';
  } catch (error) {
    if (error instanceof SignatureError) return error.rule;
    throw error;
  }
}

function verdict(flags: readonly string[]): string {
  if (flags.some((flag) => BAD_KEY.has(flag))) return 'key-unusable';
  return flags.some((flag) => BAD_SIGNATURE.has(flag)) ? 'signature-wrong' : 'ok';
}

describe('vectors of C2SP/CCTV ed25519', () => {
  if (!machineHas(existsSync(file), 'the folder ../shared/vectors')) {
    it.todo('(skipped: shared vectors missing)');
    return;
  }
  const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vector[];
  const kinds = Map.groupBy(vectors, ({ flags }) => (flags ?? []).join(' '));

  it('are all there', () => {
    expect(vectors.length).toBe(914);
  });

  it.each([...kinds].map(([kind, members]) => ({ kind: kind || 'none', rule: verdict(kind.split(' ')), members })))(
    '$rule: $kind',
    ({ rule, members }) => {
      expect(members.map((vector) => [vector.number, judge(vector)])).toEqual(
        members.map(({ number }) => [number, rule]),
      );
    },
  );
});
