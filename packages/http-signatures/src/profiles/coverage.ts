import type { Component } from '../components/component.ts';
import type { ReadMessage } from '../message/read-message.ts';
import { SignatureError } from '../signature-error.ts';
import type { Profile } from './profile.ts';

type Coverage = Pick<Profile, 'mayCover' | 'mustCover'>;

/** Fields whose lines may be several: dictionaries mean the same joined. Of any other field two readers could take different lines. */
const SEVERAL_LINES: ReadonlySet<string> = new Set(['content-digest', 'signature', 'signature-input']);

/**
 * Holds a signature to what its profile covers. Other fields may not be covered: a signature that says more than its readers look
 * for invites the belief that somebody does.
 *
 * @throws SignatureError `component-parameter`, `component-not-allowed`, `component-not-covered`, `field-repeated`
 */
export function assertCoverage(profile: Coverage, covered: readonly Component[], message: ReadMessage): void {
  const allowed = new Set(profile.mayCover.map(({ id }) => id));
  for (const { id, hasUnknown, ofRequest } of covered) {
    if (allowed.has(id)) continue;
    throw new SignatureError(hasUnknown || ofRequest ? 'component-parameter' : 'component-not-allowed', id);
  }
  const ids = new Set(covered.map(({ id }) => id));
  for (const each of profile.mayCover) {
    if (!ids.has(each.id) && profile.mustCover(each, message))
      throw new SignatureError('component-not-covered', each.id);
  }
  for (const { name, ofRequest } of covered) {
    const lines = ofRequest ? [] : (message.fields.get(name) ?? []);
    if (lines.length > 1 && !SEVERAL_LINES.has(name)) throw new SignatureError('field-repeated', name);
  }
}

/** What we cover in a message: all that the profile demands of it, in the profile's order. */
export function coverageOf(profile: Coverage, message: ReadMessage): readonly Component[] {
  return profile.mayCover.filter((each) => profile.mustCover(each, message));
}
