/** Length prefix of a leaf in an entry bundle (C2SP tlog-tiles), bytes. */
export const LEAF_PREFIX = 2;
/** Length prefix of a side-car, bytes. */
export const SIDE_CAR_PREFIX = 4;

export type FramePrefix = typeof LEAF_PREFIX | typeof SIDE_CAR_PREFIX;

/**
 * Concatenates parts, each behind its length as a big-endian number of `prefix` bytes.
 * @throws RangeError if a part is too long for the prefix
 */
export function joinFrames(parts: readonly Uint8Array[], prefix: FramePrefix): Uint8Array {
  let size = 0;
  for (const part of parts) {
    if (part.length >= 256 ** prefix) throw new RangeError(`a part of ${part.length} bytes is too long`);
    size += prefix + part.length;
  }
  const joined = Buffer.allocUnsafe(size);
  let offset = 0;
  for (const part of parts) {
    joined.writeUIntBE(part.length, offset, prefix);
    joined.set(part, offset + prefix);
    offset += prefix + part.length;
  }
  return joined;
}

/**
 * The parts of what `joinFrames` made, as views of it.
 * @throws TypeError if the last one is cut short.
 */
export function splitFrames(joined: Uint8Array, prefix: FramePrefix): Uint8Array[] {
  const bytes = Buffer.from(joined.buffer, joined.byteOffset, joined.length);
  const parts: Uint8Array[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const start = offset + prefix;
    const end = start > bytes.length ? Infinity : start + bytes.readUIntBE(offset, prefix);
    if (end > bytes.length) throw new TypeError('a frame is cut short');
    parts.push(bytes.subarray(start, end));
    offset = end;
  }
  return parts;
}
