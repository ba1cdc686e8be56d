import type { HttpAnswer } from './http-client.ts';

/** One header's value; where it came several times, the last. */
export function headerOf(answer: HttpAnswer, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value.at(-1) : value;
}
