import { Buffer } from 'node:buffer';

/**
 * What crosses the bus on the wire: JSON with byte buffers carried outside it.
 *
 * Layout: u32 BE length of the JSON, the JSON, then each buffer as u32 BE length and bytes. In the JSON a buffer is
 * `{"$bytes": n}`, n counting from 0; an object of the caller's that has a member `$bytes` is refused.
 */
const MARK = '$bytes';
const LENGTH_BYTES = 4;

/** Encodes a value of JSON and byte buffers. @throws TypeError for functions, class instances, infinite numbers and the like. */
export function encode(value: unknown): Uint8Array {
  const buffers: Uint8Array[] = [];
  const json = Buffer.from(JSON.stringify(replaceBytes(value, buffers)) ?? 'null');
  const parts: Uint8Array[] = [lengthOf(json), json];
  for (const buffer of buffers) parts.push(lengthOf(buffer), buffer);
  return Buffer.concat(parts);
}

/** Decodes what {@link encode} made. @throws RangeError when bytes are missing or left over. */
export function decode(bytes: Uint8Array): unknown {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Buffer[] = [];
  for (let offset = 0; offset < source.length;) {
    const start = offset + LENGTH_BYTES;
    const end = start + source.readUInt32BE(offset);
    if (end > source.length) throw new RangeError('bytes are missing');
    chunks.push(source.subarray(start, end));
    offset = end;
  }
  const [json, ...buffers] = chunks;
  if (json === undefined) throw new RangeError('bytes are missing');
  const taken = new Set<number>();
  const value = restoreBytes(JSON.parse(json.toString()), buffers, taken);
  if (taken.size !== buffers.length) throw new RangeError('bytes are left over');
  return value;
}

function lengthOf(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(bytes.length);
  return length;
}

function replaceBytes(value: unknown, buffers: Uint8Array[]): unknown {
  if (value instanceof Uint8Array) return { [MARK]: buffers.push(value) - 1 };
  if (Array.isArray(value)) return value.map((item) => replaceBytes(item, buffers));
  if (typeof value === 'object' && value !== null) {
    if (Object.getPrototypeOf(value) !== Object.prototype) throw new TypeError('only plain objects cross the bus');
    if (MARK in value) throw new TypeError(`an object with a member ${MARK} cannot cross the bus`);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceBytes(item, buffers)]));
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('only finite numbers cross the bus');
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') {
    throw new TypeError(`a ${typeof value} cannot cross the bus`);
  }
  return value;
}

function restoreBytes(value: unknown, buffers: readonly Buffer[], taken: Set<number>): unknown {
  if (Array.isArray(value)) return value.map((item) => restoreBytes(item, buffers, taken));
  if (typeof value !== 'object' || value === null) return value;
  if (MARK in value) {
    const at = Number(value[MARK]);
    const buffer = buffers[at];
    taken.add(at);
    if (buffer === undefined) throw new RangeError('bytes are missing');
    return new Uint8Array(buffer);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, restoreBytes(item, buffers, taken)]));
}
