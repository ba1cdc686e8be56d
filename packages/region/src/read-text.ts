import { open } from 'node:fs/promises';
import { codeOf } from './system-error.ts';

/** Why a file could not be taken as text. */
export type TextFault = 'too-large' | 'not-utf8' | 'not-a-file';

/**
 * Reads a UTF-8 file of at most `maxBytes` without ever holding more than that. Errors of the file system are thrown.
 */
export async function readText(path: string, maxBytes: number): Promise<{ text: string } | { fault: TextFault }> {
  const handle = await open(path, 'r');
  try {
    if (!(await handle.stat()).isFile()) return { fault: 'not-a-file' };
    const buffer = Buffer.alloc(maxBytes + 1);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    if (length > maxBytes) return { fault: 'too-large' };
    return decode(buffer.subarray(0, length));
  } finally {
    await handle.close();
  }
}

function decode(bytes: Uint8Array): { text: string } | { fault: TextFault } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    if (codeOf(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA') return { fault: 'not-utf8' };
    throw error;
  }
}
