import type { State } from '../state.ts';

/** A row: what was looked at, how it stands, what is so, and how to mend it. `{name}` is filled in. */
export interface Text {
  readonly check: string;
  readonly state: State;
  readonly what: string;
  readonly mend?: string;
}

/** Texts of one check. */
export function about<const T extends Readonly<Record<string, Omit<Text, 'check'>>>>(
  check: string,
  texts: T,
): { readonly [K in keyof T]: Text } {
  return Object.fromEntries(Object.entries(texts).map(([code, text]) => [code, { check, ...text }])) as {
    [K in keyof T]: Text;
  };
}
