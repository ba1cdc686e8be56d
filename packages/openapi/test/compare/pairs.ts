import { load } from 'js-yaml';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareContracts, type ContractComparison, type OpenApiDocument, readOpenApi } from '../../src/index.ts';

/** Two contracts, and what a reading of the specification says of what changes between them. */
export interface Pair {
  readonly title: string;
  /** A sentence that cites the section. */
  readonly reading: string;
  /** What `before` and `after` are: the rest of the contract is the same. */
  readonly kind: 'document' | 'paths' | 'operation' | 'parameters' | 'request' | 'response';
  readonly openapi?: string;
  readonly before: unknown;
  readonly after: unknown;
  /** `severity rule`, in any order. */
  readonly changes: readonly string[];
}

const FOLDER = join(import.meta.dirname, 'pairs');

/** The table, one file a subject. */
export function readPairs(): readonly (Pair & { readonly subject: string })[] {
  return readdirSync(FOLDER).flatMap((file) =>
    (load(readFileSync(join(FOLDER, file), 'utf8')) as readonly Pair[]).map((pair) => ({
      ...pair,
      subject: file.replace('.yaml', ''),
    })),
  );
}

/** The contract of which a pair gives a part. */
export function contractOf(
  { kind, openapi = '3.1.0' }: Pick<Pair, 'kind' | 'openapi'>,
  part: unknown,
): OpenApiDocument {
  const text = JSON.stringify({ openapi, info: { title: 't', version: '1' }, paths: {}, ...wrapped(kind, part) });
  const { document, findings } = readOpenApi(text);
  if (document === undefined) throw new Error(JSON.stringify(findings));
  return document;
}

function wrapped(kind: Pair['kind'], part: unknown): object {
  const content = { 'application/json': { schema: part } };
  const operation = (members: object) => ({ paths: { '/x': { post: members } } });
  if (kind === 'document') return part as object;
  if (kind === 'paths') return { paths: part };
  if (kind === 'operation') return operation(part as object);
  if (kind === 'parameters') return operation({ parameters: part });
  if (kind === 'request') return operation({ requestBody: { content } });
  return operation({ responses: { '200': { description: 'ok', content } } });
}

export function comparePair(pair: Pick<Pair, 'kind' | 'openapi' | 'before' | 'after'>): ContractComparison {
  return compareContracts(contractOf(pair, pair.before), contractOf(pair, pair.after));
}
