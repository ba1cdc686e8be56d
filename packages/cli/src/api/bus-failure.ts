import { ALL_ERRORS, type ErrorDefinition, type Fault, SimpulError } from '@simpul/errors';
import { CLI } from '../errors.ts';
import { parseJsonObject } from './answer-json.ts';
import { type HttpAnswer, headerOf } from './http-client.ts';

/** X-Road messages of the bus end with the code of its own table, */
const CODE_AT_END = / \((SIMPUL_[A-Z0-9_]+)\)$/;
/** but for those that clients compare as a whole. */
const CODE_OF_WHOLE: ReadonlyMap<string, string> = new Map(
  [...ALL_ERRORS.values()]
    .filter(({ exchange }) => exchange?.comparedWhole === true)
    .map(({ message, code }) => [message.en, code]),
);

/** Whether the bus itself answers with an error, in contrast to a provider's error that it passes on. */
export function isBusFailure(answer: HttpAnswer): boolean {
  if (answer.status < 400) return false;
  return headerOf(answer, 'x-road-error') !== undefined || headerOf(answer, 'x-road-request-id') === undefined;
}

/** The error that the bus answered with, in X-Road's form or as problem+json, under its own code and in its own words. */
export function failureOf(answer: HttpAnswer, url: string): SimpulError {
  const { code, message } = readFailure(answer);
  if (code === undefined || message === undefined) {
    return new SimpulError(CLI.NOT_A_BUS, { params: { url, reason: `it answered ${answer.status} without a reason` } });
  }
  const known = ALL_ERRORS.get(code);
  const definition = { ...(known ?? unknownError(code, answer.status)), message: { en: message, id: message } };
  return new SimpulError(definition, { faults: faultsIn(answer) });
}

/** What a problem (RFC 9457) lists in `errors`. */
function faultsIn(answer: HttpAnswer): Fault[] {
  const errors = parseJsonObject(answer.body)?.['errors'];
  if (!Array.isArray(errors)) return [];
  return errors.filter((each): each is Fault => typeof (each as Fault | null)?.rule === 'string');
}

function readFailure(answer: HttpAnswer): { readonly code?: string; readonly message?: string } {
  const body = parseJsonObject(answer.body) ?? {};
  const { type, message, code, title } = body;
  if (typeof code === 'string' && typeof title === 'string') return { code, message: title };
  if (typeof type !== 'string' || typeof message !== 'string') return fromHeader(answer);
  return { code: codeIn(message) ?? type, message: message.replace(CODE_AT_END, '') };
}

/** Where the answer has no JSON body: after HEAD, or when the caller asked for XML. */
function fromHeader(answer: HttpAnswer): { readonly code?: string; readonly message?: string } {
  const type = headerOf(answer, 'x-road-error');
  if (type === undefined) return {};
  const xml = /<message>([^<]*)<\/message>/.exec(answer.body.toString('utf8'))?.[1];
  const message = xml?.replace(CODE_AT_END, '') ?? `status ${answer.status}`;
  return { code: xml === undefined ? type : (codeIn(xml) ?? type), message };
}

function codeIn(message: string): string | undefined {
  return CODE_AT_END.exec(message)?.[1] ?? CODE_OF_WHOLE.get(message);
}

/** An error of another release, or of X-Road: who must act is told by its type and status. */
function unknownError(code: string, status: number): ErrorDefinition {
  const byCaller = status < 500 || /^client\.|accessdenied|access_denied|unknown/i.test(code);
  const message = { en: '', id: '' };
  return { code, status, actor: byCaller ? 'caller' : 'operator', retryable: false, message };
}
