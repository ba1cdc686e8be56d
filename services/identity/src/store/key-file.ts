import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CONFIG, SimpulError } from '@simpul/errors';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { OWN_ALGORITHM } from '../domain/profile.ts';

/** A private JWK with `alg` and `kid` (RFC 7638 thumbprint). */
export type PrivateKey = JWK & { readonly kty: 'EC'; readonly kid: string; readonly alg: string; readonly d: string };

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
/** Bytes of a secret that nonces are derived from. */
const SECRET_BYTES = 32;

/**
 * Reads an ES256 key, or makes it: created once, whole or not at all, and kept afterwards.
 * @throws SimpulError `SIMPUL_CONFIG_INVALID` if the file holds something else.
 */
export async function loadOrCreateKey(file: string): Promise<PrivateKey> {
  return readKey(file, await readOrCreate(file, makeKey));
}

/** Reads an ES256 key; undefined where there is no file. @throws SimpulError `SIMPUL_CONFIG_INVALID` */
export async function loadKey(file: string): Promise<PrivateKey | undefined> {
  const text = await readIfThere(file);
  return text === undefined ? undefined : readKey(file, text);
}

/** Writes a key, whole or not at all, in place of what the file held. */
export async function replaceKey(file: string, key: PrivateKey): Promise<void> {
  const draft = draftBeside(file);
  await writeDraft(draft, textOf(key));
  await rename(draft, file);
}

async function readKey(file: string, text: string): Promise<PrivateKey> {
  const key = parse(text);
  if (key?.kty !== 'EC' || key.crv !== 'P-256' || typeof key.d !== 'string')
    throw invalid(file, 'an ES256 private key');
  const kid = await calculateJwkThumbprint(key);
  return { ...key, kty: 'EC', d: key.d, alg: OWN_ALGORITHM, kid };
}

/** As {@link loadOrCreateKey}, for 32 random bytes. */
export async function loadOrCreateSecret(file: string): Promise<Buffer> {
  const text = await readOrCreate(file, () => ({ kty: 'oct', k: makeSecret().toString('base64url') }));
  return readSecret(file, text);
}

/** Reads such a secret; undefined where there is no file. @throws SimpulError `SIMPUL_CONFIG_INVALID` */
export async function loadSecret(file: string): Promise<Buffer | undefined> {
  const text = await readIfThere(file);
  return text === undefined ? undefined : readSecret(file, text);
}

/** Makes such a secret. */
export function makeSecret(): Buffer {
  return randomBytes(SECRET_BYTES);
}

function readSecret(file: string, text: string): Buffer {
  const secret = Buffer.from(parse(text)?.k ?? '', 'base64url');
  if (secret.length !== SECRET_BYTES) throw invalid(file, `a secret of ${SECRET_BYTES} bytes`);
  return secret;
}

/** The members of a private key that may be shown. */
export function publicPart(key: PrivateKey): JWK & { kty: string; kid: string } {
  const { kty, crv, x, y, kid, alg } = key;
  return { kty, kid, alg, use: 'sig', ...(crv && { crv }), ...(x && { x }), ...(y && { y }) };
}

/** Makes an ES256 key. */
export async function makeKey(): Promise<PrivateKey> {
  const { privateKey } = await generateKeyPair(OWN_ALGORITHM, { extractable: true });
  const { d = '', ...key } = await exportJWK(privateKey);
  return { ...key, kty: 'EC', d, alg: OWN_ALGORITHM, kid: await calculateJwkThumbprint(key) };
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function readOrCreate(file: string, make: () => JWK | Promise<JWK>): Promise<string> {
  const found = await readIfThere(file);
  if (found !== undefined) return found;
  const text = textOf(await make());
  await mkdir(dirname(file), { recursive: true, mode: FOLDER_MODE });
  await writeOnce(file, text);
  return readFile(file, 'utf8');
}

/** Writes a whole file unless there is one. */
async function writeOnce(file: string, text: string): Promise<void> {
  const draft = draftBeside(file);
  await writeDraft(draft, text);
  try {
    // A link, unlike a rename, never replaces what another process made in the meantime.
    await link(draft, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
}

function draftBeside(file: string): string {
  return join(dirname(file), `.${randomBytes(8).toString('hex')}.tmp`);
}

async function writeDraft(draft: string, text: string): Promise<void> {
  const handle = await open(draft, 'wx', FILE_MODE);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function textOf(key: JWK): string {
  return `${JSON.stringify(key, undefined, 2)}\n`;
}

function parse(text: string): JWK | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // The parser's message would quote the key; the caller says what is wrong with the file.
    return undefined;
  }
}

function invalid(file: string, wanted: string): SimpulError {
  return new SimpulError(CONFIG.INVALID, { params: { name: file, reason: `it does not hold ${wanted}` } });
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
