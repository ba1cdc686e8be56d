import {
  type Dictionary,
  type InnerList,
  isInnerList,
  type Parameters,
  serializeInnerList,
  Token,
} from 'structured-headers';
import { type FieldLines, fieldValue } from '../message/field-lines.ts';
import type { SignatureField } from '../rules.ts';
import { SignatureError } from '../signature-error.ts';
import { readDictionary } from '../structured/read-dictionary.ts';

/** One signature of a message, not verified. */
export interface FoundSignature {
  readonly label: string;
  readonly covered: InnerList[0];
  readonly parameters: Parameters;
  /** The value of `@signature-params`. */
  readonly input: string;
  readonly signature: Uint8Array;
}

/**
 * Finds the one signature with a tag. Others, with other tags, may stand beside it; they must be well-formed, no more.
 *
 * @throws SignatureError `signature-missing`, `signature-several`, `signature-labels`, `signature-input-…`, `signature-…`
 */
export function findSignature(fields: FieldLines, tag: string): FoundSignature {
  const inputs = read(fields, 'signature-input');
  const signatures = read(fields, 'signature');
  const found: FoundSignature[] = [];
  for (const [label, input] of inputs) {
    if (!isInnerList(input)) throw new SignatureError('signature-input-malformed');
    const [covered, parameters] = input;
    const signature = signatureBytes(signatures, label);
    if (textOf(parameters.get('tag')) === tag)
      found.push({ label, covered, parameters, input: serializeInnerList(input), signature });
  }
  if (signatures.size > inputs.size) throw new SignatureError('signature-labels');
  const [ours, ...more] = found;
  if (ours === undefined) throw new SignatureError('signature-missing');
  if (more.length > 0) throw new SignatureError('signature-several');
  return ours;
}

function read(fields: FieldLines, field: SignatureField): Dictionary {
  const value = fieldValue(fields, field);
  if (value === undefined) throw new SignatureError('signature-missing');
  return readDictionary(field, value);
}

function signatureBytes(signatures: Dictionary, label: string): Uint8Array {
  const member = signatures.get(label);
  if (member === undefined) throw new SignatureError('signature-labels');
  const [value, parameters] = member;
  if (!(value instanceof ArrayBuffer) || parameters.size > 0) throw new SignatureError('signature-malformed');
  return new Uint8Array(value);
}

/** A tag of another type than string counts as ours too, to be refused for its type: another reader could take it for ours. */
function textOf(tag: unknown): unknown {
  return tag instanceof Token ? tag.toString() : tag;
}
