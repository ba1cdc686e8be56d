import { describe, expect, it } from '@jest/globals';
import {
  formatCheckpointBody,
  formatNote,
  parseNote,
  parseVerifierKey,
  signCheckpoint,
  verifyCheckpoint,
} from '../../src/index.ts';
import { hex, sha256, unhex } from '../sha256.ts';
import { newSigner, verifyWithNode } from '../signers.ts';

const ORIGIN = 'bus.example/audit/log/ID-LA-2026h2';
const ROOT = unhex('5a'.repeat(32));
const checkpoint = { origin: ORIGIN, size: 12, root: ROOT, extensions: [] };
const log = newSigner(ORIGIN);
const quantum = newSigner(ORIGIN, 'ml-dsa-44');
const stranger = newSigner('witness.example');
const NOW = { timestamp: 1_790_000_000 };
const signed = await signCheckpoint(checkpoint, [log, quantum, stranger], NOW);
const check = (note: string | Uint8Array, ...signers: readonly (typeof log)[]) =>
  verifyCheckpoint(note, { keys: signers.map(({ key }) => key), verify: verifyWithNode });

describe('signed checkpoints', () => {
  it('verify with either key of the log or both, and name what was verified', async () => {
    const { checkpoint: read, verifiedBy } = await check(signed, log, quantum);
    expect({ ...read, root: hex(read.root) }).toEqual({ ...checkpoint, root: hex(ROOT) });
    expect(verifiedBy).toEqual([{ key: log.key }, { key: quantum.key, timestamp: NOW.timestamp }]);
    expect((await check(signed, log)).verifiedBy).toHaveLength(1);
    expect((await check(signed, quantum)).verifiedBy).toHaveLength(1);
  });

  it('carry the ML-DSA-44 message of C2SP tlog-cosignature', async () => {
    let message = new Uint8Array();
    const spy = {
      key: quantum.key,
      sign: (bytes: Uint8Array) => ((message = new Uint8Array(bytes)), new Uint8Array(2420)),
    };
    await signCheckpoint(checkpoint, [spy], NOW);
    const name = `${ORIGIN.length.toString(16).padStart(2, '0')}${Buffer.from(ORIGIN).toString('hex')}`;
    const time = NOW.timestamp.toString(16).padStart(16, '0');
    const label = Buffer.from('subtree/v1\n\0').toString('hex');
    expect(hex(message)).toBe(`${label}${name}${time}${name}${'00'.repeat(8)}${'0c'.padStart(16, '0')}${hex(ROOT)}`);
  });

  it('of the specification parse, with the key id of example.com/behind-the-sofa', () => {
    const note =
      'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n' +
      '— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n';
    expect(parseNote(note).signatures[0]?.keyId).toBe('033de0ae');
  });

  it('are refused without a known key', async () => {
    await expect(check(signed)).rejects.toThrow('unknown-keys');
    await expect(check(signed, newSigner(ORIGIN))).rejects.toThrow('unknown-keys');
  });

  it('are refused when only others than the log signed', async () => {
    await expect(check(signed, stranger)).rejects.toThrow('origin');
  });

  it('are refused when a known key signed wrongly, whoever else signed', async () => {
    const notTheKey = { key: quantum.key, sign: newSigner(ORIGIN, 'ml-dsa-44').sign };
    const note = await signCheckpoint(checkpoint, [log, notTheKey], NOW);
    await expect(check(note, log, quantum)).rejects.toThrow('signature');
    expect((await check(note, log)).verifiedBy).toHaveLength(1);
  });

  it('are refused when two known keys have the same name and id', async () => {
    const collision = { ...log, key: { ...log.key, publicKey: newSigner(ORIGIN).key.publicKey } };
    await expect(check(signed, log, collision)).rejects.toThrow('same name and id');
    await expect(check(signed, collision)).rejects.toThrow('is wrong');
  });

  it.each<[string, (note: string) => string]>([
    ['another origin', (note) => note.replace('ID-LA', 'ID-JB')],
    ['another size', (note) => note.replace('\n12\n', '\n13\n')],
    ['a size with a leading zero', (note) => note.replace('\n12\n', '\n012\n')],
    ['another root', (note) => note.replace('Wlpa', 'Wlpb')],
    ['an extension line', (note) => note.replace('\n\n', '\nextension\n\n')],
    ['two blank lines', (note) => note.replace('\n\n', '\n\n\n')],
    ['CRLF', (note) => note.replaceAll('\n', '\r\n')],
    ['a signature cut short', (note) => note.replace(/(— \S+ \S{80})\S+/, '$1')],
    ['a blank line at the end', (note) => `${note}\n`],
  ])('with %s are refused', async (_, tamper) => {
    const note = await signCheckpoint(checkpoint, [log], NOW);
    expect(tamper(note)).not.toBe(note);
    await expect(check(tamper(note), log)).rejects.toThrow(/^(signature|checkpoint|note|origin):/);
  });

  it('with any byte changed are refused, unless it only makes a signature unknown', async () => {
    const original = Buffer.from(await signCheckpoint(checkpoint, [log], NOW));
    for (let i = 0; i < original.length; i += 1) {
      const changed = Buffer.from(original);
      changed[i] = (original[i] ?? 0) ^ 1;
      await expect(check(changed, log)).rejects.toThrow(/^(signature|checkpoint|note|text|unknown-keys):/);
    }
  });

  it('with a timestamp beyond 2^53 or a signature of a wrong length are refused', async () => {
    for (const [signer, length] of [
      [log, 63],
      [log, 65],
      [quantum, 2419],
      [quantum, 2421],
    ] as const) {
      const note = await signCheckpoint(checkpoint, [{ key: signer.key, sign: () => new Uint8Array(length) }], NOW);
      await expect(check(note, signer)).rejects.toThrow(/^signature: .*has/);
    }
    await expect(signCheckpoint(checkpoint, [quantum], { timestamp: 2 ** 60 })).rejects.toThrow('below 2^53');
    const joined = Uint8Array.from({ length: 2428 }, () => 0xff);
    const late = formatNote({
      text: formatCheckpointBody(checkpoint),
      signatures: [{ name: ORIGIN, keyId: quantum.key.keyId, signature: joined }],
    });
    await expect(check(late, quantum)).rejects.toThrow('out of range');
  });

  it('cannot be made for names that the ML-DSA-44 format cannot carry', async () => {
    const origin = 'a'.repeat(256);
    const signer = { ...quantum, key: { ...quantum.key, name: origin } };
    await expect(signCheckpoint({ ...checkpoint, origin }, [signer], NOW)).rejects.toThrow('1 to 255 bytes');
  });

  it('accept the asynchronous verifier of a browser', async () => {
    const vkey = parseVerifierKey(sha256, 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k');
    const verify = async (): Promise<boolean> => false;
    await expect(verifyCheckpoint(signed, { keys: [vkey, log.key], verify })).rejects.toThrow('signature');
  });
});
