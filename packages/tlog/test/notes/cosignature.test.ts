import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import {
  addSignatures,
  cosign,
  cosignatureMessage,
  formatCosignature,
  formatSignatures,
  parseCheckpointBody,
  parseCosignature,
  parseNote,
  parseSignatures,
  parseVerifierKey,
  signCheckpoint,
  verifyCheckpoint,
  verifyCosignature,
} from '../../src/index.ts';
import { bytes, hex, sha256, unhex } from '../sha256.ts';
import { newSigner, verifyWithNode } from '../signers.ts';

const vector = (name: string): string => readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8');
const ED25519_NOTE = vector('cosigned-ed25519.txt');
const ML_DSA_NOTE = vector('cosigned-ml-dsa-44.txt');
const keyOf = (vkey: string) => parseVerifierKey(sha256, vkey);

const ORIGIN = 'bus.example/audit/log/ID-LA-2026h2';
const checkpoint = { origin: ORIGIN, size: 12, root: unhex('5a'.repeat(32)), extensions: [] };
const NOW = { timestamp: 1_790_000_000 };
const log = newSigner(ORIGIN);
const witness = newSigner('witness.example/w1', 'cosignature-ed25519');
const quantum = newSigner('witness.example/w1', 'ml-dsa-44');
const signed = await signCheckpoint(checkpoint, [log], { timestamp: 0 });
const cosigned = addSignatures(signed, [await cosign(signed, witness, NOW), await cosign(signed, quantum, NOW)]);

describe('cosignatures of public witnesses', () => {
  it.each([
    [ED25519_NOTE, 'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2'],
    [ED25519_NOTE, 'transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM'],
    [ED25519_NOTE, 'witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO'],
    [ED25519_NOTE, 'witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv'],
    [ML_DSA_NOTE, 'witness.navigli.sunlight.geomys.org+a3e00fe2+BNy/co4C1Hn1p+INwJrfUlgz7W55dSZReusH/GhUhJ/G'],
    [ML_DSA_NOTE, vector('ml-dsa-44.vkey').trimEnd()],
  ])('hold, and for no other origin, size or root', async (note, vkey) => {
    const key = keyOf(vkey);
    const { timestamp } = await verifyCosignature(note, key, verifyWithNode);
    expect(new Date(timestamp * 1000).getUTCFullYear()).toBe(2026);
    const [origin = '', size = '', root = ''] = note.split('\n');
    for (const changed of [
      note.replace(origin, `x${origin}`),
      note.replace(`\n${size}\n`, `\n${size}0\n`),
      note.replace(root, `A${root.slice(1)}`),
    ])
      await expect(verifyCosignature(changed, key, verifyWithNode)).rejects.toThrow('signature');
  });

  it('are not the ones of a key whose id only looks right', () => {
    expect(() => keyOf(vector('ml-dsa-44-wrong-id.vkey').trimEnd())).toThrow('the key id is not the one');
  });

  it('count beside the log’s own key, and never as the log', async () => {
    const arche = keyOf(
      'arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f',
    );
    const remora = keyOf('remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2');
    const both = { keys: [arche, remora], verify: verifyWithNode };
    const { verifiedBy } = await verifyCheckpoint(ED25519_NOTE, both);
    expect(verifiedBy.map(({ key }) => key)).toEqual([arche, remora]);
    await expect(verifyCheckpoint(ED25519_NOTE, { ...both, keys: [remora] })).rejects.toThrow('origin');
  });
});

