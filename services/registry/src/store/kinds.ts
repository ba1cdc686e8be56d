import type { RegistryKind, RegistryObject } from '@simpul/contracts';
import type { JsonValue } from '@simpul/store';

/**
 * Kinds of objects that only the registry itself knows: neither followers nor region files ever see them. They change in
 * the same commit as what they belong to.
 */
export interface OwnValues {
  /** What led to an agreement: requests, decisions, history. */
  readonly 'agreement-file': { readonly [member: string]: JsonValue };
}

/** Every kind that is stored. */
export type Kind = RegistryKind | keyof OwnValues;
export type ValueOf<K extends Kind> = K extends keyof OwnValues
  ? OwnValues[K]
  : Extract<RegistryObject, { kind: K }>['value'];

const NAMES: Readonly<Record<keyof OwnValues, true>> = { 'agreement-file': true };

/** Whether a kind is one that only the registry knows. */
export function isOwnKind(kind: string): kind is keyof OwnValues {
  return Object.hasOwn(NAMES, kind);
}
