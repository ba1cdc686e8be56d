import { RE2JS } from 're2js';
import { MAX_PATTERN_LENGTH } from '../limits.ts';
import { unusable } from './unusable.ts';

export interface LinearPattern {
  /** The pattern itself: ajv tells patterns apart by it. */
  toString(): string;
  test(text: string): boolean;
}

/**
 * Compiles an ECMAScript pattern on an engine whose time is linear in the text (RE2), so no contract can make a text
 * expensive.
 *
 * @throws SimpulError `CONTRACT.UNUSABLE` for what that engine cannot do: look-around, back references, huge counts
 */
export function linearPattern(pattern: string): LinearPattern {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    throw unusable(`a pattern is longer than ${MAX_PATTERN_LENGTH} characters`);
  }
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
    return { toString: () => pattern, test: (text) => compiled.test(text) };
  } catch (error) {
    throw unusable('a pattern uses what a linear-time engine does not have, such as look-around', error);
  }
}
