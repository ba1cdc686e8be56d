import { conjunction } from '../compare/schema/view.ts';
import { member, membersOf, type Part, resolved } from '../compare/side.ts';
import { isJsonMediaType } from '../compile/media-type.ts';
import { SchemaChecker } from '../compile/schema-checker.ts';
import { SchemaCompiler } from '../compile/schema-compiler.ts';
import type { SchemaCheck } from '../compile/schema-check.ts';
import type { JsonObject } from '../json-object.ts';
import { exampleValue } from './example-value.ts';
import { NoExample } from './no-example.ts';

/** Which operation is to be answered. */
export interface ExampleRequest {
  readonly method: string;
  /** As the contract writes it: `/permits/{nomor}`. */
  readonly template: string;
  /** Absent: the least success that the operation declares. */
  readonly status?: number;
}

/** An answer made of a contract alone. */
export interface ExampleAnswer {
  readonly status: number;
  /** Absent where the answer has no body. */
  readonly mediaType?: string;
  readonly body: string;
}

/** Ways in which an example is tried to be made, until one keeps the schema. */
const ATTEMPTS = [
  { useExamples: true, alternative: 0 },
  { useExamples: true, alternative: 1 },
  { useExamples: false, alternative: 0 },
  { useExamples: false, alternative: 1 },
  { useExamples: false, alternative: 2 },
] as const;

const BODILESS: ReadonlySet<number> = new Set([204, 304]);

/**
 * An answer that keeps the contract, the same every time: from `example` or `examples` of the media type, else of the
 * schemas, else from the schemas alone. Values made here belong to nobody.
 *
 * @param root a document as OpenAPI 3.1 (`CompiledContract.document.root`)
 * @returns undefined where the contract declares no such answer, or none that its own schema allows could be made
 */
export function exampleAnswer(root: JsonObject, request: ExampleRequest): ExampleAnswer | undefined {
  const found = responseOf(root, request);
  if (found === undefined) return undefined;
  const { status, response } = found;
  const content = member(response, 'content');
  const media = mediaOf(membersOf(content));
  if (media === undefined || request.method.toUpperCase() === 'HEAD' || BODILESS.has(status)) {
    return { status, body: '' };
  }
  const [mediaType, part] = media;
  const check = checkOf(root, member(part, 'schema')?.value ?? true);
  const isJson = isJsonMediaType(mediaType);
  for (const value of candidatesOf(part)) {
    const body = isJson ? JSON.stringify(value) : typeof value === 'string' ? value : undefined;
    if (body !== undefined && (!isJson || check(value, body.length) === undefined)) return { status, mediaType, body };
  }
  return undefined;
}

function checkOf(root: JsonObject, schema: unknown): SchemaCheck {
  const compiler = new SchemaCompiler(root, { direction: 'response', coerce: false });
  compiler.check(schema);
  return new SchemaChecker(compiler.code({ from: 0, to: 1 }), new Set()).check();
}

function responseOf(
  root: JsonObject,
  { method, template, status }: ExampleRequest,
): { readonly status: number; readonly response: Part } | undefined {
  const path = member({ root, path: [], value: root }, 'paths', template);
  const operation = path && member(resolved(path), method.toLowerCase());
  const responses = new Map(
    membersOf(operation && member(operation, 'responses')).map(([key, each]) => [key.toUpperCase(), each]),
  );
  const wanted = status ?? leastSuccess([...responses.keys()]);
  if (wanted === undefined) return undefined;
  const key = [String(wanted), `${Math.floor(wanted / 100)}XX`, 'DEFAULT'].find((each) => responses.has(each));
  const response = key === undefined ? undefined : responses.get(key);
  return response && { status: wanted, response: resolved(response) };
}

function leastSuccess(statuses: readonly string[]): number | undefined {
  const [least] = statuses.filter((status) => /^2\d\d$/.test(status)).toSorted();
  if (least !== undefined) return Number(least);
  return statuses.includes('2XX') || statuses.includes('DEFAULT') ? 200 : undefined;
}

/** JSON before others; a range stands for JSON where it includes it. */
function mediaOf(content: readonly (readonly [string, Part])[]): readonly [string, Part] | undefined {
  const types = content.map(([type, media]) => [type.toLowerCase(), resolved(media)] as const);
  const json = types.find(([type]) => isJsonMediaType(type.split(';', 1)[0]?.trim() ?? ''));
  if (json) return [json[0], json[1]];
  const range = types.find(([type]) => type === '*/*' || type === 'application/*');
  return range ? ['application/json', range[1]] : types.find(([type]) => !type.includes('*'));
}

/** Values in the order in which they are preferred. */
function* candidatesOf(media: Part): Iterable<unknown> {
  const single = member(media, 'example');
  if (single) yield single.value;
  for (const [, example] of membersOf(member(media, 'examples'))) {
    const value = member(resolved(example), 'value');
    if (value) yield value.value;
  }
  const schema = conjunction([member(media, 'schema')]);
  for (const attempt of ATTEMPTS) {
    try {
      yield exampleValue(schema, { ...attempt, made: { values: 0 } });
    } catch (error) {
      if (!(error instanceof NoExample)) throw error;
    }
  }
}
