import { MACHINE_TEXTS } from './texts/machine.ts';
import { REGISTERED_TEXTS } from './texts/registered.ts';
import { TRUST_TEXTS } from './texts/trust.ts';

/** Every finding that there is, by its code. */
export const TEXTS = { ...MACHINE_TEXTS, ...REGISTERED_TEXTS, ...TRUST_TEXTS } as const;

export type TextCode = keyof typeof TEXTS;
