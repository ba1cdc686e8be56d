import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isNativeError } from 'node:util/types';
import { fromBase64Url, parseVerifierKey, toBase64 } from '@simpul/tlog';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { parseJsonObject } from '../../api/answer-json.ts';
import { fetchLogs } from '../../api/audit-log.ts';
import type { Bus } from '../../api/bus.ts';
import { sha256 } from '../../verification/trusted-keys.ts';
import { type Finding, finding } from '../finding.ts';
import type { Folder, Patient } from '../patient.ts';

/** Keys of tokens and of nonces (`services/identity`). */
const TOKEN_KEY = 'token-signing.jwk';
const ALWAYS = [TOKEN_KEY, 'dpop-nonce.jwk'];
/** Keys of a log, in the folder of its half-year (`services/audit`). */
const OF_A_LOG = ['log-ed25519.pem', 'log-ml-dsa-44.pem'];
const OTHERS = 0o077;
const EVERYBODY = 0o007;

/** Keys of the bus: there, for the owner alone, and those by which the bus says it is known. */
export async function checkKeys({ terminal, folder, reached, settings }: Patient): Promise<readonly Finding[]> {
  if (folder === undefined) return [finding('keys-outside')];
  const hidden = folder.unreadable.find((part) => part === '' || part === 'keys');
  if (hidden !== undefined) return [finding('keys-unreadable', { reason: `${folder.path} cannot be looked into` })];
  const missing = missingKeys(folder);
  const published =
    reached?.answers === true && missing.length === 0
      ? await comparePublished(folder, reached.bus)
      : [finding('keys-not-compared')];
  const problems = [...missing, ...openKeys(folder), ...(await openTlsKey(settings.tlsKey, terminal.cwd))];
  const keys = folder.files.filter(isKeyFile).length;
  return [...(problems.length === 0 ? [finding('keys-private', { count: keys })] : problems), ...published];
}

function missingKeys({ files, instance, layout }: Folder): Finding[] {
  // The first start makes them.
  if (instance === undefined) return [];
  const names = new Set(files.map(({ path }) => path));
  const logs = new Set(
    files
      .filter(({ path }) => /^keys\/(?:.+\/)?(?:log-.+\.pem|signed\.json)$/.test(path))
      .map(({ path }) => dirname(path)),
  );
  const wanted = [
    ...ALWAYS.map((name) => join('keys', name)),
    ...[...logs, ...(logs.size === 0 ? ['keys'] : [])].flatMap((log) => OF_A_LOG.map((name) => join(log, name))),
  ];
  return wanted
    .filter((name) => !names.has(name))
    .map((name) => finding('key-missing', { file: join(layout.folder, name) }));
}

function isKeyFile({ path, isFolder }: Folder['files'][number]): boolean {
  return !isFolder && /^(?:keys|credentials)\/.*\.(?:jwk(?:\.previous|\.next)?|pem)$/.test(path);
}

function openKeys({ path, files }: Folder): Finding[] {
  return files
    .filter((file) => isKeyFile(file) && (file.mode & OTHERS) !== 0)
    .map((file) => finding('key-open', { file: join(path, file.path), mode: file.mode.toString(8).padStart(3, '0') }));
}

/** A key that a group of servers shares is common; one for everybody is not. */
async function openTlsKey(tlsKey: string | undefined, cwd: string): Promise<Finding[]> {
  if (tlsKey === undefined) return [];
  const file = resolve(cwd, tlsKey);
  try {
    const { mode } = await stat(file);
    return (mode & EVERYBODY) === 0 ? [] : [finding('key-open', { file, mode: (mode & 0o777).toString(8) })];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    // That it cannot be read is said where certificates are looked at.
    return [];
  }
}

async function comparePublished({ layout, files }: Folder, bus: Bus): Promise<Finding[]> {
  try {
    const [tokenKey, logKeys] = await Promise.all([
      tokenKeyId(join(layout.keys, TOKEN_KEY)),
      publicKeys(files.filter(({ path }) => /^keys\/.*\.pem$/.test(path)).map(({ path }) => join(layout.folder, path))),
    ]);
    const [ids, logs] = await Promise.all([publishedTokenKeys(bus), fetchLogs(bus)]);
    const strange = logs
      .filter(({ closed }) => !closed)
      .flatMap(({ name, verifierKeys }) => verifierKeys.map((vkey) => ({ name, vkey })))
      .filter(({ vkey }) => !logKeys.has(toBase64(parseVerifierKey(sha256, vkey).publicKey)));
    const found = [
      ...(ids.includes(tokenKey) ? [] : [finding('token-key-differs', { file: join(layout.keys, TOKEN_KEY) })]),
      ...[...new Set(strange.map(({ name }) => name))].map((log) => finding('log-key-differs', { log })),
    ];
    return found.length === 0 ? [finding('keys-published')] : found;
  } catch (error) {
    if (isNativeError(error)) return [finding('keys-unreadable', { reason: error.message })];
    throw error;
  }
}

async function tokenKeyId(file: string): Promise<string> {
  const { kty, crv, x, y } = JSON.parse(await readFile(file, 'utf8')) as JWK;
  return calculateJwkThumbprint({ kty, crv, x, y } as JWK);
}

async function publishedTokenKeys(bus: Bus): Promise<string[]> {
  const { body } = await bus.http.send({ method: 'GET', path: '/oauth2/jwks' });
  const { keys } = parseJsonObject(body) ?? {};
  return Array.isArray(keys) ? keys.map(({ kid }: { kid?: unknown }) => String(kid)) : [];
}

/** Raw public keys, base64. */
async function publicKeys(files: readonly string[]): Promise<Set<string>> {
  const keys = await Promise.all(
    files.map(async (file) => {
      const jwk = createPublicKey(createPrivateKey(await readFile(file))).export({ format: 'jwk' }) as {
        x?: string;
        pub?: string;
      };
      return toBase64(fromBase64Url(jwk.x ?? jwk.pub ?? ''));
    }),
  );
  return new Set(keys);
}
