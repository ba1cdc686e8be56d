import type { ErrorDefinition } from '@simpul/errors';
import type { NeededScope, Scope } from '../auth/scopes.ts';
import type { SchemaName } from './schemas.ts';

/** Languages in which the reference is written. */
export const LANGUAGES = ['id', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
export type Bilingual = Readonly<Record<Language, string>>;

/** Chapters of the reference, in their order. */
export const CHAPTERS = [
  'identity',
  'people',
  'keys',
  'audit',
  'log',
  'registry',
  'agreements',
  'catalog',
  'directory',
  'state',
  'pages',
] as const;
export type Chapter = (typeof CHAPTERS)[number];

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  /** JSON Schema (2020-12). */
  readonly schema: object;
  readonly text: Bilingual;
}

/** What a body holds: a named schema, or one written out. */
export interface Content {
  readonly type: string;
  /** By name, or JSON Schema. */
  readonly schema: SchemaName | object;
}

export interface Answer {
  readonly status: number;
  readonly text: Bilingual;
  /** Absent: no body. */
  readonly content?: readonly Content[];
}

/** One thing that can be asked of the bus outside `/r1`. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As Fastify registers it; `*` where one registration serves several operations. */
  readonly route: string;
  /** As OpenAPI writes it. */
  readonly path: string;
  /** Stable name, for generated clients. */
  readonly id: string;
  readonly chapter: Chapter;
  /** `nothing`: public. `identity`: any token for the bus's APIs, or an `open` link in a sandbox. */
  readonly needs: 'nothing' | 'identity' | NeededScope;
  /** What a public operation needs in production. */
  readonly inProduction?: Scope;
  readonly title: Bilingual;
  /** What a caller must know besides. */
  readonly more?: Bilingual;
  readonly parameters?: readonly Parameter[];
  readonly body?: Content;
  readonly answers: readonly Answer[];
  /** Errors that this operation answers with, besides those that every one may have. */
  readonly errors: readonly ErrorDefinition[];
}
