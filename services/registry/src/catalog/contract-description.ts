import type { Contract } from '@simpul/contracts';
import { parse } from 'yaml';

/** Longest description that the catalogue shows, characters. */
const MAX_DESCRIPTION = 2000;
/** Longest `info` that is read; a longer one describes nothing. */
const MAX_INFO = 16_384;
const JSON_START = /^\s*\{/;

/**
 * What a contract says of itself, `info.description`. Only that block is read, since a catalogue of a thousand contracts must not
 * parse them all; a document that writes it in another way than a block of its own has no description here.
 */
export function descriptionOf({ text }: Pick<Contract, 'text'>): string | undefined {
  const description = JSON_START.test(text) ? fromJson(text) : fromYaml(text);
  return typeof description === 'string' && description.trim() !== ''
    ? description.trim().slice(0, MAX_DESCRIPTION)
    : undefined;
}

function fromYaml(text: string): unknown {
  const start = /^info:[ \t]*(?:#.*)?\r?\n/m.exec(text);
  if (start === null) return undefined;
  const block = text.slice(start.index, start.index + MAX_INFO);
  const rest = block.slice(start[0].length);
  const end = /^[^\s#]/m.exec(rest);
  const own = end === null ? block : block.slice(0, start[0].length + end.index);
  return read(() => (parse(own, { maxAliasCount: 0 }) as Info).info?.description);
}

function fromJson(text: string): unknown {
  return read(() => (JSON.parse(text) as Info).info?.description);
}

interface Info {
  readonly info?: { readonly description?: unknown };
}

function read(attempt: () => unknown): unknown {
  try {
    return attempt();
  } catch {
    // A block that cannot be read alone describes nothing; whether the contract is sound was decided when it came.
    return undefined;
  }
}
