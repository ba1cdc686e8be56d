import type { Language } from '../http/languages.ts';
import { EN } from './en.ts';
import { ID } from './id.ts';

/** Everything that pages say. */
export type Texts = typeof ID;

export const TEXTS: Readonly<Record<Language, Texts>> = { id: ID, en: EN };
