import { MAX_DEPTH, MAX_NODES } from '../limits.ts';
import type { Wording } from '../finding.ts';
import type { DataPath } from './source-map.ts';

/** A part of the data that a contract must not hold. */
export interface MemberFault {
  readonly path: DataPath;
  readonly rule: string;
  readonly message: Wording;
}

/** Marks without a width, with which two names look the same. */
const INVISIBLE =
  /\u00ad|\u034f|\u115f|\u1160|\u17b4|\u17b5|\u180e|[\u200b-\u200d]|[\u2060-\u2064]|\u3164|[\ufe00-\ufe0f]|\ufeff|\uffa0/;
const PROTOTYPE: Wording = { en: 'expected no member of this name', id: 'tidak boleh ada anggota dengan nama ini' };

/** Bounds the data, and refuses names that mislead programs (`__proto__`) or readers (the same but for what is unseen). */
export function* checkMembers(data: unknown): Iterable<MemberFault> {
  const waiting: { readonly value: unknown; readonly path: DataPath }[] = [{ value: data, path: [] }];
  let nodes = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, path } = next;
    nodes += 1;
    if (nodes > MAX_NODES) {
      yield fault(path, 'values', `expected at most ${MAX_NODES} values`, `paling banyak ${MAX_NODES} nilai`);
      return;
    }
    if (typeof value !== 'object' || value === null) continue;
    if (path.length > MAX_DEPTH) {
      yield fault(path, 'nesting', `expected at most ${MAX_DEPTH} levels`, `paling banyak ${MAX_DEPTH} tingkat`);
      return;
    }
    if (!Array.isArray(value)) yield* checkNames(Object.keys(value), path);
    for (const [name, member] of Object.entries(value)) waiting.push({ value: member, path: [...path, name] });
  }
}

function* checkNames(names: readonly string[], path: DataPath): Iterable<MemberFault> {
  const seen = new Map<string, string>();
  for (const name of names) {
    if (name === '__proto__') yield { path: [...path, name], rule: 'name-prototype', message: PROTOTYPE };
    if (INVISIBLE.test(name)) {
      yield fault([...path, name], 'name-invisible', 'expected a name without invisible characters', INVISIBLE_ID);
    }
    const normal = name.normalize('NFKC');
    if (seen.has(normal)) yield fault([...path, name], 'name-look-alike', LOOK_ALIKE, LOOK_ALIKE_ID);
    seen.set(normal, name);
  }
}

const INVISIBLE_ID = 'nama tidak boleh memuat karakter yang tidak terlihat';
const LOOK_ALIKE = 'expected a name that does not look like another here';
const LOOK_ALIKE_ID = 'nama tidak boleh tampak sama dengan nama lain di sini';

function fault(path: DataPath, rule: string, en: string, id: string): MemberFault {
  return { path, rule, message: { en, id } };
}
