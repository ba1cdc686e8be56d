import { TlogError } from '../tlog-error.ts';

const COMMON = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const STANDARD = `${COMMON}+/`;
const URL_SAFE = `${COMMON}-_`;
const NOT_IN_ALPHABET = 255;

/** Encodes as RFC 4648 section 4, padded. */
export function toBase64(bytes: Uint8Array): string {
  const text = encode(bytes, STANDARD);
  return text + '='.repeat((4 - (text.length % 4)) % 4);
}

/** Encodes as RFC 4648 section 5 (base64url), without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  return encode(bytes, URL_SAFE);
}

/**
 * Decodes RFC 4648 section 4, strictly: padding is demanded and unused bits must be zero, so one value has one text.
 *
 * @throws TlogError `base64`
 */
export function fromBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0) throw new TlogError('base64', 'the length is not a multiple of four');
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return decode(text.slice(0, text.length - padding), STANDARD_VALUES);
}

/**
 * Decodes base64url without padding, as strictly as {@link fromBase64}.
 *
 * @throws TlogError `base64`
 */
export function fromBase64Url(text: string): Uint8Array {
  return decode(text, URL_SAFE_VALUES);
}

function valuesOf(alphabet: string): Uint8Array {
  const values = new Uint8Array(256).fill(NOT_IN_ALPHABET);
  for (let i = 0; i < alphabet.length; i += 1) values[alphabet.charCodeAt(i)] = i;
  return values;
}
const STANDARD_VALUES = valuesOf(STANDARD);
const URL_SAFE_VALUES = valuesOf(URL_SAFE);

function encode(bytes: Uint8Array, alphabet: string): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xff_ff;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text += alphabet.charAt((held >> bits) & 63);
    }
  }
  return bits === 0 ? text : text + alphabet.charAt((held << (6 - bits)) & 63);
}

function decode(text: string, values: Uint8Array): Uint8Array {
  if (text.length % 4 === 1) throw new TlogError('base64', 'a lone character at the end');
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (let i = 0; i < text.length; i += 1) {
    const value = values[text.charCodeAt(i)] ?? NOT_IN_ALPHABET;
    if (value === NOT_IN_ALPHABET) throw new TlogError('base64', `character ${i} is not of the alphabet`);
    held = ((held << 6) | value) & 0xff_ff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at] = held >> bits;
      at += 1;
    }
  }
  if ((held & ((1 << bits) - 1)) !== 0) throw new TlogError('base64', 'unused bits are not zero');
  return bytes;
}
