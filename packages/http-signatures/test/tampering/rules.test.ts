import { expect, it } from '@jest/globals';
import { SIGNATURE_RULES } from '../../src/index.ts';
import { FIELD_ROWS } from './request-field-rows.ts';
import { MESSAGE_ROWS } from './request-message-rows.ts';
import { PROFILE_ROWS } from './request-profile-rows.ts';
import { RESPONSE_ROWS } from './response-rows.ts';

/** Rules about what the caller says, which have tests of their own. */
const OF_THE_CALLER = ['key-mismatch', 'key-retired', 'key-revoked', 'key-unusable', 'replayed'];

it('there is a way to tamper for every rule', () => {
  const tried = [...MESSAGE_ROWS, ...FIELD_ROWS, ...PROFILE_ROWS, ...RESPONSE_ROWS].map(({ rule }) => rule);
  expect([...new Set([...tried, ...OF_THE_CALLER])].toSorted()).toEqual([...SIGNATURE_RULES].toSorted());
});
