import { Leaf, SideCar } from '@simpul/contracts';
import { AUDIT, SimpulError } from '@simpul/errors';
import { decodeText } from '@simpul/tlog';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { LEAF_MAX_BYTES, SIDE_CAR_MAX_BYTES } from '../config.ts';

/** A leaf as a source sends it. */
export interface SentLeaf {
  readonly id: string;
  readonly leaf: Uint8Array;
  /** Empty where there is none. */
  readonly sideCar: Uint8Array;
}

/** A leaf that keeps every rule, with what it says. */
export interface CheckedLeaf extends SentLeaf {
  readonly parsed: Leaf;
  readonly parsedSideCar: SideCar;
}

/** `,"at":` and thirteen digits, which the sequencer adds. */
const AT_BYTES = 19;

interface Schemas {
  readonly leaf: ValidateFunction<Leaf>;
  readonly sideCar: ValidateFunction<SideCar>;
}

let compiled: Schemas | undefined;

/** Compiled with the first leaf: of several threads that load this one checks leaves. */
function schemas(): Schemas {
  if (compiled !== undefined) return compiled;
  const ajv = new Ajv2020({ strict: true, allErrors: false, allowUnionTypes: true });
  return (compiled = { leaf: ajv.compile<Leaf>(Leaf), sideCar: ajv.compile<SideCar>(SideCar) });
}

/**
 * Checks a leaf: size, schema, canonical form, no `at`, the id it was sent under; and its side-car.
 * @throws SimpulError `AUDIT.LEAF_INVALID`, which names the place and the rule, never the value
 */
export function checkLeaf(sent: SentLeaf): CheckedLeaf {
  if (sent.leaf.length + AT_BYTES > LEAF_MAX_BYTES) throw invalid(`it is larger than ${LEAF_MAX_BYTES} bytes with at`);
  const text = readText(sent.leaf, 'the leaf');
  const parsed = readJson(text, 'the leaf');
  const { leaf } = schemas();
  if (!leaf(parsed)) throw broken('the leaf', leaf);
  if (parsed.at !== undefined) throw invalid('it has at, which is the log to give');
  if (parsed.id !== sent.id) throw invalid('its id is not the one it was sent under');
  if (!isCanonical(parsed, text)) throw invalid('it is not canonical JSON');
  return { ...sent, parsed, parsedSideCar: parseSideCar(sent.sideCar) };
}

/** Reads a side-car; without bytes there is none. @throws SimpulError `AUDIT.LEAF_INVALID` */
export function parseSideCar(bytes: Uint8Array): SideCar {
  if (bytes.length === 0) return {};
  if (bytes.length > SIDE_CAR_MAX_BYTES) throw invalid(`its side-car is larger than ${SIDE_CAR_MAX_BYTES} bytes`);
  const parsed = readJson(readText(bytes, 'the side-car'), 'the side-car');
  const { sideCar } = schemas();
  if (!sideCar(parsed)) throw broken('the side-car', sideCar);
  return parsed;
}

/** Reads a leaf that the log holds, and so keeps every rule. */
export function parseStoredLeaf(bytes: Uint8Array): Leaf {
  return JSON.parse(decodeText(bytes)) as Leaf;
}

/**
 * Whether a text that was parsed is canonical JSON. `JSON.stringify` writes strings and integers as RFC 8785 demands and
 * keeps the order of members, so the rest is to look at what was parsed: a third of the cost of writing the text anew.
 */
function isCanonical(parsed: Leaf, text: string): boolean {
  return JSON.stringify(parsed) === text && hasCanonicalForm(parsed);
}

/** Whether members are in the order of UTF-16 code units, strings without lone surrogates, and numbers safe integers. */
function hasCanonicalForm(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'boolean';
  if (Array.isArray(value)) return value.every((item) => hasCanonicalForm(item));
  let before = '';
  for (const [name, member] of Object.entries(value)) {
    if (name < before || !hasCanonicalForm(member)) return false;
    before = name;
  }
  return true;
}

function readText(bytes: Uint8Array, what: string): string {
  try {
    return decodeText(bytes);
  } catch (error) {
    throw invalid(`${what} is not UTF-8`, error);
  }
}

function readJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The cause quotes what it could not read, so it stays here.
    throw invalid(`${what} is not JSON`);
  }
}

function broken(what: string, { errors }: ValidateFunction): SimpulError {
  const [first] = errors ?? [];
  return invalid(`${what} breaks ${first?.keyword ?? 'its schema'} at ${first?.instancePath || '/'}`);
}

function invalid(reason: string, cause?: unknown): SimpulError {
  return new SimpulError(AUDIT.LEAF_INVALID, { params: { reason }, cause });
}
