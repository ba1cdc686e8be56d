import { describe, expect, it } from '@jest/globals';
import { machineHas } from '@simpul/testing';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseDictionary, parseItem, parseList, serializeDictionary } from 'structured-headers';
import { SIGNATURE_FIELD_MAX } from '../../src/limits.ts';
import { fieldValue, readFieldLines } from '../../src/message/field-lines.ts';
import { SignatureError } from '../../src/signature-error.ts';
import { readDictionary } from '../../src/structured/read-dictionary.ts';

interface Vector {
  readonly name: string;
  readonly header_type: 'item' | 'list' | 'dictionary';
  readonly raw: readonly string[];
  readonly canonical?: readonly string[];
  readonly must_fail?: boolean;
  readonly can_fail?: boolean;
}

const folder = fileURLToPath(new URL('../../../../../shared/vectors/structured-fields', import.meta.url));

function load(): Vector[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.flatMap((name) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as Vector[]);
}

/** Reads the lines as a field of a message: its one canonical form, or the rule that they break. */
function read(lines: readonly string[]): { readonly canonical: string } | { readonly rule: string } {
  try {
    const fields = readFieldLines(lines.flatMap((line) => ['Signature-Input', line]));
    return {
      canonical: serializeDictionary(readDictionary('signature-input', fieldValue(fields, 'signature-input') ?? '')),
    };
  } catch (error) {
    if (error instanceof SignatureError) return { rule: error.rule };
    throw error;
  }
}

const PARSERS = { item: parseItem, list: parseList, dictionary: parseDictionary };
const TOO_MUCH = 'signature-input-too-long';
/** What a value breaks that is no structured field: a control character is refused before anything is parsed. */
const MALFORMED = /^(?:signature-input-malformed|field-malformed|field-folded)$/;
const WHOLE_DECIMAL = /^\d+\.0$/;
const NOT_STRICT = /^signature-input-(?:doubled|not-canonical)$/;

describe('vectors of httpwg/structured-field-tests', () => {
  if (!machineHas(existsSync(folder), 'the folder ../shared/vectors')) {
    it.todo('(skipped: shared vectors missing)');
    return;
  }
  const all = load();
  const dictionaries = all.filter(({ header_type: type }) => type === 'dictionary');
  const items = all.filter(
    ({ header_type: type, raw }) => type === 'item' && raw.length === 1 && !raw[0]?.includes(','),
  );
  const bad = ({ must_fail: mustFail, raw }: Vector): boolean => mustFail === true && !raw.some(hasOuterBlank);
  const good = ({ must_fail: mustFail, can_fail: canFail }: Vector): boolean => mustFail !== true && canFail !== true;

  it('are all there', () => {
    expect(all.length).toBeGreaterThan(1500);
    expect(dictionaries.length).toBeGreaterThan(100);
    expect(items.length).toBeGreaterThan(800);
  });

  it.each(dictionaries.filter(bad))('the dictionary is refused: $name', ({ raw }) => {
    expect(read(raw)).toEqual({ rule: expect.stringMatching(MALFORMED) });
  });

  it.each(items.filter(bad))('the item is refused as a member: $name', ({ raw: [value = ''] }) => {
    const member = `x=${value.replace(/^ +/, '')}`;
    expect(read([member])).toEqual({ rule: expect.stringMatching(MALFORMED) });
  });

  it.each(dictionaries.filter(good))(
    'the dictionary is read, or refused for its form: $name',
    ({ raw, canonical = raw }) => {
      const [form = ''] = canonical;
      const found = read(raw);
      if ('canonical' in found) {
        expect(found.canonical).toBe(form);
      } else if (raw.join(', ').length > SIGNATURE_FIELD_MAX) {
        expect(found.rule).toBe(TOO_MUCH);
      } else {
        expect(found.rule).toMatch(NOT_STRICT);
        expect(raw.join(', ')).not.toBe(form);
      }
    },
  );

  it.each(items.filter(good))(
    'the item is read as a member, or refused for its form: $name',
    ({ raw, canonical = raw }) => {
      const [[value = ''], [form = '']] = [raw, canonical];
      const member = (text: string): string => (text.startsWith('?1') ? `x${text.slice(2)}` : `x=${text}`);
      const found = read([member(value.trim())]);
      if ('canonical' in found) {
        expect(found.canonical).toBe(member(form));
      } else if (value.length > SIGNATURE_FIELD_MAX) {
        expect(found.rule).toBe(TOO_MUCH);
      } else {
        expect(found.rule).toMatch(NOT_STRICT);
        // The parser gives 1.0 as the number 1: no field of ours has a decimal.
        if (!WHOLE_DECIMAL.test(form)) expect(value).not.toBe(form);
      }
    },
  );

  it.each(['item', 'list', 'dictionary'] as const)('are judged rightly by the parser underneath: each %s', (type) => {
    const accepted = all.filter(({ header_type: its, raw }) => its === type && parses(PARSERS[type], raw.join(', ')));
    const expected = all.filter((vector) => vector.header_type === type && vector.must_fail !== true);
    const names = (vectors: readonly Vector[]): string[] => vectors.map(({ name }) => name);
    const optional = new Set(names(all.filter(({ can_fail: canFail }) => canFail === true)));
    const firm = (vectors: readonly Vector[]): string[] => names(vectors).filter((name) => !optional.has(name));
    expect(firm(accepted)).toEqual(firm(expected));
  });
});

/** HTTP takes blanks around a value away (RFC 9110 section 5.5) before anything reads it. */
function hasOuterBlank(value: string): boolean {
  return /^\t|[\t ]$/.test(value);
}

function parses(parse: (text: string) => unknown, text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}
