import { expect, it } from '@jest/globals';
import { RULE_TEXTS, SIGNATURE_RULES } from '../src/index.ts';

it('every rule has a text of its own, in both languages, and no other has one', () => {
  expect(Object.keys(RULE_TEXTS).toSorted()).toEqual([...SIGNATURE_RULES].toSorted());
  for (const language of ['id', 'en'] as const) {
    const texts = Object.values(RULE_TEXTS).map((text) => text[language]);
    expect(new Set(texts).size).toBe(SIGNATURE_RULES.length);
  }
});
