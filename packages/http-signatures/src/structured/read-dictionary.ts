import {
  type Dictionary,
  isInnerList,
  type Parameters,
  parseDictionary,
  serializeDictionary,
} from 'structured-headers';
import { SIGNATURE_FIELD_MAX } from '../limits.ts';
import type { SignatureField } from '../rules.ts';
import { SignatureError } from '../signature-error.ts';

const STRING = /"(?:[^"\\]|\\.)*"/g;

/**
 * Reads a dictionary (RFC 8941) that stands in its one canonical form, whitespace around the commas aside. The parser follows the
 * RFC, by which the last of two equal keys wins and base64 may be sloppy: two texts would have one meaning, and two readers of one
 * text could see two signatures.
 *
 * @throws SignatureError the field's `-too-long`, `-malformed`, `-doubled`, `-not-canonical`
 */
export function readDictionary(field: SignatureField, value: string): Dictionary {
  if (value.length > SIGNATURE_FIELD_MAX) throw new SignatureError(`${field}-too-long`);
  const { dictionary, canonical } = parse(field, value);
  if (isDoubled(value, dictionary)) throw new SignatureError(`${field}-doubled`);
  if (withoutBlanks(value) !== withoutBlanks(canonical)) throw new SignatureError(`${field}-not-canonical`);
  return dictionary;
}

function parse(field: SignatureField, value: string): { dictionary: Dictionary; canonical: string } {
  try {
    const dictionary = parseDictionary(value);
    return { dictionary, canonical: serializeDictionary(dictionary) };
  } catch (error) {
    throw new SignatureError(`${field}-malformed`, undefined, { cause: error });
  }
}

/** Outside strings a comma comes before each member but the first, a semicolon before each parameter. */
function isDoubled(value: string, dictionary: Dictionary): boolean {
  const bare = value.replace(STRING, '');
  const members = [...dictionary.values()];
  const parameters = members.flatMap((member): Parameters[] =>
    isInnerList(member) ? [member[1], ...member[0].map(([, own]) => own)] : [member[1]],
  );
  const keys = parameters.reduce((sum, { size }) => sum + size, 0);
  return count(bare, ',') > Math.max(members.length - 1, 0) || count(bare, ';') > keys;
}

function count(text: string, separator: string): number {
  return text.split(separator).length - 1;
}

function withoutBlanks(text: string): string {
  return text
    .split(',')
    .map((part) => part.trim())
    .join(',');
}
