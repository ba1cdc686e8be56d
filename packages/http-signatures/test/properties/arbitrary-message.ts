import fc from 'fast-check';
import type { HttpMessage, RequestMessage, ResponseMessage } from '../../src/index.ts';

const value = fc.stringMatching(/^[!-~]([ -~]{0,30}[!-~])?$/);
const optional = fc.option(value, { nil: undefined });

/** Requests that the profile can sign: each field that it knows, there or not, among others in any order. */
export const arbitraryRequest: fc.Arbitrary<RequestMessage> = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'M-SEARCH'),
    path: fc.stringMatching(/^[!"$-~]{0,30}$/),
    fields: fc.record({
      authorization: optional,
      dpop: optional,
      'x-road-client': value,
      'x-road-id': optional,
      'x-simpul-purpose': optional,
      'content-type': value,
      'x-other': optional,
    }),
    body: fc.option(fc.uint8Array({ maxLength: 40 }), { nil: undefined }),
    order: fc.array(fc.nat(), { minLength: 7, maxLength: 7 }),
  })
  .map(({ method, path, fields, body, order }) => {
    const lines = Object.entries(fields).flatMap(([name, text], i) =>
      text === undefined ? [] : [{ line: [name, text], at: order[i] ?? 0 }],
    );
    const headers = lines.toSorted((a, b) => a.at - b.at).flatMap(({ line }) => line);
    return { method, targetUri: `https://bus.example/${path}`, headers, body };
  });

/** Responses that the profile can sign, to a request of no concern. */
export const arbitraryResponse: fc.Arbitrary<ResponseMessage> = fc
  .record({
    status: fc.constantFrom(200, 201, 404, 599),
    fields: fc.record({ 'content-type': value, 'x-road-request-id': value, 'x-other': value }),
    body: fc.option(fc.uint8Array({ maxLength: 40 }), { nil: undefined }),
  })
  .map(({ status, fields, body }) => ({ status, headers: Object.entries(fields).flat(), body }));

/** One change of a message on its way: of a text, a line, the order of lines, the body. */
export type Mutation = <M extends HttpMessage>(message: M) => M;

const where = fc.nat({ max: 10_000 });
const character = fc.constantFrom(...'a0 ,;="()\t:Z?\u00a0\n'.split(''));

/** Puts a character in, in place of what is there, or takes one away. */
const edit = fc
  .record({ at: where, put: fc.option(character, { nil: '' }), takes: fc.nat({ max: 1 }) })
  .map(({ at, put, takes }) => (text: string): string => {
    const start = at % (text.length + 1);
    return text.slice(0, start) + put + text.slice(start + takes);
  });

type Lines = readonly (readonly [name: string, value: string])[];
const onLines =
  (change: (lines: Lines) => Lines): Mutation =>
  (message) => {
    const lines = message.headers.flatMap((name, i): Lines =>
      i % 2 === 0 ? [[name, message.headers[i + 1] ?? '']] : [],
    );
    return { ...message, headers: change(lines).flat() };
  };

export const arbitraryMutation: fc.Arbitrary<Mutation> = fc.oneof(
  edit.map(
    (change): Mutation =>
      (message) =>
        'method' in message
          ? { ...message, method: change(message.method) }
          : { ...message, status: message.status + 1 },
  ),
  edit.map(
    (change): Mutation =>
      (message) =>
        'method' in message ? { ...message, targetUri: change(message.targetUri) } : message,
  ),
  fc.tuple(where, edit).map(([at, change]): Mutation => (message) => ({
    ...message,
    headers: message.headers.map((text, i) => (i === at % message.headers.length ? change(text) : text)),
  })),
  where.map((at) => onLines((lines) => lines.filter((_, i) => i !== at % lines.length))),
  where.map((at) => onLines((lines) => lines.flatMap((line, i) => (i === at % lines.length ? [line, line] : [line])))),
  fc.tuple(where, where).map(([from, to]) =>
    onLines((lines) => {
      const moved = lines.filter((_, i) => i === from % lines.length);
      const rest = lines.filter((_, i) => i !== from % lines.length);
      return rest.toSpliced(to % (rest.length + 1), 0, ...moved);
    }),
  ),
  fc
    .option(fc.uint8Array({ maxLength: 40 }), { nil: undefined })
    .map((body): Mutation => (message) => ({ ...message, body })),
);
