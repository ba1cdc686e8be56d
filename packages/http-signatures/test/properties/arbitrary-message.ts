import fc from 'fast-check';
import type { RequestMessage } from '../../src/index.ts';

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

/** One change of a message on its way: of a text, a line, the order of lines, the body. */
export type Mutation = (message: RequestMessage) => RequestMessage;

const where = fc.nat({ max: 10_000 });
const character = fc.constantFrom(...'a0 ,;="()\t:Z?\u00a0\n'.split(''));

/** Puts a character in, in place of what is there, or takes one away. */
const edit = fc
  .record({ at: where, put: fc.option(character, { nil: '' }), takes: fc.nat({ max: 1 }) })
  .map(({ at, put, takes }) => (text: string): string => {
    const start = text.length === 0 ? 0 : at % (text.length + 1);
    return text.slice(0, start) + put + text.slice(start + takes);
  });

const pairs = ({ headers }: RequestMessage): string[][] =>
  headers.flatMap((name, i) => (i % 2 === 0 ? [[name, headers[i + 1] ?? '']] : []));
const withPairs = (message: RequestMessage, lines: readonly (readonly string[])[]): RequestMessage => ({
  ...message,
  headers: lines.flat(),
});

export const arbitraryMutation: fc.Arbitrary<Mutation> = fc.oneof(
  edit.map((change): Mutation => (message) => ({ ...message, method: change(message.method) })),
  edit.map((change): Mutation => (message) => ({ ...message, targetUri: change(message.targetUri) })),
  fc.tuple(where, edit).map(([at, change]): Mutation => (message) => ({
    ...message,
    headers: message.headers.map((text, i) => (i === at % message.headers.length ? change(text) : text)),
  })),
  where.map(
    (at): Mutation =>
      (message) =>
        withPairs(
          message,
          pairs(message).filter((_, i, all) => i !== at % all.length),
        ),
  ),
  where.map(
    (at): Mutation =>
      (message) =>
        withPairs(
          message,
          pairs(message).flatMap((line, i, all) => (i === at % all.length ? [line, line] : [line])),
        ),
  ),
  fc.tuple(where, where).map(([from, to]): Mutation => (message) => {
    const lines = pairs(message);
    const [moved = []] = lines.splice(from % lines.length, 1);
    return withPairs(message, lines.toSpliced(to % (lines.length + 1), 0, moved));
  }),
  fc.uint8Array({ maxLength: 40 }).map((body): Mutation => (message) => ({ ...message, body })),
  fc.constant<Mutation>((message) => ({ ...message, body: undefined })),
);
