import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  type CheckpointSigner,
  createVerifierKey,
  formatNote,
  fromBase64Url,
  type Note,
  parseCheckpointBody,
  parseNote,
  parseVerifierKey,
  signCheckpoint,
  type VerifierKey,
} from '@simpul/tlog';

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** A forged checkpoint, and the true one that it was made from. */
export interface Forged {
  readonly what: string;
  /** @param note the true checkpoint, signed by Ed25519 and ML-DSA-44 @param vkeys the log's keys */
  readonly forge: (note: string, vkeys: readonly string[]) => Promise<Uint8Array>;
}

const text = (change: (note: string) => string) => async (note: string) => Buffer.from(change(note));
const signatures = (change: (lines: Note['signatures']) => Note['signatures']) => async (note: string) => {
  const parsed = parseNote(note);
  return Buffer.from(formatNote({ text: parsed.text, signatures: [...change(parsed.signatures)] }));
};

/** Facts H, fault 19, each with what signs it where that is not the whole point. */
export const FORGERIES: readonly Forged[] = [
  { what: 'a wrong key', forge: (note, vkeys) => bySigners(note, strangers(vkeys)) },
  { what: 'the right names and key ids, but other keys', forge: (note, vkeys) => bySigners(note, colliding(vkeys)) },
  { what: 'a changed origin', forge: text((note) => note.replace('\n', 'x\n')) },
  {
    what: 'another log’s origin throughout',
    forge: text((note) => note.replaceAll(originOf(note), 'other.example/log')),
  },
  { what: 'a changed size', forge: text((note) => note.replace(/\n\d+\n/, '\n1\n')) },
  { what: 'an extra extension line', forge: text((note) => note.replace('\n\n', '\nextension\n\n')) },
  { what: 'a leading zero in the size', forge: text((note) => note.replace('\n', '\n0')) },
  { what: 'CRLF', forge: text((note) => note.replaceAll('\n', '\r\n')) },
  { what: 'two blank lines', forge: text((note) => note.replace('\n\n', '\n\n\n')) },
  {
    what: 'a signature of no bytes',
    forge: text((note) =>
      note.replace(/^(— \S+ )(\S+)$/gm, (_, line: string, signature: string) => line + emptied(signature)),
    ),
  },
  { what: 'no signature', forge: text((note) => note.slice(0, note.indexOf('\n\n') + 2)) },
  {
    what: 'the signature of a stranger alone',
    forge: signatures((lines) => lines.map((line) => ({ ...line, name: `${line.name}/x` }))),
  },
];

/** An extension line under the one signature that does not cover it: a log signs with all of its keys or not at all. */
export const UNCOVERED_EXTENSION: Forged = {
  what: 'an extra extension line under the one signature that does not cover it',
  async forge(note, vkeys) {
    const { text: body, signatures: lines } = parseNote(note);
    const { keyId } =
      vkeys.map((vkey) => parseVerifierKey(sha256, vkey)).find(({ algorithm }) => algorithm === 'ml-dsa-44') ?? {};
    return Buffer.from(
      formatNote({ text: `${body}extension\n`, signatures: lines.filter((line) => line.keyId === keyId) }),
    );
  },
};

const originOf = (note: string): string => note.slice(0, note.indexOf('\n'));

/** The key id without what follows it. */
function emptied(signature: string): string {
  return Buffer.from(signature, 'base64').subarray(0, 4).toString('base64');
}

async function bySigners(note: string, signers: readonly CheckpointSigner[]): Promise<Uint8Array> {
  const checkpoint = parseCheckpointBody(parseNote(note).text);
  return Buffer.from(await signCheckpoint(checkpoint, signers, { timestamp: Math.floor(Date.now() / 1000) }));
}

/** Keys of somebody else under the log's name. */
function strangers(vkeys: readonly string[]): CheckpointSigner[] {
  return vkeys.map((vkey) => impostor(parseVerifierKey(sha256, vkey)));
}

/** The same, and their ids are those of the log's keys: 32 bits can be made to collide. */
function colliding(vkeys: readonly string[]): CheckpointSigner[] {
  return vkeys.map((vkey) => {
    const known = parseVerifierKey(sha256, vkey);
    const { key, sign: signer } = impostor(known);
    return { key: { ...key, keyId: known.keyId }, sign: signer };
  });
}

function impostor({ name, algorithm }: VerifierKey): CheckpointSigner {
  const { privateKey } = algorithm === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ml-dsa-44');
  const key = createVerifierKey(sha256, { name, algorithm, publicKey: publicBytes(privateKey) });
  return { key, sign: (message) => sign(null, message, privateKey) };
}

function publicBytes(key: KeyObject): Uint8Array {
  const { x, pub } = key.export({ format: 'jwk' }) as { readonly x?: string; readonly pub?: string };
  return fromBase64Url(x ?? pub ?? '');
}
