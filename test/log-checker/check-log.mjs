// Checks a whole log directory (C2SP tlog-tiles) against a key. Written from the C2SP texts and RFC 6962 alone, so that it shares no
// mistake with the code that writes the log. Usage: node check-log.mjs DIR VKEY
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { leafHash, treeHash } from './rfc6962.mjs';

const FULL = 256;
const HASH = 32;

class LogError extends Error {
  name = 'LogError';
  constructor(file, rule) {
    super(`${file}: ${rule}`);
    this.file = file;
    this.rule = rule;
  }
}

function demand(condition, file, rule) {
  if (!condition) throw new LogError(file, rule);
}

function readBytes(dir, file) {
  try {
    return readFileSync(`${dir}/${file}`);
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw new LogError(file, `cannot be read (${error.code})`);
  }
}

function unbase64(text, file, rule) {
  const bytes = Buffer.from(text, 'base64');
  demand(text !== '' && bytes.toString('base64') === text, file, rule);
  return bytes;
}

/** signed-note, "Verifier keys": name+hex(id)+base64(01 || key). Only Ed25519 keys are taken. */
function readKey(vkey) {
  const [name, id] = vkey.split('+', 2);
  demand(name && id && vkey.length > name.length + id.length + 2, 'vkey', 'not of the form name+id+key');
  const material = unbase64(vkey.slice(name.length + id.length + 2), 'vkey', 'key is not base64');
  demand(material.length === 33 && material[0] === 1, 'vkey', 'not an Ed25519 key');
  const computed = createHash('sha256').update(`${name}\n`).update(material).digest('hex').slice(0, 8);
  demand(computed === id, 'vkey', 'key id does not match name and key');
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: material.subarray(1).toString('base64url') };
  return { name, id, publicKey: createPublicKey({ key: jwk, format: 'jwk' }) };
}

/** signed-note and tlog-checkpoint. */
function readCheckpoint(dir, key) {
  const file = 'checkpoint';
  const bytes = readBytes(dir, file);
  demand(bytes !== undefined, file, 'missing');
  const note = bytes.toString('utf8');
  demand(Buffer.from(note, 'utf8').equals(bytes), file, 'not valid UTF-8');
  demand(![...bytes].some((byte) => byte < 0x20 && byte !== 0x0a), file, 'control character');
  const split = note.lastIndexOf('\n\n');
  demand(split !== -1 && note.endsWith('\n'), file, 'no empty line, or no newline at the end');
  const text = note.slice(0, split + 1);
  verifySignatures(note.slice(split + 2, -1).split('\n'), text, key);

  const [origin, sizeLine, rootLine, ...extensions] = text.slice(0, -1).split('\n');
  demand(origin === key.name, file, 'origin is not the name of the key');
  demand(/^(0|[1-9][0-9]*)$/.test(sizeLine ?? ''), file, 'size is not a decimal without leading zeros');
  demand(Number.isSafeInteger(Number(sizeLine)), file, 'size is beyond 2^53');
  const root = unbase64(rootLine ?? '', file, 'root is not base64');
  demand(root.length === HASH, file, 'root does not have 32 bytes');
  demand(!extensions.includes(''), file, 'empty extension line');
  return { origin, size: Number(sizeLine), root };
}

function verifySignatures(lines, text, key) {
  const file = 'checkpoint';
  let verified = 0;
  for (const line of lines) {
    const [, name, encoded] = /^\u2014 ([^\s+]+) (\S+)$/u.exec(line) ?? [];
    demand(name !== undefined, file, 'malformed signature line');
    const bytes = unbase64(encoded, file, 'signature is not base64');
    demand(bytes.length > 4, file, 'empty signature');
    if (name !== key.name || bytes.subarray(0, 4).toString('hex') !== key.id) continue;
    const signature = bytes.subarray(4);
    demand(
      signature.length === 64 && verify(null, Buffer.from(text), key.publicKey, signature),
      file,
      'wrong signature',
    );
    verified += 1;
  }
  demand(verified > 0, file, 'not signed by the given key');
}

/** tlog-tiles: index in groups of three digits, all but the last with an x before them; width of a partial tile at the end. */
function tilePath(level, index, width) {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g);
  const path = groups.map((group, i) => (i === groups.length - 1 ? group : `x${group}`)).join('/');
  return `tile/${level}/${path}${width === FULL ? '' : `.p/${width}`}`;
}

function readTile(dir, level, index, width) {
  const file = tilePath(level, index, width);
  const bytes = readBytes(dir, file);
  if (bytes !== undefined || width === FULL) return { file, bytes };
  // A log may drop a partial tile once the full one exists.
  const full = tilePath(level, index, FULL);
  return { file: full, bytes: readBytes(dir, full) };
}

function readHashes(dir, level, index, width) {
  const { file, bytes } = readTile(dir, level, index, width);
  demand(bytes !== undefined, tilePath(level, index, width), 'missing');
  demand(bytes.length === (file.includes('.p/') ? width : FULL) * HASH, file, 'wrong length');
  return { file, hashes: Array.from({ length: width }, (_, i) => bytes.subarray(i * HASH, (i + 1) * HASH)) };
}

function readEntries(dir, index, width) {
  const { file, bytes } = readTile(dir, 'entries', index, width);
  demand(bytes !== undefined, tilePath('entries', index, width), 'missing');
  const entries = [];
  let at = 0;
  while (at < bytes.length) {
    demand(at + 2 <= bytes.length, file, 'length of an entry is cut off');
    const end = at + 2 + bytes.readUInt16BE(at);
    demand(end <= bytes.length, file, 'entry is cut off');
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  demand(entries.length === (file.includes('.p/') ? width : FULL), file, 'wrong number of entries');
  return { file, entries: entries.slice(0, width) };
}

/** Widths of the tiles that hold `count` hashes. */
const widths = (count) => Array.from({ length: Math.ceil(count / FULL) }, (_, i) => Math.min(FULL, count - i * FULL));

/** Hashes of a level's tiles must be the given ones; gives back those of the level above. */
function checkLevel(dir, level, expected) {
  const above = [];
  for (const [index, width] of widths(expected.length).entries()) {
    const { file, hashes } = readHashes(dir, level, index, width);
    for (const [i, hash] of hashes.entries())
      demand(hash.equals(expected[index * FULL + i]), file, `hash ${i} is not that of what is below it`);
    if (width === FULL) above.push(treeHash(hashes));
  }
  return above;
}

/**
 * Checks the log in `dir`: the checkpoint's signature by `vkey` (Ed25519), every entry bundle, every tile, the root.
 *
 * @returns {{origin: string, size: number, root: Buffer, leaves: Buffer[]}}
 * @throws LogError that names the file and the rule
 */
export function checkLog(dir, vkey) {
  const { origin, size, root } = readCheckpoint(dir, readKey(vkey));
  const leaves = [];
  for (const [index, width] of widths(size).entries()) leaves.push(...readEntries(dir, index, width).entries);
  const leafHashes = leaves.map(leafHash);
  let expected = leafHashes;
  for (let level = 0; expected.length > 0; level += 1) expected = checkLevel(dir, level, expected);
  demand(treeHash(leafHashes).equals(root), 'checkpoint', 'root is not that of the entries');
  return { origin, size, root, leaves };
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === import.meta.filename) {
  const [dir, vkey] = process.argv.slice(2);
  try {
    if (vkey === undefined) throw new Error('usage: node check-log.mjs DIR VKEY');
    const { origin, size, root } = checkLog(dir, vkey);
    process.stdout.write(`${origin}\n${size}\n${root.toString('base64')}\n`);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
