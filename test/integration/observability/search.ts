import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Characters of a line that are shown. */
const LINE_LENGTH = 400;

/** What was told, by where it was told. */
export type Told = ReadonlyMap<string, string>;

/** Where a value stands, with the line; looked for as it is and as JSON or an address would write it. */
export function placesIn(told: Told, value: string): string[] {
  const forms = [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)];
  return [...told].flatMap(([place, text]) => {
    const line = text.split('\n').find((one) => forms.some((form) => one.includes(form)));
    return line === undefined ? [] : [`${place}: ${line.slice(0, LINE_LENGTH)}`];
  });
}

/** Private members of every key of the bus and of its sandbox clients. */
export function privateKeys(data: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const file of globSync(['credentials/*', 'keys/*'], { cwd: data })) {
    const text = readFileSync(join(data, file), 'utf8').trim();
    const jwk = text.startsWith('{') ? (JSON.parse(text) as { d?: string }) : {};
    found.set(file, jwk.d ?? text);
  }
  return found;
}

/** Texts of at least ten characters in what the stand-in systems answered, and numbers that are too long for chance. */
export function answered(value: unknown): string[] {
  if (typeof value === 'string') return value.length >= 10 ? [value] : [];
  if (typeof value === 'number') return String(value).length >= 11 ? [String(value)] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(answered) : [];
}

/** JSON where it is JSON, else the text. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
