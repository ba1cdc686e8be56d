import Type, { type Static } from 'typebox';
import { Closed } from './action.ts';
import { PART } from './identifiers.ts';

/** A text in Indonesian and, where it was given, in English. */
export const Text = Closed({
  id: Type.String({ maxLength: 2000 }),
  en: Type.Optional(Type.String({ maxLength: 2000 })),
});
export type Text = Static<typeof Text>;
/** Characters of a path pattern or template: with its method it must fit a leaf's `op`. */
export const MAX_OP_PATH_LENGTH = 400;
/** One part of an identifier by itself: of a subsystem, a group or a purpose. */
export const Code = Type.String({ pattern: `^${PART}$` });
/** A day of the region's time zone, `YYYY-MM-DD`. */
export const Day = Type.String({ pattern: String.raw`^\d{4}-\d{2}-\d{2}$` });
/** Kemendagri code, dotted: `18.71`. */
export const RegionCode = Type.String({ pattern: String.raw`^\d{2}(\.\d{2}(\.\d{2}(\.[123]\d{3})?)?)?$` });
/** What an agency is (facts: Perangkat Daerah). */
export const MEMBER_KINDS = ['pemprov', 'pemkab', 'pemkot', 'opd', 'pusat', 'bumd', 'swasta'] as const;
/** Classes of personal data (UU 27/2022, art. 4). */
export const PERSONAL_CLASSES = ['none', 'umum', 'spesifik'] as const;

export const Endpoint = Closed({
  method: Type.Enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', '*']),
  /** `*` stands for one segment, `**` for any number. */
  path: Type.String({ pattern: '^/', maxLength: MAX_OP_PATH_LENGTH }),
});
export type Endpoint = Static<typeof Endpoint>;
