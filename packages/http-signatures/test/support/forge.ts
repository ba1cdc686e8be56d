import type { HttpMessage, SigningKey } from '../../src/index.ts';
import { headerOf, withLines } from './messages.ts';

/** What a signer of another mind signs; texts stand in the message as they are here. */
export interface Forgery {
  readonly label?: string;
  /** Identifiers: `"@method"`, `"content-digest";req`. */
  readonly covered: readonly string[];
  /** `;created=1;tag="…"`. */
  readonly parameters: string;
  readonly request?: HttpMessage;
}

/**
 * Signs whatever it is told to, with a base made by plain concatenation: what comes out is wrong in the way that the test wants, and
 * right in every other, so it is the rule which refuses it and not the signature.
 */
export async function forge<M extends HttpMessage>(message: M, key: SigningKey, forgery: Forgery): Promise<M> {
  const { label = 'simpul', covered, parameters, request } = forgery;
  const input = `(${covered.join(' ')})${parameters}`;
  const lines = covered.map((id) => `${id}: ${valueOf(id, id.includes(';req') ? (request ?? message) : message)}`);
  const base = [...lines, `"@signature-params": ${input}`].join('\n');
  const signature = Buffer.from(await key.sign(Buffer.from(base))).toString('base64');
  return withLines(message, ['Signature-Input', `${label}=${input}`, 'Signature', `${label}=:${signature}:`]);
}

function valueOf(id: string, message: HttpMessage): string {
  const name = /^"?([^";]*)/.exec(id)?.[1] ?? '';
  if (!name.startsWith('@')) return headerOf(message, name);
  if (!('method' in message)) return String(message.status);
  return name === '@method' ? message.method : message.targetUri;
}