describe('cosignatures', () => {
  it('are over the two messages of C2SP tlog-cosignature', () => {
    const body = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
    const parts = { name: 'witness.example.com/w1', timestamp: 1_679_315_147, checkpoint: parseCheckpointBody(body) };
    const plain = cosignatureMessage({ ...parts, algorithm: 'cosignature-ed25519' });
    expect(new TextDecoder().decode(plain)).toBe(`cosignature/v1\ntime 1679315147\n${body}`);
    const quantumMessage = cosignatureMessage({ ...parts, algorithm: 'ml-dsa-44' });
    const short = (text: string) => `${text.length.toString(16).padStart(2, '0')}${hex(bytes(text))}`;
    const uint64 = (value: number) => value.toString(16).padStart(16, '0');
    expect(hex(quantumMessage)).toBe(
      `${hex(bytes('subtree/v1\n\0'))}${short(parts.name)}${uint64(1_679_315_147)}${short('example.com/behind-the-sofa')}` +
        `${uint64(0)}${uint64(20_852_163)}${hex(parts.checkpoint.root)}`,
    );
  });

  it('of both kinds verify, with the time they state', async () => {
    for (const { key } of [witness, quantum])
      expect(await verifyCosignature(cosigned, key, verifyWithNode)).toEqual(NOW);
    const sizes = parseNote(cosigned).signatures.map(({ signature }) => signature.length);
    expect(sizes).toEqual([64, 72, 2428]);
  });

  it('cover extension lines with Ed25519, not with ML-DSA-44', async () => {
    const extended = cosigned.replace('\n\n', '\nextension\n\n');
    await expect(verifyCosignature(extended, witness.key, verifyWithNode)).rejects.toThrow('signature');
    expect(await verifyCosignature(extended, quantum.key, verifyWithNode)).toEqual(NOW);
  });

  it('state no older time than they have, and the latest of several', async () => {
    const later = await cosign(signed, witness, { timestamp: NOW.timestamp + 60 });
    const twice = cosigned + formatSignatures([later]);
    expect(await verifyCosignature(twice, witness.key, verifyWithNode)).toEqual({ timestamp: NOW.timestamp + 60 });
    const moved = { ...later, signature: formatCosignature(NOW.timestamp + 61, later.signature.subarray(8)) };
    const forged = cosigned + formatSignatures([moved]);
    await expect(verifyCosignature(forged, witness.key, verifyWithNode)).rejects.toThrow('signature');
  });

  it('by a witness that is named like the log are not the log’s signature', async () => {
    const namesake = newSigner(ORIGIN, 'cosignature-ed25519');
    const note = await signCheckpoint(checkpoint, [namesake], NOW);
    const keys = [namesake.key];
    await expect(verifyCheckpoint(note, { keys, verify: verifyWithNode })).rejects.toThrow(/^origin:/);
    expect(await verifyCosignature(note, namesake.key, verifyWithNode)).toEqual(NOW);
  });

  it('are refused from a log’s key, and by it', async () => {
    await expect(cosign(signed, log, NOW)).rejects.toThrow(/^cosignature: this key signs for a log/);
    await expect(verifyCosignature(cosigned, log.key, verifyWithNode)).rejects.toThrow(/^cosignature:/);
  });

  it('are refused without a time', async () => {
    await expect(cosign(signed, quantum, { timestamp: 0 })).rejects.toThrow('the time is missing');
    await expect(cosign(signed, quantum, { timestamp: 1.5 })).rejects.toThrow('whole seconds');
    const timeless = await signCheckpoint(checkpoint, [log, quantum], { timestamp: 0 });
    await expect(verifyCosignature(timeless, quantum.key, verifyWithNode)).rejects.toThrow('states no time');
  });

  it('of others are not those of this cosigner', async () => {
    const namesake = newSigner('witness.example/w1', 'cosignature-ed25519');
    await expect(verifyCosignature(cosigned, namesake.key, verifyWithNode)).rejects.toThrow(/^unknown-keys:/);
    const collision = { ...namesake.key, keyId: witness.key.keyId };
    await expect(verifyCosignature(cosigned, collision, verifyWithNode)).rejects.toThrow(/^signature:/);
  });

  it('with a signature of the other length are refused', async () => {
    for (const [{ key }, length] of [
      [witness, 2420],
      [quantum, 64],
    ] as const) {
      const line = { name: key.name, keyId: key.keyId, signature: formatCosignature(1, new Uint8Array(length)) };
      const note = addSignatures(signed, [line]);
      await expect(verifyCosignature(note, key, verifyWithNode)).rejects.toThrow('this signature has');
    }
  });

  it('read back whatever the time and signature, and refuse every other length', () => {
    const signature = fc
      .constantFrom(64, 2420)
      .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
    fc.assert(
      fc.property(fc.maxSafeNat(), signature, (timestamp, value) => {
        const read = parseCosignature(formatCosignature(timestamp, value));
        expect([read.timestamp, hex(read.signature)]).toEqual([timestamp, hex(value)]);
      }),
    );
    for (const length of [0, 7, 8, 64, 71, 73, 2420, 2427, 2429])
      expect(() => parseCosignature(new Uint8Array(length))).toThrow(/^signature: a cosignature has/);
    expect(() => parseCosignature(Uint8Array.from({ length: 72 }, () => 0xff))).toThrow('out of range');
    for (const timestamp of [-1, 0.5, 2 ** 53, Number.NaN])
      expect(() => formatCosignature(timestamp, new Uint8Array(64))).toThrow(/^cosignature:/);
  });
});

describe('added signatures', () => {
  it('come after those of the note, in order, one of each key', async () => {
    const [, first, second] = parseNote(cosigned).signatures;
    if (first === undefined || second === undefined) throw new Error('two cosignatures expected');
    const again = await cosign(signed, witness, { timestamp: NOW.timestamp + 1 });
    expect(addSignatures(cosigned, [first, again, second])).toBe(cosigned);
    expect(addSignatures(signed, [first, again, second])).toBe(cosigned);
    expect(addSignatures(signed, [])).toBe(signed);
    expect(addSignatures(signed, parseSignatures(cosigned.slice(signed.length)))).toBe(cosigned);
  });

  it('of different keys with one name or one id are all kept', () => {
    const line = (name: string, keyId: string) => ({ name, keyId, signature: bytes('x') });
    const lines = [line('a', '00000001'), line('a', '00000002'), line('b', '00000001')];
    expect(parseNote(addSignatures(signed, lines)).signatures).toHaveLength(4);
  });

  it('are refused for what is no note, beyond 100, and for lines that cannot be written', () => {
    const lines = Array.from({ length: 99 }, (_, at) => ({
      name: 'a',
      keyId: at.toString(16).padStart(8, '0'),
      signature: bytes('x'),
    }));
    const full = addSignatures(signed, lines);
    expect(parseNote(full).signatures).toHaveLength(100);
    const one = { name: 'b', keyId: '00000000', signature: bytes('x') };
    expect(() => addSignatures(full, [one])).toThrow('too many');
    expect(() => addSignatures(signed.trimEnd(), [one])).toThrow(/^note:/);
    expect(() => addSignatures(signed, [{ ...one, name: 'b c' }])).toThrow(/^note:/);
  });
});
