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
  const json = JSON.stringify(withoutBytes(value, buffers)) ?? 'null';
  const jsonLength = Buffer.byteLength(json);
  const length = buffers.reduce((sum, { length: own }) => sum + LENGTH_BYTES + own, LENGTH_BYTES + jsonLength);
  const encoded = Buffer.allocUnsafe(length);
  let offset = encoded.writeUInt32BE(jsonLength);
  offset += encoded.write(json, offset);
  for (const buffer of buffers) {
    offset = encoded.writeUInt32BE(buffer.length, offset);
    encoded.set(buffer, offset);
    offset += buffer.length;
  }
  return encoded;
}

/**
 * Decodes what {@link encode} made. Its buffers share one copy of their bytes, so that a message does not hold what it came
 * in.
 * @throws RangeError when bytes are missing or left over
 */
export function decode(bytes: Uint8Array): unknown {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const jsonEnd = endOfChunk(source, 0);
  const json = source.toString('utf8', LENGTH_BYTES, jsonEnd);
  const buffers: Uint8Array[] = [];
  if (jsonEnd < source.length) {
    const own = new Uint8Array(source.subarray(jsonEnd));
    for (let offset = jsonEnd; offset < source.length;) {
      const end = endOfChunk(source, offset);
      buffers.push(own.subarray(offset + LENGTH_BYTES - jsonEnd, end - jsonEnd));
      offset = end;
    }
  }
  const taken = new Set<number>();
  const parsed: unknown = JSON.parse(json);
  const value = typeof parsed === 'object' && parsed !== null ? putBytesBack(parsed, buffers, taken) : parsed;
  if (taken.size !== buffers.length) throw new RangeError('bytes are left over');
  return value;
}

/** Where the chunk ends whose length stands at an offset. */
function endOfChunk(source: Buffer, offset: number): number {
  const end = offset + LENGTH_BYTES + source.readUInt32BE(offset);
  if (end > source.length) throw new RangeError('bytes are missing');
  return end;
}

/** The value with marks for its buffers, which are collected. What holds none is not copied. */
function withoutBytes(value: unknown, buffers: Uint8Array[]): unknown {
  if (typeof value === 'object') {
    if (value === null) return null;
    if (value instanceof Uint8Array) return { [MARK]: buffers.push(value) - 1 };
    return Array.isArray(value) ? arrayWithoutBytes(value, buffers) : objectWithoutBytes(value, buffers);
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('only finite numbers cross the bus');
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') {
    throw new TypeError(`a ${typeof value} cannot cross the bus`);
  }
  return value;
}

function arrayWithoutBytes(value: readonly unknown[], buffers: Uint8Array[]): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let at = 0; at < value.length; at += 1) {
    const item = value[at];
    const replaced = withoutBytes(item, buffers);
    if (replaced === item) continue;
    copy ??= [...value];
    copy[at] = replaced;
  }
  return copy ?? value;
}

function objectWithoutBytes(value: object, buffers: Uint8Array[]): object {
  if (Object.getPrototypeOf(value) !== Object.prototype) throw new TypeError('only plain objects cross the bus');
  if (MARK in value) throw new TypeError(`an object with a member ${MARK} cannot cross the bus`);
  const members = value as Readonly<Record<string, unknown>>;
  let copy: Record<string, unknown> | undefined;
  for (const key in members) {
    const item = members[key];
    const replaced = withoutBytes(item, buffers);
    if (replaced === item) continue;
    copy ??= { ...members };
    copy[key] = replaced;
  }
  return copy ?? value;
}

/** Puts buffers in the place of their marks. The value is our own, just parsed, and is changed where it stands. */
function putBytesBack(value: object, buffers: readonly Uint8Array[], taken: Set<number>): object {
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) {
      const item: unknown = value[at];
      if (typeof item === 'object' && item !== null) value[at] = putBytesBack(item, buffers, taken);
    }
    return value;
  }
  const members = value as Record<string, unknown>;
  if (members[MARK] !== undefined) {
    const at = Number(members[MARK]);
    const buffer = buffers[at];
    if (buffer === undefined) throw new RangeError('bytes are missing');
    taken.add(at);
    return buffer;
  }
  for (const key in members) {
    const item = members[key];
    if (typeof item !== 'object' || item === null) continue;
    const restored = putBytesBack(item, buffers, taken);
    if (restored !== item) members[key] = restored;
  }
  return value;
}
