import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';

/** One operation of a contract. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
}

/** A contract whose answers can be checked. */
export interface CheckableContract {
  readonly operations: readonly Operation[];
  /** What is wrong with an answer's JSON; empty where it conforms. */
  faults(operationId: string, status: number, body: unknown): readonly string[];
}

type Node = Record<string, unknown>;

/** Makes an OpenAPI document's response schemas executable. */
export function readContract(text: string): CheckableContract {
  const document = asNode(withNull(parse(text)));
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ ...document, $id: 'contract:' });
  const operations = Object.entries(asNode(document['paths'])).flatMap(([path, item]) =>
    Object.entries(asNode(item)).map(([method, operation]) => ({
      id: String(asNode(operation)['operationId']),
      method: method.toUpperCase(),
      path,
    })),
  );
  return {
    operations,
    faults(operationId, status, body) {
      const operation = operations.find(({ id }) => id === operationId);
      if (operation === undefined) return [`no operation ${operationId}`];
      const pointer = ['paths', operation.path, operation.method.toLowerCase(), 'responses', String(status)];
      const schema = responseSchema(document, pointer);
      if (schema === undefined) return [`no response ${status}`];
      const validate = ajv.compile({ $ref: `contract:#${schema}` });
      return validate(body) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
    },
  };
}

function responseSchema(document: Node, path: readonly string[]): string | undefined {
  const response = asNode(path.reduce<unknown>((node, key) => asNode(node)[key], document));
  const reference = response['$ref'];
  const target = typeof reference === 'string' ? reference.slice(2).split('/') : path;
  const found = asNode(target.reduce<unknown>((node, key) => asNode(node)[key], document));
  if (found['content'] === undefined) return undefined;
  return ['', ...target, 'content', 'application/json', 'schema'].map(escape).join('/');
}

function escape(segment: string): string {
  return encodeURIComponent(segment.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** OpenAPI 3.0 writes `nullable`, JSON Schema a second type. */
function withNull(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withNull);
  if (typeof node !== 'object' || node === null) return node;
  const { nullable, ...rest } = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withNull(value)]));
  return nullable === true ? { ...rest, type: [rest['type'], 'null'] } : rest;
}

function asNode(value: unknown): Node {
  return typeof value === 'object' && value !== null ? (value as Node) : {};
}
