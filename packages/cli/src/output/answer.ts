import { type HttpAnswer, headerOf } from '../api/http-client.ts';
import type { Terminal } from '../terminal.ts';

/** The signatures of an exchange that was signed. */
export interface ShownSignatures {
  readonly request: { readonly keyid: string };
  /** That of the bus, which holds; undefined where the answer has none. */
  readonly response: { readonly keyid: string; readonly created: number; readonly baseDigest: string } | undefined;
}

export interface AnswerOutput {
  readonly terminal: Terminal;
  readonly json: boolean;
  /** Where the receipt will be stored. */
  readonly receiptFile: string | undefined;
  /** Undefined where nothing was signed. */
  readonly signatures: ShownSignatures | undefined;
}

/** Prints the answer of an exchange: its body and a line about it, or all of it as one JSON object. */
export function printAnswer(answer: HttpAnswer, { terminal, json, receiptFile, signatures }: AnswerOutput): void {
  const exchangeId = headerOf(answer, 'x-road-request-id');
  const receipt = headerOf(answer, 'x-simpul-receipt');
  if (json) {
    const { status, headers } = answer;
    const about = { exchangeId, receipt, receiptFile, ...(signatures && { signatures: asJson(signatures) }) };
    terminal.out(`${JSON.stringify({ status, headers, ...bodyAsJson(answer), ...about })}\n`);
    return;
  }
  terminal.out(answer.body);
  if (answer.body.length > 0 && answer.body.at(-1) !== '\n'.charCodeAt(0)) terminal.out('\n');
  const parts = [`${answer.status}${answer.status >= 400 ? ' from the provider' : ''}`];
  if (exchangeId !== undefined) parts.push(`exchange ${exchangeId}`);
  if (receipt !== undefined) parts.push(`receipt ${receipt}${receiptFile === undefined ? '' : ` -> ${receiptFile}`}`);
  if (signatures !== undefined) parts.push(describe(signatures));
  terminal.err(`${parts.join(' · ')}\n`);
}

function asJson({ request, response }: ShownSignatures) {
  if (response === undefined) return { request, response: null };
  const { keyid, created, baseDigest } = response;
  return { request, response: { keyid, created, baseDigest } };
}

function describe({ request, response }: ShownSignatures): string {
  const signed = `signed with ${request.keyid}`;
  return response === undefined
    ? `${signed}, answer not signed`
    : `${signed}, answer signed by the bus with ${response.keyid}`;
}

/** JSON as it is, other text as a string, anything else in base64 under another name. */
function bodyAsJson({ headers, body }: HttpAnswer): { readonly body: unknown; readonly bodyBase64?: string } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    // Not text: base64 carries it.
    return { body: null, bodyBase64: body.toString('base64') };
  }
  if (!/[/+]json\b/i.test(String(headers['content-type']))) return { body: text };
  try {
    return { body: JSON.parse(text) as unknown };
  } catch {
    // The provider's claim is wrong; its bytes are shown all the same.
    return { body: text };
  }
}
