import { hash as digest } from 'node:crypto';

/** The hash function that tests inject. */
export const sha256 = (data: Uint8Array): Uint8Array => digest('sha256', data, 'buffer');

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
export const unhex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
