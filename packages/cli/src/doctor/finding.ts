import type { State } from './state.ts';
import { TEXTS, type TextCode } from './texts.ts';

/** One thing that was looked at, and how to mend it. */
export interface Finding {
  /** What was looked at: `clock`, `keys`, … */
  readonly check: string;
  /** Stable, for programs. */
  readonly code: TextCode;
  readonly state: State;
  readonly what: string;
  /** Absent where nothing is to be mended. */
  readonly mend?: string;
}

export type Params = Readonly<Record<string, string | number>>;

/** A finding by its row of the table of texts; `{name}` is filled from the params. */
export function finding(code: TextCode, params: Params = {}): Finding {
  const { check, state, what, mend } = TEXTS[code];
  return { check, code, state, what: fill(what, params), ...(mend === undefined ? {} : { mend: fill(mend, params) }) };
}

function fill(text: string, params: Params): string {
  return text.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => String(params[name] ?? placeholder));
}
